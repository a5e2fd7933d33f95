import { useTranslation } from 'react-i18next';
import type { Counts } from './counts';

/**
 * "55 resources, 1 new connection, 3 connections of yours". What there is none of is left out, but
 * for the resources.
 */
export function useCountsText() {
  const { t } = useTranslation();
  return ({ resources, connections, own }: Counts): string =>
    [
      t('counts.resources', { count: resources }),
      ...(connections > 0 ? [t('counts.newConnections', { count: connections })] : []),
      ...(own > 0 ? [t('counts.ownConnections', { count: own })] : []),
    ].join(', ');
}
