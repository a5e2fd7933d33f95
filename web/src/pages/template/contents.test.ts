import { expect, it } from 'vitest';
import { groupsOf } from './contents';

const contents = [
  { model: 'Integration', templateId: '1', name: 'All' },
  { model: 'Export', templateId: '2', name: 'Órdenes de la tienda' },
  { model: 'Flow', templateId: '3', name: 'Orders to invoices' },
  { model: 'Export', templateId: '4', name: 'Refunds' },
] as const;

it('groups by model in the order of the install', () => {
  const groups = groupsOf(contents, '');
  expect(groups.map(({ model, total }) => [model, total])).toEqual([
    ['Integration', 1],
    ['Export', 2],
    ['Flow', 1],
  ]);
});

it.each([
  ['tienda ORDENES', ['2']],
  ['4', ['4']],
  ['nothing', []],
])('finds %j', (search, found) => {
  const groups = groupsOf(contents, search);
  expect(groups.flatMap(({ resources }) => resources.map((one) => one.templateId))).toEqual(found);
  expect(groups.reduce((sum, { total }) => sum + total, 0)).toBe(4);
});
