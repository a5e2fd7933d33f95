import type { Drifted } from '~/api/types';

export type DriftState = Drifted['state'];

/** What is to be put back: all of a resource, or one field of it. */
export type PutBack = { resource: Drifted; field?: string };

/** How many resources differ in which way; ways that none does are left out. */
export function countDrift(resources: readonly Drifted[]): [DriftState, number][] {
  const states: DriftState[] = ['edited', 'deleted', 'added'];
  return states
    .map((state): [DriftState, number] => [
      state,
      resources.filter((each) => each.state === state).length,
    ])
    .filter(([, count]) => count > 0);
}

/** Whether the template has something to put in its place. */
export const canBePutBack = (resource: Drifted) => resource.state !== 'added';
