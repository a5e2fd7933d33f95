import { expect, it } from 'vitest';
import type { PlannedVariable } from '~/api/types';
import { typesOf, valuesOf } from './inputs';

const variable = (name: string, type: PlannedVariable['type']): PlannedVariable => ({
  name,
  type,
  filled: false,
  saved: false,
  uses: [],
  useCount: 1,
});

const TYPES = typesOf([
  variable('lines', 'number'),
  variable('open', 'boolean'),
  variable('site', 'url'),
  variable('store', 'string'),
]);

it('sends each value in the type that is expected', () => {
  const typed = { lines: '20', open: 'false', site: 'https://shop.example', store: '20' };
  expect(valuesOf(typed, TYPES)).toEqual({
    lines: 20,
    open: false,
    site: 'https://shop.example',
    store: '20',
  });
});

it('sends nothing that is empty or not asked for any more', () => {
  expect(valuesOf({ store: '', gone: 'x' }, TYPES)).toEqual({});
});
