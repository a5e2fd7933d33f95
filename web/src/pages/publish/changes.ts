import type { Plan, VersionContents } from '~/api/types';

type Resource = Plan['resources'][number];

/** What another version would bring, as far as names tell. What is inside may differ as well. */
export type Changes = {
  added: Resource[];
  removed: Resource[];
  renamed: { from: string; resource: Resource }[];
  stays: number;
  variables: { added: string[]; removed: string[] };
};

const connectionsOf = (list: readonly { templateId: string; name: string }[]): Resource[] =>
  list.map(({ templateId, name }) => ({ model: 'Connection', templateId, name }));

const without = (names: readonly string[], others: readonly string[]) => {
  const known = new Set(others);
  return names.filter((name) => !known.has(name));
};

/** From what the latest version holds to what a plan of the new content would install. */
export function changesOf(before: VersionContents, after: Plan): Changes {
  const old = [...before.contents, ...connectionsOf(before.connections)];
  const next = [...after.resources, ...connectionsOf(after.connections)];
  const oldById = new Map(old.map((resource) => [resource.templateId, resource]));
  const nextIds = new Set(next.map(({ templateId }) => templateId));
  const renamed = next.flatMap((resource) => {
    const was = oldById.get(resource.templateId);
    return was && was.name !== resource.name ? [{ from: was.name, resource }] : [];
  });
  const names = (list: readonly { name: string }[]) => list.map(({ name }) => name);
  const [oldNames, nextNames] = [names(before.variables), names(after.variables)];
  const added = next.filter(({ templateId }) => !oldById.has(templateId));
  return {
    added,
    removed: old.filter(({ templateId }) => !nextIds.has(templateId)),
    renamed,
    stays: next.length - added.length - renamed.length,
    variables: { added: without(nextNames, oldNames), removed: without(oldNames, nextNames) },
  };
}
