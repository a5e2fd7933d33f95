import type { Drifted, Installation, Model } from '~/api/types';

/**
 * A resource that the page can show. `added` is one that the account put there itself, `own` a
 * connection of the account's that stands for one of the template.
 */
export type Found = {
  id: string;
  model: Model;
  name: string;
  state: 'installed' | 'edited' | 'deleted' | 'added' | 'own';
  templateId?: string;
};

/** The resource of that id among what was installed and what is bound; undefined where it is neither. */
export function installedResource(installation: Installation, id: string): Found | undefined {
  const installed = installation.resources.find((each) => each.id === id);
  if (installed) return installed;
  const bound = installation.connections.find((each) => each.id === id);
  return bound && { id, model: 'Connection', name: bound.name, state: 'own' };
}

/** The resource of that id among what was added later. */
export function addedResource(drifted: readonly Drifted[], id: string): Found | undefined {
  const added = drifted.find((each) => each.id === id && each.state === 'added');
  return added && { id, model: added.model, name: added.name, state: 'added' };
}

/** `isOwn`: a connection of the account's; `name` is then the template's for it. */
export type Target = { id: string; model: Model; name: string; isOwn?: boolean };

/** What the installation's documents can refer to, by id. */
export function targetsOf({ resources, connections }: Installation): Map<string, Target> {
  const bound = connections.map(({ id, name }): Target => ({
    id,
    model: 'Connection',
    name,
    isOwn: true,
  }));
  return new Map([...bound, ...resources].map((each) => [each.id, each] as const));
}
