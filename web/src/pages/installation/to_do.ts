import type { Installation } from '~/api/types';

export type Flow = { id: string; name: string };

/** What is left to do, with the names of the flows. */
export function leftToDo({ toDo, resources }: Installation) {
  const names = new Map(resources.map(({ id, name }) => [id, name]));
  const flows = toDo.disabledFlows.map((id): Flow => ({ id, name: names.get(id) ?? '' }));
  const { goneConnections: gone, secrets, unfilled } = toDo;
  const isNothing = gone.length + flows.length + secrets.length + unfilled.length === 0;
  return { gone, flows, secrets, unfilled, isNothing };
}

export const resourcePath = (installation: Pick<Installation, 'id'>, id: string) =>
  `/installations/${installation.id}/resources/${id}`;

/** Whether it has variables at all: filled ones, or such that wait for a value. */
export const hasVariables = ({ variables, toDo }: Installation): boolean =>
  Object.keys(variables).length > 0 || toDo.unfilled.length > 0;

/** The page where its variables are changed; undefined where no version of a template is in sight. */
export function variablesPath({ id, template, version, latest }: Installation): string | undefined {
  if (!template || !latest || version.number === null) return undefined;
  return `/installations/${id}/upgrade?version=${version.number}`;
}
