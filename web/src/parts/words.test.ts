import { expect, it } from 'vitest';
import { wordsFinder } from './words';

it('finds words in any order, whatever their case and accents', () => {
  expect(wordsFinder('ledger ORDERS')('Orders to ledger')).toBe(true);
  expect(wordsFinder('facturacion')('Facturaci\u00f3n')).toBe(true);
  expect(wordsFinder('FACTURACI\u00d3N')('Facturacio\u0301n')).toBe(true);
  expect(wordsFinder('orders x')('Orders to ledger')).toBe(false);
});

it('finds words in several texts, and no word across two', () => {
  expect(wordsFinder('orders 66e2')('Orders', '66e2b0f4')).toBe(true);
  expect(wordsFinder('ab')('a', 'b')).toBe(false);
});

it('finds everything without words', () => {
  expect(wordsFinder('  ')('Orders')).toBe(true);
  expect(wordsFinder('')()).toBe(true);
});
