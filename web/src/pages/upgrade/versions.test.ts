import { expect, it } from 'vitest';
import type { Version } from '~/api/types';
import { choices, isStay } from './versions';

const version = (number: number): Version => ({
  number,
  hash: '0'.repeat(64),
  note: '',
  created: '2026-01-31T09:05:00.123Z',
  resources: 1,
  current: false,
  deprecated: null,
  signature: null,
});

it('offers every version but the one that is installed, the newest first', () => {
  const numbers = choices([version(1), version(2), version(3)], 2).map(({ number }) => number);
  expect(numbers).toEqual([3, 1]);
});

it('knows whether a plan leads to another version', () => {
  const named = (number: number) => ({ number, hash: 'a' });
  expect(isStay({ from: named(1), to: named(1) })).toBe(true);
  // What was published again is another version all the same.
  expect(isStay({ from: named(1), to: named(2) })).toBe(false);
});
