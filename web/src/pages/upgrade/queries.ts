import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { dataOf, exactNumbers, imprint } from '~/api/client';
import { versionsQuery } from '~/api/queries';
import type { Installation, UpgradeRequest } from '~/api/types';
import { useRefresh } from '../installation/queries';
import type { Done } from './upgrade_result';

const I = '/api/v1/installations/{installationId}';

/**
 * What the upgrade would do. It is asked once for each request, and once more where another version
 * is the `latest` that the request leads to: never behind the person's back, as what was looked at
 * is what the fingerprint stands for. The plan before stays in sight while the next is asked for.
 */
export const upgradePlanQuery = (
  installationId: string,
  request: UpgradeRequest,
  latest: number | undefined,
) =>
  queryOptions({
    queryKey: ['installation', installationId, 'upgrade-plan', request, latest],
    queryFn: ({ signal }) =>
      dataOf(
        imprint.POST(`${I}/upgrade-plan`, {
          params: { path: { installationId } },
          body: request,
          signal,
          middleware: [exactNumbers],
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    // Each choice makes another plan, and what was seen of one before may not hold any more.
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

/** `onDone` is told what was done, also where another version is looked at by then. */
export function useUpgrade(installationId: string, onDone: (done: Done) => void) {
  const refresh = useRefresh(installationId);
  return useMutation({
    // What is filled in may be secret.
    gcTime: 0,
    mutationFn: (body: UpgradeRequest & { fingerprint: string }) =>
      dataOf(
        imprint.POST(`${I}/upgrade`, {
          params: { path: { installationId } },
          body,
          middleware: [exactNumbers],
        }),
      ),
    onSuccess: (done) => {
      onDone(done);
      // Not waited for: with the new version there, the page that asked has nothing more to show.
      void refresh();
    },
  });
}

/** Asks anew which versions there are. */
export function useRefreshVersions({ id, template }: Installation) {
  const client = useQueryClient();
  const refresh = useRefresh(id);
  const versions = template ? versionsQuery(template.id).queryKey : undefined;
  return () =>
    Promise.all([refresh(), versions && client.invalidateQueries({ queryKey: versions })]);
}
