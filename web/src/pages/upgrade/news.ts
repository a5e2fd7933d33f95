import { textOfJson } from '~/api/exact_json';
import type { UpgradeConflict, UpgradePlan, UpgradeRequest } from '~/api/types';
import { type Decisions, isOwn, keyOf, staleKeys } from './decisions';

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

/** Values that are too large to be sent may always be others where the version is another one. */
function isAsBefore(before: UpgradeConflict, now: UpgradeConflict, isSameVersion: boolean) {
  const isKnown = isSameVersion || !(before.valuesLeftOut || now.valuesLeftOut);
  return isKnown && same(valuesOf(before), valuesOf(now));
}

function compareConflicts(before: UpgradePlan, now: UpgradePlan) {
  const isSameVersion = before.to.hash === now.to.hash;
  const old = new Map(before.conflicts.map((each) => [keyOf(each), each]));
  const there = new Set(now.conflicts.map(keyOf));
  return {
    newConflicts: now.conflicts.filter((each) => !old.has(keyOf(each))),
    changedConflicts: now.conflicts.filter((each) => {
      const was = old.get(keyOf(each));
      return was !== undefined && !isAsBefore(was, each, isSameVersion);
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

/** A plan, with the request that it answers. */
export type Shown = { request: UpgradeRequest; plan: UpgradePlan };

const inputsOf = ({ connections, createConnections, variables }: UpgradeRequest) => [
  connections,
  createConnections,
  variables,
];

/** What changed in conflicts other than by what the person filled in, which the new side holds. */
function changedBehind(before: Shown, now: Shown, changed: UpgradeConflict[]): UpgradeConflict[] {
  if (same(inputsOf(before.request), inputsOf(now.request))) return changed;
  const old = new Map(before.plan.conflicts.map((each) => [keyOf(each), each]));
  return changed.filter((each) => {
    const was = old.get(keyOf(each));
    return !same([was?.kind, was?.base, was?.mine], [each.kind, each.base, each.mine]);
  });
}

/**
 * What is otherwise in a plan than in the one that was seen before, for other reasons than what the
 * person chose in between; nothing where nothing is.
 */
export function newsBehind(before: Shown, now: Shown): News | undefined {
  if (before.request.version !== now.request.version) return undefined;
  const news = newsOf(before.plan, now.plan);
  if (news.version !== undefined) return news;
  if (same(before.request, now.request)) return isNews(news) ? news : undefined;
  const changedConflicts = changedBehind(before, now, news.changedConflicts);
  const nothing = { newConflicts: [], goneConflicts: [], resources: false, asked: [] };
  return changedConflicts.length > 0 ? { ...news, ...nothing, changedConflicts } : undefined;
}

const isNews = ({ newConflicts, changedConflicts, goneConflicts, resources, asked }: News) =>
  resources ||
  [newConflicts, changedConflicts, goneConflicts, asked].some((list) => list.length > 0);

/**
 * The decisions that do not hold with this plan: their conflict is gone, or a side was chosen when
 * the sides had other values. An own value says all by itself.
 */
export function overtaken(
  decisions: Decisions,
  plan: UpgradePlan,
  news: News | undefined,
): string[] {
  const changed = (news?.changedConflicts ?? []).map(keyOf).filter((key) => {
    const decision = decisions.get(key);
    return decision !== undefined && !isOwn(decision);
  });
  return [...staleKeys(decisions, plan.conflicts), ...changed];
}
