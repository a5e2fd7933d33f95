import type { Installation, Step, VersionDiff } from '~/api/types';

/** The steps, the last one first. */
export const newestFirst = (steps: readonly Step[]): Step[] =>
  [...steps].sort((a, b) => b.number - a.number);

/** What rolling back to before a step undoes: the step and all behind it, the last one first. */
export const undoneBy = (steps: readonly Step[], number: number): Step[] =>
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
