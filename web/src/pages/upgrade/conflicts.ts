import type { ProblemItem } from '~/api/errors';
import type { UpgradeConflict } from '~/api/types';
import { type Decisions, isComplete, keyOf, type Rule } from './decisions';

export type ConflictGroup = Pick<UpgradeConflict, 'templateId' | 'model' | 'name' | 'id'> & {
  conflicts: UpgradeConflict[];
};

/** Conflicts by their resource, in their order. */
export function byResource(conflicts: readonly UpgradeConflict[]): ConflictGroup[] {
  const groups = new Map<string, ConflictGroup>();
  for (const conflict of conflicts) {
    const { templateId, model, name, id } = conflict;
    const group = groups.get(templateId);
    if (group) group.conflicts.push(conflict);
    else groups.set(templateId, { templateId, model, name, id, conflicts: [conflict] });
  }
  return [...groups.values()];
}

export type ConflictRow =
  | { is: 'resource'; key: string; group: ConflictGroup }
  | { is: 'conflict'; key: string; conflict: UpgradeConflict };

/** The groups as one list: each resource's head, then its conflicts. */
export function rowsOf(groups: readonly ConflictGroup[]): ConflictRow[] {
  return groups.flatMap((group) => [
    { is: 'resource' as const, key: group.templateId, group },
    ...group.conflicts.map((conflict) => ({
      is: 'conflict' as const,
      key: keyOf(conflict),
      conflict,
    })),
  ]);
}

const isOpen = (conflict: UpgradeConflict, decisions: Decisions, rule: Rule) =>
  rule === 'fail' && !isComplete(decisions.get(keyOf(conflict)));

/** How many of them are decided, by a person or by the rule. */
export function countDecided(
  conflicts: readonly UpgradeConflict[],
  decisions: Decisions,
  rule: Rule,
): number {
  return conflicts.filter((conflict) => !isOpen(conflict, decisions, rule)).length;
}

/** The key of the next open conflict behind `after`, then again from the first. */
export function nextOpen(
  conflicts: readonly UpgradeConflict[],
  decisions: Decisions,
  rule: Rule,
  after: string | undefined,
): string | undefined {
  const start = conflicts.findIndex((conflict) => keyOf(conflict) === after) + 1;
  const around = [...conflicts.slice(start), ...conflicts.slice(0, start)];
  const found = around.find((conflict) => isOpen(conflict, decisions, rule));
  return found && keyOf(found);
}

/** What the server calls a conflict's resolution where it finds fault with it. */
const fieldOf = ({ templateId, path }: UpgradeConflict) =>
  `resolutions.${templateId}${path ? `.${path}` : ''}`;

export type SortedProblems = {
  /** By the conflict's key. */
  conflicts: Map<string, string[]>;
  /** By the template's id of the connection. */
  connections: Map<string, string[]>;
  /** By the variable's name. */
  variables: Map<string, string[]>;
  /** Those that no entry of the page is about. */
  others: ProblemItem[];
};

function add(to: Map<string, string[]>, key: string, message: string) {
  to.set(key, [...(to.get(key) ?? []), message]);
}

/** Each of a plan's problems beside the entry that it is about. */
export function sortProblems(
  problems: readonly ProblemItem[],
  conflicts: readonly UpgradeConflict[],
): SortedProblems {
  const sorted: SortedProblems = {
    conflicts: new Map(),
    connections: new Map(),
    variables: new Map(),
    others: [],
  };
  const keys = new Map(conflicts.map((conflict) => [fieldOf(conflict), keyOf(conflict)]));
  for (const problem of problems) {
    const field = problem.field ?? '';
    const key = keys.get(field);
    const [, place, name] = /^(connections|variables)\.(.+)$/s.exec(field) ?? [];
    if (key !== undefined) add(sorted.conflicts, key, problem.message);
    else if (place === 'connections' && name) add(sorted.connections, name, problem.message);
    else if (place === 'variables' && name) add(sorted.variables, name, problem.message);
    else sorted.others.push(problem);
  }
  return sorted;
}
