import { describe, expect, it } from 'vitest';
import { findNodes, nextHit } from './search';
import { sample } from './testing/sample';

const find = (query: string) => findNodes(sample.nodes, query, (model) => `model ${model}`);

describe('the search', () => {
  it('finds by name, model and id, all words, whatever the case and accents', () => {
    expect(find('ordenes')).toEqual(['orders']);
    expect(find('ORDERS export')).toEqual(['orders', 'other']);
    expect(find('connection')).toEqual(['shop', 'ledger']);
    expect(find('shop ledger')).toEqual([]);
  });

  it('finds nothing without words', () => {
    expect(find('')).toEqual([]);
    expect(find('   ')).toEqual([]);
  });

  it('goes from hit to hit, round the ends', () => {
    expect(nextHit(['a', 'b', 'c'], null)).toBe('a');
    expect(nextHit(['a', 'b', 'c'], 'elsewhere', true)).toBe('c');
    expect(nextHit(['a', 'b', 'c'], 'c')).toBe('a');
    expect(nextHit(['a', 'b', 'c'], 'a', true)).toBe('c');
    expect(nextHit([], 'a')).toBeUndefined();
  });
});
