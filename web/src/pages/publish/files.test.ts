import { describe, expect, it } from 'vitest';
import { chosenFile, sizeText } from './files';

const file = (name: string, text = 'x') => new File([text], name);

describe('chosenFile', () => {
  it.each([
    [[], { fault: 'none' }],
    [[file('a.zip'), file('b.zip')], { fault: 'many' }],
    [[file('a.txt')], { fault: 'type' }],
    [[file('a.zip', '')], { fault: 'empty' }],
  ])('refuses %#', (files, answer) => {
    expect(chosenFile(files, ['.zip'])).toEqual(answer);
  });
  it('takes the one, in whatever case its ending is', () => {
    const chosen = file('A.ZIP');
    expect(chosenFile([chosen], ['.yaml', '.zip'])).toEqual({ file: chosen });
  });
});

it.each([
  [1, 'en', '1 byte'],
  [999, 'en', '999 bytes'],
  [1500, 'en', '1.5 kB'],
  [2_340_000, 'en', '2.3 MB'],
  [2_340_000, 'es', '2,3 MB'],
  [5e12, 'en', '5,000 GB'],
])('says %d bytes in %s', (bytes, language, text) => {
  expect(sizeText(bytes, language)).toBe(text);
});
