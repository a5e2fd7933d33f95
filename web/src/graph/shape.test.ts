import { describe, expect, it } from 'vitest';
import { countModels, groupByModel, indexGraph, neighbourhood, partOf } from './shape';
import { sample } from './testing/sample';

const index = indexGraph(sample);
const around = (id: string, reach: '1' | '2' | 'all') =>
  [...neighbourhood(index, id, reach)].sort();

describe('a graph', () => {
  it('knows both ends of each edge, and drops edges to nowhere and to oneself', () => {
    const odd = indexGraph({
      nodes: sample.nodes,
      edges: [
        ...sample.edges,
        { from: 'flow', to: 'gone', paths: [], pathCount: 0 },
        { from: 'flow', to: 'flow', paths: [], pathCount: 0 },
      ],
    });
    expect(odd.edges).toEqual(sample.edges);
    expect(odd.uses.get('flow')?.map(({ to }) => to)).toEqual([
      'integration',
      'orders',
      'invoices',
    ]);
    expect(odd.usedBy.get('shop')?.map(({ from }) => from)).toEqual(['orders', 'other']);
  });

  it('tells what a resource touches, step by step and in one direction at a time', () => {
    expect(around('orders', '1')).toEqual(['flow', 'orders', 'script', 'shop']);
    expect(around('flow', '1')).toEqual(['flow', 'integration', 'invoices', 'orders']);
    expect(around('flow', '2')).toEqual(
      ['flow', 'integration', 'invoices', 'ledger', 'orders', 'script', 'shop'].sort(),
    );
    // `other` shares the shop with `orders`, which makes them no neighbours.
    expect(around('orders', 'all')).not.toContain('other');
    expect(around('shop', 'all')).toEqual(['flow', 'orders', 'other', 'shop']);
  });

  it('ends where references go round', () => {
    const ring = indexGraph({
      nodes: sample.nodes,
      edges: [
        { from: 'flow', to: 'orders', paths: [], pathCount: 1 },
        { from: 'orders', to: 'flow', paths: [], pathCount: 1 },
      ],
    });
    expect([...neighbourhood(ring, 'flow', 'all')].sort()).toEqual(['flow', 'orders']);
  });

  it('has parts', () => {
    const part = partOf(index, new Set(['flow', 'orders', 'shop']));
    expect(part.nodes.map(({ templateId }) => templateId)).toEqual(['flow', 'orders', 'shop']);
    expect(part.edges.map(({ from, to }) => `${from} ${to}`)).toEqual([
      'flow orders',
      'orders shop',
    ]);
  });

  it('counts and groups by model in the order of an install', () => {
    expect(countModels(sample.nodes).map(({ model, count }) => `${model} ${count}`)).toEqual([
      'Integration 1',
      'Flow 1',
      'Export 2',
      'Import 1',
      'Script 1',
      'Connection 2',
    ]);
    expect(groupByModel(sample.nodes)[2]?.members.map(({ name }) => name)).toEqual([
      'Órdenes de la tienda',
      'Other orders',
    ]);
  });
});
