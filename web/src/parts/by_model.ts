import type { Model } from '~/api/types';

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
