import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { Version, VersionDiff } from '~/api/types';
import { Badge } from '~/parts/badge';
import { Select } from '~/parts/choice';
import { Card, Stack } from '~/parts/layout';
import { ErrorNotice } from '~/parts/notice';
import { Empty, Skeleton } from '~/parts/waiting';
import { ChangedResources, ResourceNames } from './changed_resources';
import { type Compared, comparedVersions } from './compared';
import { diffQuery } from './queries';
import { useVersionOptions } from './version_select';
import styles from './versions.module.css';

/** The place on the page that links to a comparison lead to. */
export const COMPARE = 'compare';

function Choice({
  versions,
  compared,
  onChange,
}: {
  versions: readonly Version[];
  compared: Compared;
  onChange: (compared: Compared) => void;
}) {
  const { t } = useTranslation('template');
  const options = useVersionOptions()(versions);
  return (
    <div className={styles.choice}>
      <Select
        label={t('compare.from')}
        options={options}
        value={String(compared.from)}
        onChange={(number) => onChange({ ...compared, from: Number(number) })}
      />
      <ArrowRight size={18} aria-hidden="true" />
      <Select
        label={t('compare.to')}
        options={options}
        value={String(compared.to)}
        onChange={(number) => onChange({ ...compared, to: Number(number) })}
      />
    </div>
  );
}

function Summary({ diff }: { diff: VersionDiff }) {
  const { t } = useTranslation('template');
  const counts = [
    { tone: 'good', text: t('compare.added', { count: diff.added.length }) },
    { tone: 'danger', text: t('compare.removed', { count: diff.removed.length }) },
    { tone: 'accent', text: t('compare.changed', { count: diff.changed.length }) },
    { tone: 'plain', text: t('compare.unchanged', { count: diff.unchanged }) },
  ] as const;
  return (
    <ul role="list" className={styles.summary} aria-label={t('compare.summary')}>
      {counts.map(({ tone, text }) => (
        <li key={tone}>
          <Badge tone={tone}>{text}</Badge>
        </li>
      ))}
    </ul>
  );
}

function VariableNames({ title, names }: { title: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <div>
      <h3 className={styles.part}>{title}</h3>
      <ul role="list" className={styles.names}>
        {names.map((name) => (
          <li key={name}>
            <code>{name}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}

const isNothing = ({ added, removed, changed, variables }: VersionDiff) =>
  [added, removed, changed, variables.added, variables.removed].every((list) => list.length === 0);

function Differences({ diff, templateId }: { diff: VersionDiff; templateId: string }) {
  const { t } = useTranslation('template');
  if (isNothing(diff)) return <Empty title={t('compare.nothing')} />;
  const address = (number: number) => (id: string) =>
    `/templates/${templateId}/graph?version=${number}&resource=${id}`;
  return (
    <Stack gap={5}>
      <Summary diff={diff} />
      <VariableNames title={t('compare.variablesAdded')} names={diff.variables.added} />
      <VariableNames title={t('compare.variablesRemoved')} names={diff.variables.removed} />
      <ResourceNames
        title={t('compare.addedTitle')}
        resources={diff.added}
        address={address(diff.to)}
      />
      <ResourceNames
        title={t('compare.removedTitle')}
        resources={diff.removed}
        address={address(diff.from)}
      />
      <ChangedResources key={`${diff.from} ${diff.to}`} diff={diff} />
    </Stack>
  );
}

function Comparison({ templateId, compared }: { templateId: string; compared: Compared }) {
  const { t } = useTranslation('template');
  const { from, to } = compared;
  const same = from === to;
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...diffQuery(templateId, from, to),
    enabled: !same,
    placeholderData: keepPreviousData,
  });
  if (same) return <Empty title={t('compare.same')} />;
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton lines={6} />;
  return (
    <div aria-busy={isPlaceholderData} className={isPlaceholderData ? styles.waiting : ''}>
      <Differences diff={data} templateId={templateId} />
    </div>
  );
}

/** What changed between two versions, which stand in the address. */
export function CompareCard({
  templateId,
  versions,
}: {
  templateId: string;
  versions: readonly Version[];
}) {
  const { t } = useTranslation('template');
  const [query, setQuery] = useSearchParams();
  const compared = comparedVersions(query, versions);
  if (!compared) return null;
  const choose = ({ from, to }: Compared) => {
    const next = new URLSearchParams(query);
    next.set('from', String(from));
    next.set('to', String(to));
    setQuery(next, { preventScrollReset: true });
  };
  return (
    <div id={COMPARE} className={styles.compare}>
      <Card title={t('compare.title')}>
        <Stack gap={5}>
          <Choice versions={versions} compared={compared} onChange={choose} />
          <Comparison templateId={templateId} compared={compared} />
        </Stack>
      </Card>
    </div>
  );
}
