import { expect, it } from 'vitest';
import { valueTexts } from './value_text';

it.each([
  ['one', 'two', 'one', 'two'],
  ['5', 5, '"5"', '5'],
  ['a', undefined, 'a', undefined],
  [undefined, null, undefined, 'null'],
  ['', 'a', '""', 'a'],
  [true, false, 'true', 'false'],
])('writes %j and %j', (before, after, left, right) => {
  expect(valueTexts(before, after)).toEqual({ before: left, after: right });
});

it('keeps the order of the keys, at every depth', () => {
  const texts = valueTexts([{ a: 1, b: { c: 1, d: 2 } }], [{ e: 0, b: { d: 2, c: 1 }, a: 1 }]);
  expect(JSON.parse(texts.after ?? '')).toEqual([{ a: 1, b: { c: 1, d: 2 }, e: 0 }]);
  expect(texts.after?.replace(/\s/g, '')).toBe('[{"a":1,"b":{"c":1,"d":2},"e":0}]');
});
