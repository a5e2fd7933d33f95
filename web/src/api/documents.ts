import { dataOf, diga, exactNumbers, integrator } from './client';
import { isJsonObject } from './exact_json';
import type { paths as IntegratorPaths } from './generated/integrator';
import type { Json, Kind, Model } from './types';

export type Document = Record<string, Json>;
/** A resource of an installation, as far as it takes to ask for it. */
export type Place = { kind: Kind; installationId: string; model: Model; id: string };
/** What refers to a resource. */
export type User = { model: Model; id: string; name: string };

/** Where the integrator.io dialect has the documents of each model. */
export const DOCUMENTS = {
  Integration: '/v1/integrations/{_id}',
  Connection: '/v1/connections/{_id}',
  Export: '/v1/exports/{_id}',
  Import: '/v1/imports/{_id}',
  Flow: '/v1/flows/{_id}',
  Script: '/v1/scripts/{_id}',
  AsyncHelper: '/v1/asynchelpers/{_id}',
  FileDefinition: '/v1/filedefinitions/{_id}',
  EDIProfile: '/v1/ediprofiles/{_id}',
  LookupCache: '/v1/lookupcaches/{_id}',
  Tool: '/v1/tools/{_id}',
  API: '/v1/apis/{_id}',
  MCPServer: '/v1/mcpservers/{_id}',
  IClient: '/v1/iclients/{_id}',
} as const satisfies Record<Model, keyof IntegratorPaths>;

const D = '/v1/integration/{integration_id}';
const T = '/v1/integration/{integration_id}/tool/{tool_id}';

const byId = ({ id }: Place) => ({ path: { _id: id } });
const ofInstallation = ({ installationId }: Place) => ({
  path: { integration_id: installationId },
});
const toolOf = ({ installationId, id }: Place) => ({
  path: { integration_id: installationId, tool_id: id },
});

const middleware = [exactNumbers];
const isTool = ({ model }: Place) => model === 'Tool';

async function documentOf(answer: Promise<{ data?: unknown }>): Promise<Document> {
  const data = await dataOf(answer);
  if (!isJsonObject(data)) throw new Error('a document that is no object');
  return data;
}

/** The document as it is now, numbers as they were written. Throws the server's refusal. */
export function readDocument(place: Place, signal?: AbortSignal): Promise<Document> {
  const options = { signal: signal ?? null, middleware };
  if (place.kind === 'integrator') {
    return documentOf(integrator.GET(DOCUMENTS[place.model], { params: byId(place), ...options }));
  }
  return documentOf(
    isTool(place)
      ? diga.GET(T, { params: toolOf(place), ...options })
      : diga.GET(D, { params: ofInstallation(place), ...options }),
  );
}

/** Changes fields of a Diga integration or tool, those that are named alone. */
export function patchDocument(place: Place, body: Document): Promise<Document> {
  return documentOf(
    isTool(place)
      ? diga.PATCH(T, { params: toolOf(place), body, middleware })
      : diga.PATCH(D, { params: ofInstallation(place), body, middleware }),
  );
}

/** Puts a document of the integrator.io dialect in place of what is there; gives what is there now. */
export function replaceDocument(place: Place, body: Document): Promise<Document> {
  const options = { params: byId(place), body, middleware };
  return documentOf(integrator.PUT(DOCUMENTS[place.model], options));
}

export async function deleteDocument(place: Place): Promise<void> {
  if (place.kind === 'integrator') {
    await integrator.DELETE(DOCUMENTS[place.model], { params: byId(place) });
  } else {
    await diga.DELETE(T, { params: toolOf(place) });
  }
}

const collectionOf = (model: Model) => DOCUMENTS[model].split('/')[2] ?? '';
const MODELS = new Map(
  (Object.keys(DOCUMENTS) as Model[]).map((each) => [collectionOf(each), each]),
);

/** What the server says of users, by collection, as one list; models as they are listed above. */
export function usersIn(found: Record<string, { _id: string; name?: string }[]>): User[] {
  return Object.entries(found).flatMap(([collection, items]) => {
    const model = MODELS.get(collection);
    return model ? items.map(({ _id, name = '' }) => ({ model, id: _id, name })) : [];
  });
}

/** What refers to the resource; of Diga's nothing ever does. */
export async function readUsers(place: Place, signal?: AbortSignal): Promise<User[]> {
  if (place.kind === 'diga') return [];
  const path = `${DOCUMENTS[place.model]}/dependencies` as const;
  return usersIn(
    await dataOf(integrator.GET(path, { params: byId(place), signal: signal ?? null })),
  );
}
