import { parseExact, textOfJson } from '~/api/exact_json';
import type { Json, UpgradeConflict, UpgradeRequest } from '~/api/types';

export type Side = 'mine' | 'theirs' | 'base';
/** A value that somebody types: as it is, or as JSON. */
export type OwnValue = { form: 'text' | 'json'; draft: string };
export type Decision = Side | OwnValue;
export type Decisions = ReadonlyMap<string, Decision>;
export type Rule = UpgradeRequest['rule'];
type Place = Pick<UpgradeConflict, 'templateId' | 'path'>;
type Resolutions = NonNullable<UpgradeRequest['resolutions']>;

export const NO_DECISIONS: Decisions = new Map();

/** Names a conflict; ids have no spaces. */
export const keyOf = ({ templateId, path }: Place) => `${templateId} ${path}`;

function placeOf(key: string): Place {
  const at = key.indexOf(' ');
  return { templateId: key.slice(0, at), path: key.slice(at + 1) };
}

export const isOwn = (decision: Decision | undefined): decision is OwnValue =>
  typeof decision === 'object';

/** What the draft stands for; nothing where it is no JSON. */
export function valueOf({ form, draft }: OwnValue): { value: Json } | undefined {
  if (form === 'text') return { value: draft };
  try {
    return { value: parseExact(draft) };
  } catch {
    return undefined;
  }
}

/** A draft to begin with, out of what is there. */
export function draftOf(conflict: UpgradeConflict): OwnValue {
  const { mine, theirs } = conflict;
  const start = mine ?? theirs;
  if (typeof start === 'string') return { form: 'text', draft: start };
  return { form: 'json', draft: start === undefined ? '' : textOfJson(start, 2) };
}

/** The same draft in the other form, where it can be said in it. */
export function inForm(own: OwnValue, form: OwnValue['form']): OwnValue {
  if (own.form === form) return own;
  if (form === 'json') return { form, draft: JSON.stringify(own.draft) };
  const value = valueOf(own)?.value;
  return { form, draft: typeof value === 'string' ? value : own.draft };
}

/** Whether the decision says how the conflict ends. */
export const isComplete = (decision: Decision | undefined): boolean =>
  decision !== undefined && (!isOwn(decision) || valueOf(decision) !== undefined);

/** With this decision, or without one, for those conflicts. */
export function decided(
  decisions: Decisions,
  places: readonly Place[],
  decision: Decision | undefined,
): Decisions {
  const next = new Map(decisions);
  for (const place of places) {
    if (decision === undefined) next.delete(keyOf(place));
    else next.set(keyOf(place), decision);
  }
  return next;
}

/** What the request says of the conflicts; unfinished drafts leave theirs open. */
export function resolutionsOf(decisions: Decisions): Resolutions {
  const resolutions: Resolutions = {};
  for (const [key, decision] of decisions) {
    const said = isOwn(decision) ? valueOf(decision) : decision;
    if (said === undefined) continue;
    const { templateId, path } = placeOf(key);
    (resolutions[templateId] ??= {})[path] = said;
  }
  return resolutions;
}

/** The decisions that are about nothing any more, because their conflicts are gone. */
export function staleKeys(decisions: Decisions, conflicts: readonly UpgradeConflict[]): string[] {
  const there = new Set(conflicts.map(keyOf));
  return [...decisions.keys()].filter((key) => !there.has(key));
}

export function without(decisions: Decisions, keys: readonly string[]): Decisions {
  const next = new Map(decisions);
  for (const key of keys) next.delete(key);
  return next;
}
