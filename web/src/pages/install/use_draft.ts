import { useEffect } from 'react';
import type { Plan } from '~/api/types';
import { dropDraft, keepDraft } from './draft';
import { sessionToken } from '~/session/session';
import { type Entries, isWorthKeeping } from './entries';

const SETTLE_MS = 300;

/**
 * Keeps the entries, and that `lost` secrets are missing, under this name through a reload of the
 * page and the end of the session; going away from the page forgets them.
 */
export function useDraft(
  name: string,
  entries: Entries,
  plan: Plan | undefined,
  lost: readonly string[],
) {
  useEffect(() => {
    if (!plan) return undefined;
    const timer = setTimeout(() => {
      if (isWorthKeeping(entries)) keepDraft(name, entries, plan, lost);
      else dropDraft(name);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [name, entries, plan, lost]);
  useEffect(
    () => () => {
      if (sessionToken() !== null) dropDraft(name);
    },
    [name],
  );
}
