import { expect, it } from 'vitest';
import { comparedVersions } from './compared';

const versions = [{ number: 1 }, { number: 2 }, { number: 5 }];

it.each([
  ['', { from: 2, to: 5 }],
  ['to=2', { from: 1, to: 2 }],
  ['from=1&to=5', { from: 1, to: 5 }],
  ['from=5&to=1', { from: 5, to: 1 }],
  ['from=3&to=9', { from: 2, to: 5 }],
  ['to=1', { from: 1, to: 1 }],
])('compares of %j', (query, expected) => {
  expect(comparedVersions(new URLSearchParams(query), versions)).toEqual(expected);
});

it('needs two versions', () => {
  expect(comparedVersions(new URLSearchParams(), [{ number: 1 }])).toBeNull();
});
