import { expect, it } from 'vitest';
import { searchable } from './searchable';

it('finds names whatever their capitals and accents', () => {
  expect(searchable('  Facturación ÉLITE')).toBe('facturacion elite');
  expect(searchable('Facturacio\u0301n')).toBe(searchable('FACTURACIÓN'));
});
