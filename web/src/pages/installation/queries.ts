import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { dataOf, exactNumbers, imprint, integrator } from '~/api/client';

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

/** What putting back would do; nothing is kept. */
export const revertTrialQuery = (id: string, request: RevertRequest) =>
  queryOptions({
    queryKey: ['installation', id, 'revert-trial', request],
    queryFn: ({ signal }) => revert(id, request, true, signal),
    staleTime: 0,
    gcTime: 0,
  });

export type RollbackRequest = { step: number; discardEdits: boolean };

const rollback = (id: string, body: RollbackRequest, dryRun: boolean, signal?: AbortSignal) =>
  dataOf(
    imprint.POST(`${I}/rollback`, { params: { ...pathOf(id), query: { dryRun } }, body, signal }),
  );

/** What rolling back would do; nothing is kept. */
export const rollbackTrialQuery = (id: string, request: RollbackRequest) =>
  queryOptions({
    queryKey: ['installation', id, 'rollback-trial', request],
    queryFn: ({ signal }) => rollback(id, request, true, signal),
    staleTime: 0,
    gcTime: 0,
  });

export type UninstallConsent = { discardEdits: boolean; breakReferences: boolean };

const uninstall = (id: string, query: UninstallConsent & { dryRun: boolean }) =>
  dataOf(imprint.DELETE(I, { params: { ...pathOf(id), query } }));

/** Everything that an uninstall would remove and touch; nothing is kept. */
export const uninstallTrialQuery = (id: string) =>
  queryOptions({
    queryKey: ['installation', id, 'uninstall-trial'],
    queryFn: () => uninstall(id, { discardEdits: true, breakReferences: true, dryRun: true }),
    staleTime: 0,
    gcTime: 0,
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

export function useRevert(id: string) {
  const refresh = useRefresh(id);
  return useMutation({
    mutationFn: (request: RevertRequest) => revert(id, request, false),
    onSuccess: refresh,
  });
}

export function useRollback(id: string) {
  const refresh = useRefresh(id);
  return useMutation({
    mutationFn: (request: RollbackRequest) => rollback(id, request, false),
    onSuccess: refresh,
  });
}

/** Of what is gone nothing is asked again. */
export function useUninstall(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (consent: UninstallConsent) => uninstall(id, { ...consent, dryRun: false }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['installations'] }),
  });
}
