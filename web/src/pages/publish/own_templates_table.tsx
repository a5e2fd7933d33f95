import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Template } from '~/api/types';
import { Badge } from '~/parts/badge';
import { Row } from '~/parts/layout';
import { type Column, Table } from '~/parts/table';
import { Count, Time } from '~/parts/time';
import styles from './publish.module.css';

/** Whether a template is in the catalogue. */
export function StateBadge({ published }: { published: boolean }) {
  const { t } = useTranslation('publish');
  return (
    <Badge tone={published ? 'good' : 'plain'}>
      {published ? t('state.published') : t('state.draft')}
    </Badge>
  );
}

function VersionCell({ version }: { version: Template['version'] }) {
  const { t } = useTranslation('publish');
  if (!version)
    return <span className={`${styles.quiet} ${styles.unbroken}`}>{t('own.noVersion')}</span>;
  return (
    <Row gap={1}>
      <Count of={version.number} />
      {version.deprecated ? <Badge tone="warn">{t('versions.deprecated')}</Badge> : null}
    </Row>
  );
}

/** Many of them are dear to draw, so only when they change. */
export const OwnTemplatesTable = memo(function OwnTemplatesTable({
  templates,
}: {
  templates: readonly Template[];
}) {
  const { t } = useTranslation('publish');
  const columns: Column<Template>[] = [
    {
      id: 'name',
      label: t('own.name'),
      cell: ({ id, name }) => (
        <Link to={`/publish/${id}`} className={styles.name!}>
          {name || t('own.unnamed')}
        </Link>
      ),
    },
    { id: 'kind', label: t('own.kind'), cell: ({ kind }) => t(`common:kind.${kind}`) },
    {
      id: 'state',
      label: t('own.state'),
      cell: ({ published }) => <StateBadge published={published} />,
    },
    {
      id: 'version',
      label: t('own.version'),
      cell: ({ version }) => <VersionCell version={version} />,
    },
    { id: 'installs', label: t('own.installs'), cell: ({ installs }) => <Count of={installs} /> },
    {
      id: 'modified',
      label: t('own.modified'),
      cell: ({ modified }) => (
        <span className={styles.unbroken}>
          <Time at={modified} />
        </span>
      ),
    },
  ];
  return (
    <Table label={t('own.title')} columns={columns} rows={templates} rowKey={({ id }) => id} />
  );
});
