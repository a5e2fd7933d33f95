import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Place } from '~/api/documents';
import { Result } from '../installation/result';
import type { Found } from './found';

/** What was done, `at` the how manieth time. */
export type Done = { what: 'saved' | 'deleted' | 'key' | 'keyGone' | 'credential'; at: number };

/** What came of it, and the way to what differs from the template now. */
export function DoneNotice({
  done,
  name,
  found,
  place,
}: {
  done: Done;
  name: string;
  found: Found;
  place: Place;
}) {
  const { t } = useTranslation('resource');
  const { what, at } = done;
  const { state, templateId } = found;
  const changes = `/installations/${place.installationId}/drift`;
  const isSaved = what === 'saved' && (state === 'edited' || state === 'installed');
  return (
    <Result key={at} title={t(`done.${what}`, { name })}>
      {isSaved ? (
        <p>
          {t(`done.state.${state}`)} <Link to={changes}>{t('done.changes')}</Link>
        </p>
      ) : null}
      {what === 'deleted' && templateId ? (
        <p>
          {t('deleted.back')} <Link to={changes}>{t('done.changes')}</Link>
        </p>
      ) : null}
    </Result>
  );
}
