import { useState } from 'react';

type Listed = readonly { id: string }[];

/** Names exactly these resources, in whichever order they are listed. */
export const namesOf = (resources: Listed): string =>
  resources
    .map(({ id }) => id)
    .sort()
    .join(' ');

/**
 * Consent to lose exactly these resources: where others are listed, it has to be given anew.
 * `isEnough` is also true where nothing would be lost.
 */
export function useAgreement(resources: Listed) {
  const [agreed, setAgreed] = useState<string>();
  const names = namesOf(resources);
  const isGiven = resources.length > 0 && agreed === names;
  return {
    isGiven,
    isEnough: resources.length === 0 || isGiven,
    onChange: (isWanted: boolean) => setAgreed(isWanted ? names : undefined),
  };
}
