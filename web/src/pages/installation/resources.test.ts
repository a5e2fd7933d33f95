import { expect, it } from 'vitest';
import { countStates, foundResources, type InstalledResource } from './resources';

const resource = (
  model: InstalledResource['model'],
  name: string,
  state: InstalledResource['state'] = 'installed',
): InstalledResource => ({ model, name, state, id: `id of ${name}`, templateId: `t ${name}` });

const ALL = [
  resource('Integration', 'Orders'),
  resource('Export', 'New orders', 'edited'),
  resource('Flow', 'Hourly', 'deleted'),
  resource('Export', 'Refunds'),
];

it('finds by words and by state', () => {
  const names = (words: string, state: Parameters<typeof foundResources>[2]) =>
    foundResources(ALL, words, state).map(({ name }) => name);
  expect(names('orders', 'all')).toEqual(['Orders', 'New orders']);
  expect(names('orders', 'edited')).toEqual(['New orders']);
  expect(names('', 'deleted')).toEqual(['Hourly']);
  expect(names('id of hourly', 'all')).toEqual(['Hourly']);
});

it('counts states, also those that nothing is in', () => {
  expect(countStates(ALL)).toEqual({ installed: 2, edited: 1, deleted: 1 });
  expect(countStates([])).toEqual({ installed: 0, edited: 0, deleted: 0 });
});
