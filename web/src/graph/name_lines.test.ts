import { expect, it } from 'vitest';
import { nameLines } from './name_lines';

const upTo = (count: number) => (text: string) => text.length <= count;

it('keeps a name that fits, and breaks a longer one between words', () => {
  expect(nameLines('Orders', 2, upTo(10))).toEqual(['Orders']);
  expect(nameLines('Orders to invoices', 2, upTo(10))).toEqual(['Orders to', 'invoices']);
  expect(nameLines('', 2, upTo(10))).toEqual([]);
});

it('ends in an ellipsis where the lines do not suffice', () => {
  expect(nameLines('Orders to invoices of shops', 2, upTo(10))).toEqual(['Orders to', 'invoices…']);
  expect(nameLines('Orders to invoices', 1, upTo(8))).toEqual(['Orders…']);
});

it('cuts a word that is longer than a line', () => {
  expect(nameLines('Storefrontorders', 2, upTo(10))).toEqual(['Storefront', 'orders']);
});
