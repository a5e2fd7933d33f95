import { describe, expect, it } from 'vitest';
import { asText, byFile, firstOf, placeOf } from './places';

const problem = (field: string | undefined, message = 'wrong') => ({
  code: 'invalid_bundle',
  message,
  ...(field === undefined ? {} : { field }),
});

describe('placeOf', () => {
  it.each([
    ['exports/a.json: http.headers[0].value', 'exports/a.json', 'http.headers[0].value'],
    ['exports/a: b.json: name', 'exports/a: b.json', 'name'],
    ['exports/bad.json', 'exports/bad.json', ''],
    ['integration.json', 'integration.json', ''],
    ['weird/x.txt', 'weird/x.txt', ''],
    ['readme', 'readme', ''],
    [undefined, '', ''],
  ])('reads %s of a bundle', (field, file, path) => {
    expect(placeOf(problem(field))).toEqual({ file, path });
  });

  it.each([
    ['template.template.tools[0].path', 'template.tools[0].path'],
    ['template.tools.0.query.12.name', 'template.tools[0].query[12].name'],
    ['runKey', ''],
    ['document', ''],
  ])('reads %s of a document', (field, path) => {
    expect(placeOf({ field, code: 'invalid_field' })).toEqual({ file: '', path });
  });
});

describe('byFile', () => {
  it('keeps the problems of a file together, in the order of the server', () => {
    const files = byFile([
      problem('b.json: x', '1'),
      problem('a.json', '2'),
      problem('b.json', '3'),
    ]);
    expect(files).toEqual([
      {
        file: 'b.json',
        problems: [
          { path: 'x', message: '1' },
          { path: '', message: '3' },
        ],
      },
      { file: 'a.json', problems: [{ path: '', message: '2' }] },
    ]);
  });

  it('is cut off after so many problems, not files', () => {
    const files = byFile([
      problem('a.json'),
      problem('a.json'),
      problem('b.json'),
      problem('c.json'),
    ]);
    expect(firstOf(files, 2).map(({ file }) => file)).toEqual(['a.json']);
    expect(firstOf(files, 3).flatMap(({ problems }) => problems)).toHaveLength(3);
    expect(firstOf(files, 100)).toEqual(files);
  });
});

it('says all of it in lines', () => {
  expect(asText([problem('a.json: x', 'One.'), problem(undefined, 'Two.')])).toBe(
    'a.json: x: One.\nTwo.',
  );
});
