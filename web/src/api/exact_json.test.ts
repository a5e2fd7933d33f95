import { describe, expect, it } from 'vitest';
import { isExactNumber, parseExact, textOfJson } from './exact_json';

describe('exact JSON', () => {
  it.each(['1.0', '12345678901234567890', '1e3', '-0', '0.10', '1E400', '[1.50,{"a":-0.0}]'])(
    'gives back %s as it was',
    (text) => {
      expect(textOfJson(parseExact(text))).toBe(text);
    },
  );

  it('makes usual values of usual texts', () => {
    const text = '{"a":[1,-2.5,"1.0",true,null],"b":{}}';
    expect(parseExact(text)).toEqual(JSON.parse(text));
    expect(textOfJson(parseExact(text), 2)).toBe(JSON.stringify(JSON.parse(text), null, 2));
    expect(isExactNumber(parseExact('1'))).toBe(false);
  });

  it('refuses what is no JSON', () => {
    expect(() => parseExact('{"a":01}')).toThrow();
    expect(() => parseExact('')).toThrow();
  });
});
