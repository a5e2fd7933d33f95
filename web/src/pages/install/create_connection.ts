import { dataOf, integrator } from '~/api/client';
import { ApiError } from '~/api/errors';
import { queryClient } from '~/api/queries';
import { connectionsQuery, type Own } from './queries';
import type { Document } from './connection_body';

/** `baseURI` is what it was asked for with; the body may hold a secret. */
export type NewConnection = { name: string; type: string; baseURI: string; body: Document };

async function sendConnection({ name, type, body }: NewConnection): Promise<Own> {
  const answer = await dataOf(integrator.POST('/v1/connections', { body: body as never }));
  return { id: typeof answer._id === 'string' ? answer._id : '', name, type };
}

// After a refusal there is none; without an answer nobody knows.
const isRefusal = (error: unknown) =>
  error instanceof ApiError && error.status >= 400 && error.status < 500;

/**
 * Makes a connection of the account. Where the answer to the same was lost before, it gives the one
 * that was made then, if it is there: asked twice, it makes one.
 */
export async function createConnection(made: NewConnection): Promise<Own> {
  const list = connectionsQuery();
  // Kept with all else of the account, so that it goes with it. No secret takes part in it.
  const unanswered = ['unanswered connection', made.type, made.name, made.baseURI];
  const before = queryClient.getQueryData<string[]>(unanswered);
  const there = await queryClient.fetchQuery(before ? { ...list, staleTime: 0 } : list);
  const isNew = ({ id }: Own) => before !== undefined && !before.includes(id);
  const lost = there.find((own) => isNew(own) && own.name === made.name && own.type === made.type);
  if (lost) return lost;
  try {
    return await sendConnection(made);
  } catch (error) {
    const ids = before ?? there.map(({ id }) => id);
    if (!isRefusal(error)) queryClient.setQueryData(unanswered, ids);
    throw error;
  }
}
