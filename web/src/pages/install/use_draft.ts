import { useEffect } from 'react';
import type { Plan } from '~/api/types';
import { dropDraft, keepDraft } from './draft';
import { type Entries, isWorthKeeping } from './entries';

const SETTLE_MS = 300;

/** Keeps the entries through a reload of the page; going away from it forgets them. */
export function useDraft(template: string, entries: Entries, plan: Plan | undefined) {
  useEffect(() => {
    if (!plan) return undefined;
    const timer = setTimeout(() => {
      if (isWorthKeeping(entries)) keepDraft(template, entries, plan);
      else dropDraft(template);
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [template, entries, plan]);
  useEffect(() => () => dropDraft(template), [template]);
}
