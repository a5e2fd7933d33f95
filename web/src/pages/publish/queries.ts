import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { dataOf, diga, imprint, integrator } from '~/api/client';
import { parseExact } from '~/api/exact_json';
import { queryClient, templateQuery } from '~/api/queries';
import type { Kind, PlanRequest, Template } from '~/api/types';
import type { JsonObject } from './documents';

const PAGE = 100;
const LARGEST_PAGE = 1000;

export const ownTemplatesQuery = () =>
  infiniteQueryOptions({
    queryKey: ['publish', 'templates'],
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        imprint.GET('/api/v1/templates', {
          params: { query: { limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });

/** A template of kind integrator, as it is now. */
export const readIntegratorTemplate = (id: string, signal?: AbortSignal) =>
  dataOf(
    integrator.GET('/v1/templates/{_id}', {
      params: { path: { _id: id } },
      ...(signal ? { signal } : {}),
    }),
  );

/** A template of kind integrator with what only its owner sees. */
export const integratorTemplateQuery = (id: string) =>
  queryOptions({
    queryKey: ['publish', 'integrator', id],
    queryFn: ({ signal }) => readIntegratorTemplate(id, signal),
  });

/** A template of kind diga, as it is now, to be sent back: each number as its author wrote it. */
export async function readDigaTemplate(id: string, signal?: AbortSignal): Promise<JsonObject> {
  const text: unknown = await dataOf(
    diga.GET('/v1/integration/template/{template_id}', {
      params: { path: { template_id: id } },
      parseAs: 'text',
      ...(signal ? { signal } : {}),
    }),
  );
  return parseExact(String(text)) as JsonObject;
}

/** A template of kind diga with its document. */
export const digaTemplateQuery = (id: string) =>
  queryOptions({
    queryKey: ['publish', 'diga', id],
    queryFn: ({ signal }) => readDigaTemplate(id, signal),
  });

/**
 * Whether the server gets the picture at the template's `address`: fails where it does not. Not one
 * of those that `forgetTemplate` waits for, since a slow address is no reason to hold a dialog open.
 */
export const pictureQuery = (templateId: string, address: string) =>
  queryOptions({
    queryKey: ['picture', templateId, address],
    queryFn: async ({ signal }) => {
      const path = '/api/v1/templates/{templateId}/image';
      await imprint.GET(path, { params: { path: { templateId } }, signal, parseAs: 'blob' });
      return true;
    },
  });

export type OwnIntegration = { id: string; name: string; kind: Kind };

async function integratorIntegrations(signal: AbortSignal): Promise<OwnIntegration[]> {
  const found: OwnIntegration[] = [];
  for (;;) {
    const query = { limit: LARGEST_PAGE, skip: found.length, include: 'name' };
    // A list without anything in it has no body.
    const page =
      (await dataOf(integrator.GET('/v1/integrations', { params: { query }, signal }))) ?? [];
    for (const { _id, name } of page)
      found.push({ id: _id, name: typeof name === 'string' ? name : '', kind: 'integrator' });
    if (page.length < LARGEST_PAGE) return found;
  }
}

async function digaIntegrations(signal: AbortSignal): Promise<OwnIntegration[]> {
  const found: OwnIntegration[] = [];
  for (let after: string | undefined; ;) {
    const query = { limit: PAGE, ...(after ? { after } : {}) };
    const page = await dataOf(diga.GET('/v1/integration', { params: { query }, signal }));
    found.push(...page.data.map(({ id, name }) => ({ id, name, kind: 'diga' as const })));
    if (!page.has_more || !page.last_id) return found;
    after = page.last_id;
  }
}

/** The account's integrations of a kind, or of both. */
export const integrationsQuery = (kind: Kind | undefined) =>
  queryOptions({
    queryKey: ['publish', 'integrations', kind ?? 'both'],
    queryFn: async ({ signal }) => {
      const [first, second] = await Promise.all([
        kind === 'diga' ? [] : integratorIntegrations(signal),
        kind === 'integrator' ? [] : digaIntegrations(signal),
      ]);
      return [...first, ...second];
    },
  });

/** What an install of the template would do for this account. */
export const templatePlanQuery = (id: string, hash: string) =>
  queryOptions({
    queryKey: ['publish', 'plan', id, hash],
    queryFn: ({ signal }) =>
      dataOf(imprint.POST('/api/v1/plans', { body: { template: id } as PlanRequest, signal })),
  });

/** The account's templates of that name and kind, the last changed first. */
export async function ownTemplatesNamed(name: string, kind: Kind): Promise<Template[]> {
  const found: Template[] = [];
  for (let cursor: string | undefined; ;) {
    const query = { limit: LARGEST_PAGE, ...(cursor ? { cursor } : {}) };
    const page = await dataOf(imprint.GET('/api/v1/templates', { params: { query } }));
    found.push(...page.items.filter((item) => item.name === name && item.kind === kind));
    if (!page.next) return found.sort((a, b) => b.modified.localeCompare(a.modified));
    cursor = page.next;
  }
}

/**
 * The hash of the template's latest version as it is now; undefined where it has none. What the
 * page shows of the template follows.
 */
export async function latestHash(id: string): Promise<string | undefined> {
  const shown = queryClient.getQueryData(templateQuery(id).queryKey);
  const now = await queryClient.fetchQuery({ ...templateQuery(id), staleTime: 0 });
  if (shown && shown.version?.hash !== now.version?.hash) await forgetTemplate(id);
  return now.version?.hash;
}

/** After a change of a template: nothing that is shown of it may stay. */
export async function forgetTemplate(id: string) {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['publish'] }),
    queryClient.invalidateQueries({ queryKey: ['template', id] }),
    queryClient.invalidateQueries({ queryKey: ['catalogue'] }),
  ]);
}

/** After a template was deleted: nothing of it is kept. */
export async function dropTemplate(id: string) {
  queryClient.removeQueries({ queryKey: ['template', id] });
  for (const of of ['integrator', 'diga', 'plan'])
    queryClient.removeQueries({ queryKey: ['publish', of, id] });
  await forgetTemplate(id);
}
