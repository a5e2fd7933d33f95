import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { versionsQuery } from '~/api/queries';
import type { Installation, Version } from '~/api/types';
import { type Option, Select } from '~/parts/choice';
import { Card, Stack } from '~/parts/layout';
import { ErrorNotice, Notice } from '~/parts/notice';
import { Time } from '~/parts/time';
import { Skeleton } from '~/parts/waiting';
import { hasVariables } from '../installation/to_do';
import styles from './upgrade.module.css';
import { choices, LATEST, newestOf, STAY } from './versions';

/** The installed version, and whether it has variables that could be changed. */
type Installed = { current: number | null; canStay: boolean };

const isLower = ({ number }: Version, current: number | null) =>
  current !== null && number < current;

function useOptions(versions: Version[], { current, canStay }: Installed): Option[] {
  const { t } = useTranslation('upgrade');
  const newest = newestOf(versions);
  const stay = {
    id: STAY,
    label: t('version.stay', { number: current }),
    note: t('version.stayNote'),
  };
  const others = choices(versions, current).map((each) => {
    const isLatest = each.number === newest;
    const notes = [
      each.note,
      isLower(each, current) ? t('version.lower') : '',
      each.deprecated ? t('version.deprecated') : '',
    ];
    return {
      id: isLatest ? LATEST : String(each.number),
      label: t(isLatest ? 'version.latest' : 'version.number', { number: each.number }),
      note: notes.filter(Boolean).join(' · '),
    };
  });
  return canStay ? [...others, stay] : others;
}

function About({ version, current }: { version: Version; current: number | null }) {
  const { t } = useTranslation('upgrade');
  return (
    <Stack gap={3}>
      <p className={styles.about}>
        <Time at={version.created} />
        {version.note ? <span>{version.note}</span> : null}
      </p>
      {isLower(version, current) ? (
        <Notice title={t('version.downgrade')}>{t('version.downgradeText')}</Notice>
      ) : null}
      {version.deprecated ? (
        <Notice tone="warn" title={t('version.deprecatedTitle')}>
          {version.deprecated.reason}
        </Notice>
      ) : null}
    </Stack>
  );
}

/** What the choice is for a version; `newest` where none was made. */
function idOf(chosen: number | undefined, current: number | null, newest: number): string {
  if (chosen !== undefined && chosen === current) return STAY;
  return chosen === undefined || chosen === newest ? LATEST : String(chosen);
}

function Choice({
  versions,
  installed,
  chosen,
  onChoose,
}: {
  versions: Version[];
  installed: Installed;
  chosen: number | undefined;
  onChoose: (version: number | undefined) => void;
}) {
  const { t } = useTranslation('upgrade');
  const { current } = installed;
  const options = useOptions(versions, installed);
  const newest = newestOf(versions);
  const id = idOf(chosen, current, newest);
  const selected = options.find((option) => option.id === id);
  const version =
    id === STAY ? undefined : versions.find(({ number }) => number === (chosen ?? newest));
  const numberOf = (to: string) => (to === STAY ? (current ?? undefined) : Number(to));
  const hasOthers = versions.some(({ number }) => number !== current);
  if (!hasOthers) return <p>{t('version.only')}</p>;
  return (
    <Stack gap={3}>
      {newest === current ? <p>{t('version.have')}</p> : null}
      <div className={styles.select}>
        <Select
          label={t('version.label')}
          options={options}
          value={selected ? id : null}
          onChange={(to) => onChoose(to === LATEST ? undefined : numberOf(to))}
        />
      </div>
      {selected && version ? <About version={version} current={current} /> : null}
    </Stack>
  );
}

/** Which version to go to: a number, or nothing for the latest. The installed one is stayed on. */
export function VersionChoice({
  installation,
  templateId,
  chosen,
  onChoose,
}: {
  installation: Installation;
  templateId: string;
  chosen: number | undefined;
  onChoose: (version: number | undefined) => void;
}) {
  const { t } = useTranslation('upgrade');
  const { data, error, refetch } = useQuery(versionsQuery(templateId));
  return (
    <Card title={t('version.title')}>
      {error ? <ErrorNotice error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton lines={2} /> : null}
      {data ? (
        <Choice
          versions={data}
          installed={{
            current: installation.version.number,
            canStay: installation.version.number !== null && hasVariables(installation),
          }}
          chosen={chosen}
          onChoose={onChoose}
        />
      ) : null}
    </Card>
  );
}
