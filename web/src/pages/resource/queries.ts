import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import {
  deleteDocument,
  type Document,
  patchDocument,
  type Place,
  readDocument,
  readUsers,
  replaceDocument,
} from '~/api/documents';
import { ApiError } from '~/api/errors';
import { useRefresh } from '../installation/queries';
import { changedFields, isChanged } from './document';

// Documents are edited elsewhere as well, so that what was seen before says little.
export const documentQuery = (place: Place) =>
  queryOptions({
    queryKey: ['installation', place.installationId, 'document', place.id],
    queryFn: ({ signal }) => readDocument(place, signal),
    staleTime: 0,
  });

export const usersQuery = (place: Place) =>
  queryOptions({
    queryKey: ['installation', place.installationId, 'users', place.id],
    queryFn: ({ signal }) => readUsers(place, signal),
    staleTime: 0,
  });

/** Not saved, as somebody else changed the document meanwhile. `now` is what is there. */
export class ChangedMeanwhile extends Error {
  readonly now: Document;
  constructor(now: Document) {
    super('changed meanwhile');
    this.name = 'ChangedMeanwhile';
    this.now = now;
  }
}

type Edit = { basis: Document; wanted: Document };

/**
 * Stores `wanted` in place of `basis` and gives what is there now. Of Diga's only what differs is
 * sent: to name a URL makes the server ask for tools.
 */
function writeDocument(place: Place, { basis, wanted }: Edit): Promise<Document> {
  if (place.kind === 'integrator') return replaceDocument(place, wanted);
  const changed = changedFields(basis, wanted);
  const isNothing = Object.keys(changed).length === 0;
  return isNothing ? Promise.resolve(basis) : patchDocument(place, changed);
}

async function changeNow(place: Place, change: (now: Document) => Document): Promise<Document> {
  const basis = await readDocument(place);
  return writeDocument(place, { basis, wanted: change(basis) });
}

async function saveEdit(place: Place, { basis, wanted }: Edit): Promise<Document> {
  const now = await readDocument(place);
  // It was saved before, and the answer lost.
  if (!isChanged(place, wanted, now)) return now;
  if (isChanged(place, basis, now)) throw new ChangedMeanwhile(now);
  return writeDocument(place, { basis: now, wanted });
}

// What is sent may hold credentials: it is no variable of the mutation, which is kept no longer than
// it is looked at. Whoever stays in sight afterwards has to reset it.
const FORGOTTEN = { gcTime: 0 } as const;

/**
 * Changes the document by `write`, which gives what is there then. Afterwards, and where a refusal
 * tells that something is other than it was shown, the page asks anew for what it knows of it.
 */
function useWriting<Variable>(
  place: Place,
  write: (variable: Variable) => Promise<Document | void>,
  onDone?: () => void,
) {
  const client = useQueryClient();
  const refresh = useRefresh(place.installationId);
  const { queryKey } = documentQuery(place);
  const show = async (now: Document | void) => {
    if (now) {
      // What was asked before the change would be put over it.
      await client.cancelQueries({ queryKey });
      client.setQueryData(queryKey, now);
    }
    const connection = { queryKey: ['connection', place.id] };
    await Promise.all([refresh(), client.invalidateQueries(connection)]);
  };
  return useMutation({
    ...FORGOTTEN,
    mutationFn: write,
    onSuccess: async (now) => {
      await show(now);
      onDone?.();
    },
    onError: async (error) => {
      const isGone = error instanceof ApiError && error.status === 404;
      if (error instanceof ChangedMeanwhile) await show(error.now);
      if (isGone) await Promise.all([show(), client.invalidateQueries({ queryKey })]);
    },
  });
}

/** Saves `wanted()` in place of the document that `mutate` is given, unless that was changed. */
export const useSave = (place: Place, wanted: () => Document, onDone: () => void) =>
  useWriting(place, (basis: Document) => saveEdit(place, { basis, wanted: wanted() }), onDone);

/** Changes a document as it is by then: `change` tells what becomes of it. */
export const useChange = (place: Place, change: (now: Document) => Document, onDone: () => void) =>
  useWriting<void>(place, () => changeNow(place, change), onDone);

/** Puts a field of the document to the value that `mutate` is given. */
export const useFlag = (place: Place, field: string) =>
  useWriting(place, (value: boolean) => changeNow(place, (now) => ({ ...now, [field]: value })));

/** Stores the key of a Diga integration, or removes it where `key()` is null. */
export const useKey = (place: Place, key: () => string | null, onDone: () => void) =>
  useWriting<void>(place, () => patchDocument(place, { auth_key: key() }), onDone);

export const useDelete = (place: Place, onDone: () => void) =>
  useWriting<void>(place, () => deleteDocument(place), onDone);
