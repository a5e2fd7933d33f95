import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { versionsQuery } from '~/api/queries';
import type { Template } from '~/api/types';
import { Card, Stack } from '~/parts/layout';
import { ErrorNotice } from '~/parts/notice';
import { Empty, Skeleton } from '~/parts/waiting';
import { CompareCard } from './compare_card';
import { TemplateFrame } from './frame';
import { VersionRow } from './version_row';
import styles from './versions.module.css';

function Versions({ template }: { template: Template }) {
  const { t } = useTranslation('template');
  const { data, error, refetch } = useQuery(versionsQuery(template.id));
  if (!data) {
    return error ? (
      <ErrorNotice error={error} onRetry={() => void refetch()} />
    ) : (
      <Skeleton lines={8} />
    );
  }
  if (data.length === 0) {
    return <Empty title={t('noVersionYet.title')}>{t('noVersionYet.text')}</Empty>;
  }
  const latest = data.at(-1)?.number;
  return (
    <Stack gap={5}>
      <Card title={t('versions.title', { count: data.length })} flush>
        <ol role="list" aria-label={t('tabs.versions')} className={styles.versions} reversed>
          {data.toReversed().map((version) => (
            <VersionRow
              key={version.number}
              template={template}
              version={version}
              before={data.findLast(({ number }) => number < version.number)?.number}
              isLatest={version.number === latest}
            />
          ))}
        </ol>
      </Card>
      <CompareCard templateId={template.id} versions={data} />
    </Stack>
  );
}

export default function VersionsPage() {
  return <TemplateFrame>{(template) => <Versions template={template} />}</TemplateFrame>;
}
