import type { InstallationSummary } from '~/api/types';
import { wordsFinder } from '~/parts/words';

export type Filter = { text: string; upgradeOnly: boolean };

/** The installations that the filter lets through, by their own and their template's name. */
export function filtered(
  installations: readonly InstallationSummary[],
  { text, upgradeOnly }: Filter,
): InstallationSummary[] {
  const isFound = wordsFinder(text);
  return installations.filter(
    (each) =>
      (!upgradeOnly || each.upgradeAvailable) &&
      isFound(each.name, each.template?.name ?? '', each.id),
  );
}
