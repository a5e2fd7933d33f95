import type { Installation, Model } from '~/api/types';
import { hasWords } from '../installations/filter';

export type InstalledResource = Installation['resources'][number];
export type Group<Item> = { model: Model; items: Item[] };

/** Things by their model, both in the order in which they first come. */
export function byModel<Item extends { model: Model }>(items: readonly Item[]): Group<Item>[] {
  const groups = new Map<Model, Item[]>();
  for (const item of items) {
    const group = groups.get(item.model);
    if (group) group.push(item);
    else groups.set(item.model, [item]);
  }
  return [...groups].map(([model, of]) => ({ model, items: of }));
}

/** The resources that have all the words in their name or ids, of that state where one is given. */
export function foundResources(
  resources: readonly InstalledResource[],
  words: string,
  state: InstalledResource['state'] | 'all',
): InstalledResource[] {
  return resources.filter(
    (each) =>
      (state === 'all' || each.state === state) &&
      hasWords(words, each.name, each.id, each.templateId),
  );
}

/** How many resources are in each state. */
export function countStates(resources: readonly InstalledResource[]) {
  const counts = { installed: 0, edited: 0, deleted: 0 };
  for (const { state } of resources) counts[state] += 1;
  return counts;
}
