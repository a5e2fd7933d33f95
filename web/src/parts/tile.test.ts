import { expect, it } from 'vitest';
import { tileOf } from './tile';

it.each([
  ['Orders to ledger', ['shopify', 'netsuite', 'slack'], ['S', 'N']],
  ['Orders to ledger', ['shopify'], ['O', 'T']],
  ['“Ábaco”', [], ['Á']],
  ['天気 予報', [], ['天', '予']],
  ['🙂 !', [], []],
])('takes letters of %j and %j', (name, applications, letters) => {
  expect(tileOf(name, applications).letters).toEqual(letters);
});

it('gives a name the same colour each time, and others another', () => {
  const colours = Array.from({ length: 40 }, (_, at) => tileOf(`Template ${at}`, []).colour);
  expect(tileOf('Template 0', ['a', 'b']).colour).toBe(colours[0]);
  expect(new Set(colours).size).toBeGreaterThan(3);
});
