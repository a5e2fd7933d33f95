import { useTranslation } from 'react-i18next';
import type { Installation } from '~/api/types';
import { Card, Facts } from '~/parts/layout';
import { Time } from '~/parts/time';
import { useVersionName } from '../installations/installations_table';

/** Where the installation comes from and how it was made. */
export function FactsCard({ installation }: { installation: Installation }) {
  const { t } = useTranslation('installations');
  const nameOf = useVersionName();
  const { version, latest, into, selected } = installation;
  const facts = [
    { name: t('facts.version'), value: nameOf(version) },
    {
      name: t('facts.latest'),
      value: latest ? nameOf(latest) : t('facts.latestUnseen'),
    },
    { name: t('facts.created'), value: <Time at={installation.created} /> },
    ...(selected ? [{ name: t('facts.selected'), value: t('facts.selectedText') }] : []),
    ...(into ? [{ name: t('facts.into'), value: <code>{into}</code> }] : []),
    { name: t('facts.id'), value: <code>{installation.id}</code> },
  ];
  return (
    <Card title={t('facts.title')}>
      <Facts facts={facts} />
    </Card>
  );
}
