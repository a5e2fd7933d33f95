import { expect, it } from 'vitest';
import { parseExact } from '~/api/exact_json';
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

it('takes numbers that are kept as they were written for numbers', () => {
  expect(valueTexts(parseExact('1.0'), parseExact('2.0'))).toEqual({ before: '1.0', after: '2.0' });
  const [before, after] = [
    parseExact('{"a":1.0,"b":1}'),
    parseExact('{"b":1,"a":12345678901234567890}'),
  ];
  expect(valueTexts(before, after).after).toBe('{\n  "a": 12345678901234567890,\n  "b": 1\n}');
});
