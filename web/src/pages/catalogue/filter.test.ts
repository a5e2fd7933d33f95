import { describe, expect, it } from 'vitest';
import type { CatalogueItem } from '~/api/types';
import { EVERYTHING, filterOf, isFiltered, itemsOf, parametersOf, suggestionsOf } from './filter';

const item = (id: string, fields: Partial<CatalogueItem> = {}): CatalogueItem => ({
  id,
  kind: 'integrator',
  name: id,
  description: '',
  applications: [],
  owner: { id: 'o', name: 'acme' },
  installs: 0,
  published: true,
  modified: '2026-01-31T09:05:00.123Z',
  version: null,
  hasImage: false,
  score: 0,
  ...fields,
});

describe('filterOf', () => {
  it.each([
    ['', EVERYTHING],
    ['q=orders&application=shopify', { ...EVERYTHING, q: 'orders', application: 'shopify' }],
    ['kind=diga&language=es', { ...EVERYTHING, kind: 'diga', language: 'es' }],
    ['kind=integrator&language=es', { ...EVERYTHING, kind: 'integrator' }],
    ['kind=other&owner=%20acme%20&x=1', { ...EVERYTHING, owner: 'acme' }],
  ])('reads %j', (query, expected) => {
    expect(filterOf(new URLSearchParams(query))).toEqual(expected);
  });

  it('comes back from its own parameters', () => {
    const filter = { ...EVERYTHING, q: 'a&b', owner: 'ñ' };
    expect(parametersOf(filter)).toEqual({ q: 'a&b', owner: 'ñ' });
    expect(filterOf(new URLSearchParams(parametersOf(filter)))).toEqual(filter);
    expect(isFiltered(filter)).toBe(true);
    expect(isFiltered(EVERYTHING)).toBe(false);
  });
});

it('has each item once', () => {
  const pages = [{ items: [item('a'), item('b')] }, { items: [item('b'), item('c')] }];
  expect(itemsOf(pages).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
});

it('suggests what is frequent first, and nothing twice', () => {
  const items = [
    item('a', { applications: ['netsuite', 'Shopify'], language: 'en' }),
    item('b', { applications: ['shopify'], owner: { id: 'p', name: '' } }),
  ];
  expect(suggestionsOf(items)).toEqual({
    applications: ['Shopify', 'netsuite'],
    languages: ['en'],
    owners: ['acme'],
  });
});
