import type { Installation } from '~/api/types';
import { wordsFinder } from '~/parts/words';

export type InstalledResource = Installation['resources'][number];

/** The resources that have all the words in their name or ids, of that state where one is given. */
export function foundResources(
  resources: readonly InstalledResource[],
  words: string,
  state: InstalledResource['state'] | 'all',
): InstalledResource[] {
  const isFound = wordsFinder(words);
  return resources.filter(
    (each) =>
      (state === 'all' || each.state === state) && isFound(each.name, each.id, each.templateId),
  );
}

/** How many resources are in each state. */
export function countStates(resources: readonly InstalledResource[]) {
  const counts = { installed: 0, edited: 0, deleted: 0 };
  for (const { state } of resources) counts[state] += 1;
  return counts;
}
