import { queryOptions } from '@tanstack/react-query';
import { dataOf, exactNumbers, imprint, integrator } from '~/api/client';
import { ApiError } from '~/api/errors';
import type { Installation, Plan, PlanRequest } from '~/api/types';

/** A plan with the request that it answers, since only that may be installed with it. */
export type Answer = { request: PlanRequest; plan: Plan };

/**
 * The plan of a request. It is asked once for each request and never again behind the person's
 * back: what was looked at is what the fingerprint stands for. The request may have secrets, so
 * nothing of it is kept once it is not shown any more.
 */
export const planQuery = (request: PlanRequest) =>
  queryOptions({
    queryKey: ['plan', request],
    queryFn: async ({ signal }): Promise<Answer> => ({
      request,
      plan: await dataOf(
        imprint.POST('/api/v1/plans', { body: request, signal, middleware: [exactNumbers] }),
      ),
    }),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

/** Installs exactly what a plan showed. The same key never installs twice. */
export async function install({ request, plan }: Answer, key: string): Promise<Installation> {
  const made = await dataOf(
    imprint.POST('/api/v1/installations', {
      params: { header: { 'Idempotency-Key': key } },
      body: { ...request, fingerprint: plan.fingerprint },
      middleware: [exactNumbers],
    }),
  );
  if ('version' in made) return made;
  throw new ApiError({ status: 500, problems: [] });
}

const PAGE = 1000;
const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

type Page = Record<string, unknown>[] | undefined;

/** All pages of a list of the integrator's dialect, which has no body where there is nothing. */
async function allPages(read: (skip: number) => Promise<Page>, skip = 0): Promise<Own[]> {
  const page = (await read(skip)) ?? [];
  const items = page.map((each) => ({
    id: textOf(each._id),
    name: textOf(each.name),
    type: textOf(each.type),
  }));
  return page.length < PAGE ? items : [...items, ...(await allPages(read, skip + PAGE))];
}

/** Something of the account's own. */
export type Own = { id: string; name: string; type: string };

/** The account's own integrations, of integrator.io. */
export const integrationsQuery = () =>
  queryOptions({
    queryKey: ['integrations'],
    queryFn: ({ signal }) =>
      allPages((skip) => {
        const query = { limit: PAGE, skip, include: 'name' };
        return dataOf(integrator.GET('/v1/integrations', { params: { query }, signal }));
      }),
  });

/** The account's own connections, of all types. */
export const connectionsQuery = () =>
  queryOptions({
    queryKey: ['connections'],
    queryFn: ({ signal }) =>
      allPages((skip) => {
        const query = { limit: PAGE, skip, include: 'type' };
        return dataOf(integrator.GET('/v1/connections', { params: { query }, signal }));
      }),
  });
