import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { dataOf, exactNumbers, imprint } from '~/api/client';
import { versionsQuery } from '~/api/queries';
import type { Installation, UpgradeRequest } from '~/api/types';
import { useRefresh } from '../installation/queries';

const I = '/api/v1/installations/{installationId}';

/** What the upgrade would do. The one before stays in sight while the next is asked for. */
export const upgradePlanQuery = (installationId: string, request: UpgradeRequest) =>
  queryOptions({
    queryKey: ['installation', installationId, 'upgrade-plan', request],
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
    staleTime: 0,
    // Each choice makes another plan, and each plan may be large.
    gcTime: 10_000,
  });

export function useUpgrade(installationId: string) {
  const refresh = useRefresh(installationId);
  return useMutation({
    mutationFn: (body: UpgradeRequest & { fingerprint: string }) =>
      dataOf(
        imprint.POST(`${I}/upgrade`, {
          params: { path: { installationId } },
          body,
          middleware: [exactNumbers],
        }),
      ),
    // Not waited for: with the new version there, the page that asked has nothing more to show.
    onSuccess: () => void refresh(),
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
