import type { Installation, Step, VersionDiff } from '~/api/types';

/** The steps, the last one first. */
export const newestFirst = (steps: readonly Step[]): Step[] =>
  [...steps].sort((a, b) => b.number - a.number);

const isSame = (from: Step['from'], to: Step['to']) =>
  from.hash === to.hash && from.number === to.number;

/** What a step is called: an upgrade that leads nowhere else has changed the variables. */
export const changeOf = ({ change, from, to }: Step) =>
  change === 'upgrade' && isSame(from, to) ? 'variables' : change;

/** What rolling back to before a step takes back: it and all behind it, the last one first. */
export const rolledBackBy = (steps: readonly Step[], number: number): Step[] =>
  newestFirst(steps).filter((step) => step.number >= number);

/** The version that was installed before a step. */
export function versionBefore(steps: readonly Step[], number: number): Step['from'] | undefined {
  return steps.find((step) => step.number === number)?.from;
}

type Resources = Pick<Installation, 'resources' | 'selected'>;

/**
 * Which resources go and which come back, by what the two versions have. What comes back is not
 * known where only a part of the template was installed.
 */
export function changeOfResources(installation: Resources, diff: VersionDiff) {
  const goes = new Set(diff.removed.map(({ templateId }) => templateId));
  const gone = installation.resources.filter(
    ({ templateId, state }) => state !== 'deleted' && goes.has(templateId),
  );
  return { gone, back: installation.selected ? [] : diff.added };
}

/** What was changed by hand, with whether it was deleted, as the installation has it. */
export function withDeleted<T extends { id: string }>(
  changed: readonly T[],
  { resources }: Pick<Resources, 'resources'>,
) {
  const gone = new Set(resources.filter(({ state }) => state === 'deleted').map(({ id }) => id));
  return changed.map((each) => ({ ...each, isDeleted: gone.has(each.id) }));
}
