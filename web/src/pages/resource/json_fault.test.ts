import { describe, expect, it } from 'vitest';
import { textOfJson } from '~/api/exact_json';
import { objectIn } from './json_fault';

const fault = (text: string) => {
  const found = objectIn(text);
  return 'fault' in found ? found.fault : undefined;
};

describe('a text as a JSON object', () => {
  it('is read with its numbers as they are', () => {
    const found = objectIn(' {"a": 1.0, "__proto__": 2}\n');
    expect('document' in found && textOfJson(found.document)).toBe('{"a":1.0,"__proto__":2}');
  });

  it.each([
    ['{\n  "a": 1\n  "b": 2\n}', 'comma', 3, 3],
    ['{"a" 1}', 'colon', 1, 6],
    ['{"a": 1,\n a: 2}', 'name', 2, 2],
    ['{"a": 1,}', 'name', 1, 9],
    ['{"a": [1,\n2,\n]}', 'value', 3, 1],
    ['{"a": }', 'value', 1, 7],
    ['{"a": "x\n"}', 'text', 1, 9],
    ['{"a": "x', 'text', 1, 9],
    ['{"a": "\\x"}', 'escape', 1, 8],
    ['{"a": "\\u12"}', 'escape', 1, 8],
    ['{"a": 1.}', 'number', 1, 9],
    ['{"a": 1}\n}', 'end', 2, 1],
    ['{"a": 1, "a": 2}', 'twice', 1, 11],
    ['  [1]', 'noObject', 1, 3],
    ['\n"a"', 'noObject', 2, 1],
    ['12345678901234567890', 'noObject', 1, 1],
    ['', 'value', 1, 1],
  ])('%j: %s at %i, %i', (text, reason, line, column) => {
    expect(fault(text)).toMatchObject({ reason, line, column });
  });

  it('is found to be none at a place that is in it', () => {
    for (const text of ['', '{', '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":"\\']) {
      const { at = -1 } = fault(text) ?? {};
      expect(at, text).toBeGreaterThanOrEqual(0);
      expect(at, text).toBeLessThanOrEqual(text.length);
    }
  });
});
