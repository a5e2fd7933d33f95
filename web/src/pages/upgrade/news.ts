import { textOfJson } from '~/api/exact_json';
import type { UpgradeConflict, UpgradePlan } from '~/api/types';
import { keyOf } from './decisions';

/** What is otherwise in a plan than in the one before, as far as a person would care. */
export type News = {
  /** The version that it leads to now, where that is another one. */
  version: number | null | undefined;
  newConflicts: UpgradeConflict[];
  changedConflicts: UpgradeConflict[];
  goneConflicts: UpgradeConflict[];
  /** Whether other resources are added, removed or changed. */
  resources: boolean;
  /** Names of connections and variables that are asked for now and were not before. */
  asked: string[];
};

const same = (a: unknown, b: unknown) => textOfJson(a) === textOfJson(b);

const valuesOf = ({ kind, base, mine, theirs }: UpgradeConflict) => [kind, base, mine, theirs];

function compareConflicts(before: UpgradePlan, now: UpgradePlan) {
  const old = new Map(before.conflicts.map((each) => [keyOf(each), each]));
  const there = new Set(now.conflicts.map(keyOf));
  return {
    newConflicts: now.conflicts.filter((each) => !old.has(keyOf(each))),
    changedConflicts: now.conflicts.filter((each) => {
      const was = old.get(keyOf(each));
      return was !== undefined && !same(valuesOf(was), valuesOf(each));
    }),
    goneConflicts: before.conflicts.filter((each) => !there.has(keyOf(each))),
  };
}

const askedFor = ({ connections, variables }: UpgradePlan) =>
  [...connections, ...variables].map(({ name }) => name);

export function newsOf(before: UpgradePlan, now: UpgradePlan): News {
  const asked = new Set(askedFor(before));
  const resources = ({ added, removed, changed }: UpgradePlan) => [added, removed, changed];
  return {
    version: before.to.hash === now.to.hash ? undefined : now.to.number,
    ...compareConflicts(before, now),
    resources: !same(resources(before), resources(now)),
    asked: askedFor(now).filter((name) => !asked.has(name)),
  };
}
