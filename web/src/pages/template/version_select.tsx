import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { versionsQuery } from '~/api/queries';
import type { Version } from '~/api/types';
import { type Option, Select } from '~/parts/choice';
import styles from './overview.module.css';

/** Versions as options, the newest first: number, day, note, and whether it is deprecated. */
export function useVersionOptions(): (versions: readonly Version[]) => Option[] {
  const { t, i18n } = useTranslation('template');
  const day = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium' });
  return (versions) =>
    versions.toReversed().map(({ number, created, note, deprecated }) => ({
      id: String(number),
      label: t('versionNumber', { number }),
      note: [
        day.format(new Date(created)),
        ...(deprecated ? [t('isDeprecated')] : []),
        ...(note ? [note.length > 80 ? `${note.slice(0, 79)}…` : note] : []),
      ].join(' · '),
    }));
}

/** Chooses which version the page shows, in the address; nothing where there is only one. */
export function VersionSelect({
  templateId,
  chosen,
}: {
  templateId: string;
  chosen: number | undefined;
}) {
  const { t } = useTranslation('template');
  const { data: versions = [] } = useQuery(versionsQuery(templateId));
  const optionsOf = useVersionOptions();
  const [query, setQuery] = useSearchParams();
  const latest = versions.at(-1)?.number;
  if (latest === undefined || versions.length < 2) return null;
  const shown = chosen ?? latest;
  const isThere = versions.some(({ number }) => number === shown);
  const choose = (number: string) => {
    const next = new URLSearchParams(query);
    if (number === String(latest)) next.delete('version');
    else next.set('version', number);
    setQuery(next);
  };
  return (
    <div className={styles.choice}>
      <Select
        label={t('chooseVersion')}
        options={optionsOf(versions)}
        value={isThere ? String(shown) : null}
        onChange={choose}
      />
    </div>
  );
}
