import { expect, it } from 'vitest';
import { countsOf } from './counts';

it('counts connections apart, and those of the account as none that were made', () => {
  const made = [{ model: 'Flow' }, { model: 'Connection' }, { model: 'Export' }] as const;
  expect(countsOf(made, 3)).toEqual({ resources: 2, connections: 1, own: 3 });
  expect(countsOf([], 0)).toEqual({ resources: 0, connections: 0, own: 0 });
});
