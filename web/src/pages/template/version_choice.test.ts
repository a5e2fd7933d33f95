import { expect, it } from 'vitest';
import { chosenVersion, withVersion } from './version_choice';

it.each([
  ['', null],
  ['version=3', 3],
  ['version=0', null],
  ['version=-1', null],
  ['version=latest', null],
  ['version=2.5', null],
])('reads %j', (query, expected) => {
  expect(chosenVersion(new URLSearchParams(query))).toBe(expected);
});

it('keeps the version in an address', () => {
  expect(withVersion('/templates/a', null)).toBe('/templates/a');
  expect(withVersion('/templates/a', 2)).toBe('/templates/a?version=2');
});
