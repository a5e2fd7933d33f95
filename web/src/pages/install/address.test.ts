import { expect, it } from 'vitest';
import { oneStepOn, stepIn, stepsBehind, withStep } from './address';

it('names the step in the address and leaves all else', () => {
  const search = withStep(new URLSearchParams('version=2&step=values'), 'review');
  expect(search.toString()).toBe('version=2&step=review');
  expect(stepIn(search)).toBe('review');
  expect(stepIn(new URLSearchParams('step=else'))).toBeUndefined();
});

it('counts the steps from wherever the wizard was entered', () => {
  expect([null, undefined, 'x', {}].map(stepsBehind)).toEqual([0, 0, 0, 0]);
  expect(stepsBehind(oneStepOn(oneStepOn(null)))).toBe(2);
});
