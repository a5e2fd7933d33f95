import type { Signature } from '~/api/types';

/** What a signature is worth: `known` is of a publisher whom this server does not trust. */
export type SignatureState = 'trusted' | 'known' | 'unknown' | 'none';

export function signatureState(signature: Signature): SignatureState {
  if (signature === null) return 'none';
  if (signature.publisher === null) return 'unknown';
  return signature.trusted ? 'trusted' : 'known';
}
