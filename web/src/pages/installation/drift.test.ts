import { expect, it } from 'vitest';
import type { Drifted } from '~/api/types';
import { canBePutBack, countDrift } from './drift';

const drifted = (state: Drifted['state']): Drifted => ({
  model: 'Export',
  id: '66e2b0f47d41c9b2e6000001',
  name: 'Orders',
  state,
  fields: [],
  fieldsLeftOut: false,
});

it('counts each way to differ that there is', () => {
  expect(countDrift([drifted('added'), drifted('edited'), drifted('added')])).toEqual([
    ['edited', 1],
    ['added', 2],
  ]);
  expect(countDrift([])).toEqual([]);
});

it('puts back what the template knows', () => {
  const states = (['edited', 'deleted', 'added'] as const).filter((state) =>
    canBePutBack(drifted(state)),
  );
  expect(states).toEqual(['edited', 'deleted']);
});
