import { expect, it } from 'vitest';
import { signatureState } from './signature_state';

const signature = (publisher: string | null, trusted: boolean) => ({
  publicKey: 'k',
  signature: 's',
  publisher,
  trusted,
});

it.each([
  [null, 'none'],
  [signature('acme', true), 'trusted'],
  [signature('acme', false), 'known'],
  [signature(null, false), 'unknown'],
])('tells what %j is worth', (value, expected) => {
  expect(signatureState(value)).toBe(expected);
});
