import { useTranslation } from 'react-i18next';
import type { Installation } from '~/api/types';

/** What the page of a resource belongs to. */
export function useTrail(installation?: Installation) {
  const { t } = useTranslation('installations');
  const all = { to: '/installations', label: t('title') };
  if (!installation) return [all];
  const { id, name } = installation;
  return [all, { to: `/installations/${id}`, label: name || id }];
}
