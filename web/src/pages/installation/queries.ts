import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { dataOf, exactNumbers, imprint, integrator } from '~/api/client';
import { namesOf } from './agreement';

const I = '/api/v1/installations/{installationId}';
const pathOf = (installationId: string) => ({ path: { installationId } });

export const driftQuery = (id: string) =>
  queryOptions({
    queryKey: ['installation', id, 'drift'],
    queryFn: async ({ signal }) =>
      (
        await dataOf(
          imprint.GET(`${I}/drift`, { params: pathOf(id), signal, middleware: [exactNumbers] }),
        )
      ).resources,
    // It is edited elsewhere, so that what was seen before says little.
    staleTime: 0,
  });

export const historyQuery = (id: string) =>
  queryOptions({
    queryKey: ['installation', id, 'history'],
    queryFn: async ({ signal }) =>
      (await dataOf(imprint.GET(`${I}/history`, { params: pathOf(id), signal }))).items,
  });

/** A connection of the account, which stands for one of the template. */
export const connectionQuery = (id: string) =>
  queryOptions({
    queryKey: ['connection', id],
    queryFn: ({ signal }) =>
      dataOf(integrator.GET('/v1/connections/{_id}', { params: { path: { _id: id } }, signal })),
  });

export type RevertRequest = { resource: string; field?: string };

const revert = (id: string, body: RevertRequest, dryRun: boolean, signal?: AbortSignal) =>
  dataOf(
    imprint.POST(`${I}/revert`, {
      params: { ...pathOf(id), query: { dryRun } },
      body,
      signal,
      middleware: [exactNumbers],
    }),
  );

// A trial is what somebody looks at and agrees to: it is made anew for each look, and never
// changes under it.
const TRIAL = {
  staleTime: 0,
  gcTime: 0,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
} as const;

/** What putting back would do; nothing is kept. */
export const revertTrialQuery = (id: string, request: RevertRequest) =>
  queryOptions({
    queryKey: ['installation', id, 'revert-trial', request],
    queryFn: ({ signal }) => revert(id, request, true, signal),
    ...TRIAL,
  });

export type RollbackRequest = { step: number; discardEdits: boolean };

const rollback = (id: string, body: RollbackRequest, dryRun: boolean, signal?: AbortSignal) =>
  dataOf(
    imprint.POST(`${I}/rollback`, { params: { ...pathOf(id), query: { dryRun } }, body, signal }),
  );

/**
 * What rolling back to before `step` would do; nothing is kept. With consent to all, so that
 * everything that would be lost is told at once.
 */
export const rollbackTrialQuery = (id: string, step: number) =>
  queryOptions({
    queryKey: ['installation', id, 'rollback-trial', step],
    queryFn: ({ signal }) => rollback(id, { step, discardEdits: true }, true, signal),
    ...TRIAL,
  });

export type UninstallConsent = { discardEdits: boolean; breakReferences: boolean };

const uninstall = (id: string, query: UninstallConsent & { dryRun: boolean }) =>
  dataOf(imprint.DELETE(I, { params: { ...pathOf(id), query } }));

/** Everything that an uninstall would remove and touch; nothing is kept. */
export const uninstallTrialQuery = (id: string) =>
  queryOptions({
    queryKey: ['installation', id, 'uninstall-trial'],
    queryFn: () => uninstall(id, { discardEdits: true, breakReferences: true, dryRun: true }),
    ...TRIAL,
  });

// What was only tried was about the state before.
const isOfState = ({ queryKey: [, , what] }: { queryKey: readonly unknown[] }) =>
  what === undefined || what === 'drift' || what === 'history';

/** Forgets what is known of the installation and asks anew for what is in sight. */
export function useRefresh(id: string) {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['installation', id], predicate: isOfState }),
      client.invalidateQueries({ queryKey: ['installations'] }),
    ]);
}

/** `onDone` is told the step that it was in the history, also where nobody looks any more. */
export function useRevert(id: string, onDone: (step: number) => void) {
  const refresh = useRefresh(id);
  return useMutation({
    mutationFn: (request: RevertRequest) => revert(id, request, false),
    onSuccess: async ({ step }) => {
      await refresh();
      onDone(step);
    },
  });
}

/** More would be lost by now than what was agreed to, so that nothing was done. */
export class OtherNow extends Error {}

type Loss = { edited: { id: string }[]; users?: { id: string }[] };
const lossOf = ({ edited, users = [] }: Loss) => `${namesOf(edited)}, ${namesOf(users)}`;

/** As consent is to what was shown, while the server takes it for all that there is by then. */
function refuseOther(shown: Loss, now: Loss) {
  if (lossOf(shown) !== lossOf(now)) throw new OtherNow();
}

type Shown<Trial, Request> = { shown: Trial; request: Request };
type RollbackTrial = Awaited<ReturnType<typeof rollback>>;
type UninstallTrial = Awaited<ReturnType<typeof uninstall>>;

/** `onDone` is told the step that the rollback itself was. */
export function useRollback(id: string, onDone: (step: number) => void) {
  const client = useQueryClient();
  const refresh = useRefresh(id);
  return useMutation({
    mutationFn: async ({ shown, request }: Shown<RollbackTrial, RollbackRequest>) => {
      if (request.discardEdits) {
        refuseOther(shown, await client.fetchQuery(rollbackTrialQuery(id, request.step)));
      }
      return rollback(id, request, false);
    },
    onSuccess: async ({ step }) => {
      await refresh();
      onDone(step);
    },
  });
}

/** Of what is gone nothing is asked again. */
export function useUninstall(id: string, onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ shown, request }: Shown<UninstallTrial, UninstallConsent>) => {
      if (request.discardEdits || request.breakReferences) {
        refuseOther(shown, await client.fetchQuery(uninstallTrialQuery(id)));
      }
      return uninstall(id, { ...request, dryRun: false });
    },
    onSuccess: () => {
      onDone();
      client.removeQueries({ queryKey: ['installation', id] });
      return client.invalidateQueries({ queryKey: ['installations'] });
    },
  });
}
