import type { Model, Plan, PlannedConnection, PlannedVariable } from '~/api/types';

export type Change = 'added' | 'removed' | 'changed';
type Named = { name: string };

/** One thing that is different between two plans, in the terms that the texts are made of. */
export type PlanChange =
  | { what: 'version'; from: number | null; to: number | null }
  | { what: 'content' }
  | { what: 'deprecated'; reason: string | null }
  | { what: 'notDeprecated' }
  | { what: 'signature' }
  | { what: 'into'; from: string | null; to: string | null }
  | { what: 'resource'; change: Change; model: Model; name: string; before?: string }
  | { what: 'connection'; change: 'added' | 'removed'; name: string }
  | { what: 'bound'; name: string; from: string | null; to: string | null }
  | { what: 'candidates'; name: string; added: string[]; removed: string[] }
  | { what: 'variable'; change: Change; name: string }
  | { what: 'secret' | 'warning' | 'notFollowed' | 'problem'; change: Change; message: string };

/** What is only in one of two lists, and pairs of what is in both. */
function compare<Item>(
  before: readonly Item[],
  after: readonly Item[],
  keyOf: (i: Item) => string,
) {
  const old = new Map(before.map((item) => [keyOf(item), item]));
  const now = new Set(after.map(keyOf));
  const pairs = after.flatMap((item) => {
    const was = old.get(keyOf(item));
    return was === undefined ? [] : [[was, item] as const];
  });
  return {
    added: after.filter((item) => !old.has(keyOf(item))),
    removed: before.filter((item) => !now.has(keyOf(item))),
    pairs,
  };
}

function headChanges(before: Plan, after: Plan): PlanChange[] {
  const changes: PlanChange[] = [];
  const from = before.version?.number ?? null;
  const to = after.version?.number ?? null;
  if (from !== to) changes.push({ what: 'version', from, to });
  else if (before.hash !== after.hash) changes.push({ what: 'content' });
  const was = before.version?.deprecated ?? null;
  const is = after.version?.deprecated ?? null;
  if (is && is.reason !== was?.reason) changes.push({ what: 'deprecated', reason: is.reason });
  if (was && !is) changes.push({ what: 'notDeprecated' });
  if (JSON.stringify(before.signature) !== JSON.stringify(after.signature)) {
    changes.push({ what: 'signature' });
  }
  if (before.into?.id !== after.into?.id || before.into?.name !== after.into?.name) {
    changes.push({
      what: 'into',
      from: before.into?.name ?? null,
      to: after.into?.name ?? null,
    });
  }
  return changes;
}

function resourceChanges(before: Plan, after: Plan): PlanChange[] {
  const { added, removed, pairs } = compare(
    before.resources,
    after.resources,
    ({ model, templateId }) => `${model} ${templateId}`,
  );
  return [
    ...added.map(({ model, name }) => ({
      what: 'resource' as const,
      change: 'added' as const,
      model,
      name,
    })),
    ...removed.map(({ model, name }) => ({
      what: 'resource' as const,
      change: 'removed' as const,
      model,
      name,
    })),
    ...pairs.flatMap(([was, { model, name }]) =>
      was.name === name
        ? []
        : [
            {
              what: 'resource' as const,
              change: 'changed' as const,
              model,
              name,
              before: was.name,
            },
          ],
    ),
  ];
}

function connectionChange(was: PlannedConnection, is: PlannedConnection): PlanChange[] {
  const changes: PlanChange[] = [];
  const bound = was.boundTo?.id !== is.boundTo?.id || was.boundTo?.name !== is.boundTo?.name;
  if (bound) {
    const names = { from: was.boundTo?.name ?? null, to: is.boundTo?.name ?? null };
    changes.push({ what: 'bound', name: is.name, ...names });
  }
  const { added, removed } = compare(was.candidates, is.candidates, ({ id }) => id);
  if (added.length + removed.length > 0) {
    const names = (items: readonly Named[]) => items.map(({ name }) => name);
    changes.push({
      what: 'candidates',
      name: is.name,
      added: names(added),
      removed: names(removed),
    });
  }
  return changes;
}

function connectionChanges(before: Plan, after: Plan): PlanChange[] {
  const keyOf = ({ templateId }: PlannedConnection) => templateId;
  const { added, removed, pairs } = compare(before.connections, after.connections, keyOf);
  return [
    ...added.map(({ name }) => ({
      what: 'connection' as const,
      change: 'added' as const,
      name,
    })),
    ...removed.map(({ name }) => ({
      what: 'connection' as const,
      change: 'removed' as const,
      name,
    })),
    ...pairs.flatMap(([was, is]) => connectionChange(was, is)),
  ];
}

const factsOf = ({ type, filled, saved, value, useCount }: PlannedVariable) =>
  JSON.stringify([type, filled, saved, value, useCount]);

function variableChanges(before: Plan, after: Plan): PlanChange[] {
  const { added, removed, pairs } = compare(before.variables, after.variables, ({ name }) => name);
  const of = (change: Change, items: readonly Named[]): PlanChange[] =>
    items.map(({ name }) => ({ what: 'variable', change, name }));
  const changed = pairs.flatMap(([was, is]) => (factsOf(was) === factsOf(is) ? [] : [is]));
  return [...of('added', added), ...of('removed', removed), ...of('changed', changed)];
}

type NoteKind = 'secret' | 'warning' | 'notFollowed' | 'problem';
type Note = { message: string; name?: string; templateId?: string; path?: string; field?: string };

function noteChanges(what: NoteKind, before: readonly Note[], after: readonly Note[]) {
  const keyOf = ({ message, name, templateId, path, field }: Note) =>
    JSON.stringify([message, name, templateId, path, field]);
  const textOf = ({ name, message }: Note) => (name ? `${name}: ${message}` : message);
  const { added, removed } = compare(before, after, keyOf);
  const of = (change: Change, items: readonly Note[]): PlanChange[] =>
    items.map((item) => ({ what, change, message: textOf(item) }));
  return [...of('added', added), ...of('removed', removed)];
}

/** All that a person would see to be different, the weightiest first. */
export function planChanges(before: Plan, after: Plan): PlanChange[] {
  return [
    ...headChanges(before, after),
    ...noteChanges('problem', before.problems, after.problems),
    ...connectionChanges(before, after),
    ...resourceChanges(before, after),
    ...variableChanges(before, after),
    ...noteChanges('secret', before.secrets, after.secrets),
    ...noteChanges('notFollowed', before.notFollowed, after.notFollowed),
    ...noteChanges('warning', before.warnings, after.warnings),
  ];
}
