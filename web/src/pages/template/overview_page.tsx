import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ApiError } from '~/api/errors';
import { versionQuery } from '~/api/queries';
import type { Template, VersionContents } from '~/api/types';
import { Card, Stack } from '~/parts/layout';
import { ErrorNotice, Notice } from '~/parts/notice';
import { Empty, Skeleton } from '~/parts/waiting';
import { Connections, Variables, Warnings } from './facts_cards';
import { versionName } from '~/parts/address';
import { TemplateFrame, useChosenVersion } from './frame';
import styles from './overview.module.css';
import { ResourcesCard } from './resources_card';
import { VersionSelect } from './version_select';

function Description({ template }: { template: Template }) {
  const { t } = useTranslation('template');
  return (
    <Card title={t('description')}>
      {template.description ? (
        <p className={styles.description}>{template.description}</p>
      ) : (
        <p className={styles.muted}>{t('noDescription')}</p>
      )}
    </Card>
  );
}

/** What there is to know of a version that is not the latest. */
function OlderNotice({ template, version }: { template: Template; version: VersionContents }) {
  const { t } = useTranslation('template');
  if (version.number === template.version?.number) return null;
  const reason = version.deprecated?.reason;
  return (
    <Notice
      tone={version.deprecated ? 'warn' : 'info'}
      title={t(version.deprecated ? 'deprecated' : 'older', { number: version.number })}
    >
      {reason ? <p className={styles.description}>{reason}</p> : null}
      <Link to={`/templates/${template.id}`}>{t('showLatest')}</Link>
    </Notice>
  );
}

function Contents({ template, version }: { template: Template; version: VersionContents }) {
  const { t } = useTranslation('template');
  return (
    <Stack gap={5}>
      <OlderNotice template={template} version={version} />
      {version.note ? (
        <Card title={t('noteOf', { number: version.number })}>
          <p className={styles.description}>{version.note}</p>
        </Card>
      ) : null}
      <Warnings version={version} />
      <div className={styles.columns}>
        <ResourcesCard key={version.hash} template={template} version={version} />
        <Stack gap={5}>
          <Connections version={version} />
          <Variables version={version} />
        </Stack>
      </div>
    </Stack>
  );
}

function VersionPart({ template }: { template: Template }) {
  const { t } = useTranslation('template');
  const chosen = useChosenVersion();
  const number = versionName(chosen);
  const { data, error, refetch } = useQuery(versionQuery(template.id, number));
  if (data) return <Contents template={template} version={data} />;
  if (!error) return <Skeleton lines={10} />;
  if (chosen !== undefined && error instanceof ApiError && error.status === 404) {
    return (
      <Empty
        title={t('noSuchVersion', { number: chosen })}
        actions={<Link to={`/templates/${template.id}`}>{t('showLatest')}</Link>}
      />
    );
  }
  return <ErrorNotice error={error} onRetry={() => void refetch()} />;
}

function Overview({ template }: { template: Template }) {
  const { t } = useTranslation('template');
  const chosen = useChosenVersion();
  if (!template.version) {
    return (
      <Stack gap={5}>
        <Description template={template} />
        <Empty title={t('noVersionYet.title')}>{t('noVersionYet.text')}</Empty>
      </Stack>
    );
  }
  return (
    <Stack gap={5}>
      <Description template={template} />
      <VersionSelect templateId={template.id} chosen={chosen} />
      <VersionPart template={template} />
    </Stack>
  );
}

export default function OverviewPage() {
  return <TemplateFrame>{(template) => <Overview template={template} />}</TemplateFrame>;
}
