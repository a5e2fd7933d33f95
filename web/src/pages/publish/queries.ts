import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { dataOf, diga, imprint, integrator } from '~/api/client';
import { queryClient } from '~/api/queries';
import type { Kind, PlanRequest } from '~/api/types';

const PAGE = 100;
// So many integrations of each kind can be chosen from; search narrows them down.
const MOST_INTEGRATIONS = 1000;

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

/** A template of kind integrator with what only its owner sees. */
export const integratorTemplateQuery = (id: string) =>
  queryOptions({
    queryKey: ['publish', 'integrator', id],
    queryFn: ({ signal }) =>
      dataOf(integrator.GET('/v1/templates/{_id}', { params: { path: { _id: id } }, signal })),
  });

/** A template of kind diga with its document. */
export const digaTemplateQuery = (id: string) =>
  queryOptions({
    queryKey: ['publish', 'diga', id],
    queryFn: ({ signal }) =>
      dataOf(
        diga.GET('/v1/integration/template/{template_id}', {
          params: { path: { template_id: id } },
          signal,
        }),
      ),
  });

export type OwnIntegration = { id: string; name: string; kind: Kind };

async function integratorIntegrations(signal: AbortSignal): Promise<OwnIntegration[]> {
  const found = await dataOf(
    integrator.GET('/v1/integrations', {
      params: { query: { limit: MOST_INTEGRATIONS, skip: 0, include: 'name' } },
      signal,
    }),
  );
  return found.map(({ _id, name }) => ({
    id: _id,
    name: typeof name === 'string' ? name : '',
    kind: 'integrator',
  }));
}

async function digaIntegrations(signal: AbortSignal): Promise<OwnIntegration[]> {
  const found: OwnIntegration[] = [];
  for (let after: string | undefined; found.length < MOST_INTEGRATIONS;) {
    const query = { limit: PAGE, ...(after ? { after } : {}) };
    const page = await dataOf(diga.GET('/v1/integration', { params: { query }, signal }));
    found.push(...page.data.map(({ id, name }) => ({ id, name, kind: 'diga' as const })));
    if (!page.has_more || !page.last_id) break;
    after = page.last_id;
  }
  return found;
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

/** After a change of a template: nothing that is shown of it may stay. */
export async function forgetTemplate(id: string) {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['publish'] }),
    queryClient.invalidateQueries({ queryKey: ['template', id] }),
    queryClient.invalidateQueries({ queryKey: ['catalogue'] }),
  ]);
}
