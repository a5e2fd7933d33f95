import { queryOptions } from '@tanstack/react-query';
import { dataOf, imprint, integrator } from '~/api/client';
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
      plan: await dataOf(imprint.POST('/api/v1/plans', { body: request, signal })),
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
    }),
  );
  if ('version' in made) return made;
  throw new ApiError({ status: 500, problems: [] });
}

const PAGE = 1000;
type Named = { id: string; name: string };
const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

async function integrationsFrom(skip: number, signal: AbortSignal): Promise<Named[]> {
  const query = { limit: PAGE, skip, include: 'name' };
  const page = await dataOf(integrator.GET('/v1/integrations', { params: { query }, signal }));
  const items = page.map((each) => ({ id: textOf(each._id), name: textOf(each.name) }));
  return page.length < PAGE ? items : [...items, ...(await integrationsFrom(skip + PAGE, signal))];
}

/** The account's own integrations, of integrator.io. */
export const integrationsQuery = () =>
  queryOptions({
    queryKey: ['integrations'],
    queryFn: ({ signal }) => integrationsFrom(0, signal),
  });

export type NewConnection = { name: string; type: string; baseURI: string; token: string };

/** Makes a connection of the account; its id. */
export async function createConnection(made: NewConnection): Promise<string> {
  const auth = {
    type: 'token',
    token: {
      token: made.token,
      location: 'header',
      headerName: 'Authorization',
      scheme: 'Bearer',
    },
  };
  const http = { baseURI: made.baseURI, ...(made.token ? { auth } : {}) };
  const body = {
    name: made.name,
    type: made.type,
    ...(made.type === 'http' && made.baseURI ? { http } : {}),
  };
  const answer = await dataOf(integrator.POST('/v1/connections', { body }));
  return textOf(answer._id);
}
