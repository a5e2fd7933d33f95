import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { InstallationSummary } from '~/api/types';
import { Badge } from '~/parts/badge';
import { Row } from '~/parts/layout';
import { type Column, Table } from '~/parts/table';
import { Time } from '~/parts/time';
import styles from './installations.module.css';

/** The template that an installation came from, as far as it can be seen. */
export function TemplateLink({ template }: { template: InstallationSummary['template'] }) {
  const { t } = useTranslation('installations');
  if (!template) return <span className={styles.quiet}>{t('fromFile')}</span>;
  if (template.name === undefined) return <span className={styles.quiet}>{t('unseen')}</span>;
  return (
    <Link to={`/templates/${template.id}`} className={styles.template!}>
      <bdi>{template.name}</bdi>
    </Link>
  );
}

/** A version in words. */
export function useVersionName() {
  const { t } = useTranslation('installations');
  return ({ number }: { number: number | null }) =>
    number === null ? t('unnumbered') : t('version', { number });
}

/** The same inside of a sentence. */
export function useVersionInText() {
  const { t } = useTranslation('installations');
  return ({ number }: { number: number | null }) =>
    number === null ? t('inText.unnumbered') : t('inText.version', { number });
}

function Version({ installation }: { installation: InstallationSummary }) {
  const { t } = useTranslation('installations');
  const nameOf = useVersionName();
  const { latest, upgradeAvailable } = installation;
  return (
    <Row>
      <span>{nameOf(installation.version)}</span>
      {upgradeAvailable && latest ? (
        <Link to={`/installations/${installation.id}/upgrade`} className={styles.upgrade!}>
          <Badge tone="accent">{t('upgradeTo', { number: latest.number })}</Badge>
        </Link>
      ) : null}
    </Row>
  );
}

export const InstallationsTable = memo(function InstallationsTable({
  installations,
}: {
  installations: InstallationSummary[];
}) {
  const { t } = useTranslation(['installations', 'common']);
  const columns: Column<InstallationSummary>[] = [
    {
      id: 'name',
      label: t('columns.name'),
      cell: (each) => (
        <Link to={`/installations/${each.id}`} className={styles.name!}>
          <bdi>{each.name || each.id}</bdi>
        </Link>
      ),
    },
    {
      id: 'template',
      label: t('columns.template'),
      cell: (each) => <TemplateLink template={each.template} />,
    },
    { id: 'kind', label: t('columns.kind'), cell: (each) => t(`common:kind.${each.kind}`) },
    {
      id: 'version',
      label: t('columns.version'),
      cell: (each) => <Version installation={each} />,
    },
    { id: 'created', label: t('columns.created'), cell: (each) => <Time at={each.created} /> },
  ];
  return (
    <Table label={t('title')} columns={columns} rows={installations} rowKey={(each) => each.id} />
  );
});
