import { expect, it } from 'vitest';
import type { PlannedVariable } from '~/api/types';
import { askedOf, heldOf, valuesOf } from './inputs';

const variable = (name: string, type: PlannedVariable['type']): PlannedVariable => ({
  name,
  type,
  filled: false,
  saved: false,
  uses: [],
  useCount: 1,
});

const EXPECTED = askedOf([
  variable('lines', 'number'),
  variable('open', 'boolean'),
  variable('site', 'url'),
  variable('store', 'string'),
]);

it('sends each value in the type that is expected', () => {
  const typed = { lines: '20', open: 'false', site: 'https://shop.example', store: '20' };
  expect(valuesOf(typed, EXPECTED)).toEqual({
    lines: 20,
    open: false,
    site: 'https://shop.example',
    store: '20',
  });
});

it('sends nothing that is empty or not asked for any more', () => {
  expect(valuesOf({ store: '', gone: 'x' }, EXPECTED)).toEqual({});
});

it('sends what a plan has taken from it before', () => {
  const planned = askedOf([{ ...variable('store', 'string'), filled: true, value: 'north' }]);
  expect(valuesOf({ store: 'north' }, planned)).toEqual({ store: 'north' });
});

it('sends what is otherwise than it was, also where that is nothing', () => {
  const held = heldOf([
    { ...variable('size', 'number'), filled: true, value: '50' },
    { ...variable('store', 'string'), filled: true, value: 'north' },
    // What it holds is not shown.
    { ...variable('key', 'secret'), filled: true },
  ]);
  expect(valuesOf({ size: '50', store: 'north', key: '' }, held)).toEqual({});
  expect(valuesOf({ size: '60', store: '', key: 'new' }, held)).toEqual({
    size: 60,
    store: '',
    key: 'new',
  });
});
