import { expect, it } from 'vitest';
import type { Model } from '~/api/types';
import { byModel } from './by_model';

const thing = (model: Model, name: string) => ({ model, name });

it('groups in the order in which models and things come', () => {
  const all = [
    thing('Integration', 'Orders'),
    thing('Export', 'New orders'),
    thing('Flow', 'Hourly'),
    thing('Export', 'Refunds'),
  ];
  const groups = byModel(all).map(({ model, items }) => [model, items.map(({ name }) => name)]);
  expect(groups).toEqual([
    ['Integration', ['Orders']],
    ['Export', ['New orders', 'Refunds']],
    ['Flow', ['Hourly']],
  ]);
  expect(byModel([])).toEqual([]);
});
