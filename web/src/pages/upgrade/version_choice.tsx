import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { versionsQuery } from '~/api/queries';
import type { Installation, Version } from '~/api/types';
import { type Option, Select } from '~/parts/choice';
import { Card, Stack } from '~/parts/layout';
import { ErrorNotice, Notice } from '~/parts/notice';
import { Time } from '~/parts/time';
import { Skeleton } from '~/parts/waiting';
import styles from './upgrade.module.css';
import { choices, LATEST, newestOf } from './versions';

const isLower = ({ number }: Version, current: number | null) =>
  current !== null && number < current;

function useOptions(versions: Version[], current: number | null): Option[] {
  const { t } = useTranslation('upgrade');
  const newest = newestOf(versions);
  return choices(versions, current).map((each) => {
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

function Choice({
  versions,
  current,
  chosen,
  onChoose,
}: {
  versions: Version[];
  current: number | null;
  chosen: number | undefined;
  onChoose: (version: number | undefined) => void;
}) {
  const { t } = useTranslation('upgrade');
  const options = useOptions(versions, current);
  const newest = newestOf(versions);
  if (options.length === 0) return <p>{t('version.only')}</p>;
  const id = chosen === undefined || chosen === newest ? LATEST : String(chosen);
  const selected = options.find((option) => option.id === id);
  const version = versions.find(({ number }) => number === (chosen ?? newest));
  return (
    <Stack gap={3}>
      {newest === current ? <p>{t('version.have')}</p> : null}
      <div className={styles.select}>
        <Select
          label={t('version.label')}
          options={options}
          value={selected ? id : null}
          onChange={(to) => onChoose(to === LATEST ? undefined : Number(to))}
        />
      </div>
      {selected && version ? <About version={version} current={current} /> : null}
    </Stack>
  );
}

/** Which version to go to: a number, or nothing for the latest. */
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
          current={installation.version.number}
          chosen={chosen}
          onChoose={onChoose}
        />
      ) : null}
    </Card>
  );
}
