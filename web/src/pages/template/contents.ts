import type { Model, VersionContents } from '~/api/types';
import { wordsFinder } from '~/parts/words';

type Resource = VersionContents['contents'][number];
export type Group = { model: Model; total: number; resources: Resource[] };

/**
 * Resources by model, the models in the order of an install. Of each group, those whose name or id
 * has every word of `search`; `total` counts all.
 */
export function groupsOf(contents: readonly Resource[], search: string): Group[] {
  const isFound = wordsFinder(search);
  const groups = new Map<Model, Group>();
  for (const resource of contents) {
    const group = groups.get(resource.model) ?? { model: resource.model, total: 0, resources: [] };
    groups.set(resource.model, group);
    group.total++;
    if (isFound(resource.name, resource.templateId)) group.resources.push(resource);
  }
  return [...groups.values()];
}
