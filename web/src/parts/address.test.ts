import { expect, it } from 'vitest';
import { versionIn, withVersion } from './address';

it.each([
  ['', undefined],
  ['version=3', 3],
  ['version=0', undefined],
  ['version=-1', undefined],
  ['version=latest', undefined],
  ['version=2.5', undefined],
  ['version=9999999999', undefined],
])('reads %j', (query, expected) => {
  expect(versionIn(new URLSearchParams(query))).toBe(expected);
});

it('keeps the version in an address', () => {
  expect(withVersion('/templates/a', undefined)).toBe('/templates/a');
  expect(withVersion('/templates/a', 2)).toBe('/templates/a?version=2');
});
