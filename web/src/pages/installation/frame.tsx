import { useQuery } from '@tanstack/react-query';
import { ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useParams } from 'react-router';
import { installationQuery } from '~/api/queries';
import { ApiError } from '~/api/errors';
import type { Installation } from '~/api/types';
import { Badge } from '~/parts/badge';
import { LinkButton } from '~/parts/button';
import { PageHead, type PageTab, PageTabs, Row, usePart } from '~/parts/layout';
import { ErrorNotice } from '~/parts/notice';
import { Empty, Skeleton } from '~/parts/waiting';
import { TemplateLink, useVersionName } from '../installations/installations_table';

function Lead({ installation }: { installation: Installation }) {
  const { t } = useTranslation(['installations', 'common']);
  const nameOf = useVersionName();
  const { latest, upgradeAvailable } = installation;
  return (
    <Row>
      <TemplateLink template={installation.template} />
      <Badge>{t(`common:kind.${installation.kind}`)}</Badge>
      <Badge>{nameOf(installation.version)}</Badge>
      {upgradeAvailable && latest ? (
        <Badge tone="accent">{t('available', { number: latest.number })}</Badge>
      ) : null}
    </Row>
  );
}

function useTabs(id: string): PageTab[] {
  const { t } = useTranslation('installations');
  const at = `/installations/${id}`;
  return [
    { to: at, label: t('tabs.overview') },
    { to: `${at}/drift`, label: t('tabs.drift') },
    { to: `${at}/upgrade`, label: t('tabs.upgrade') },
    { to: `${at}/history`, label: t('tabs.history') },
  ];
}

function UpgradeLink({ id }: { id: string }) {
  const { t } = useTranslation('installations');
  const path = `/installations/${id}/upgrade`;
  if (useLocation().pathname === path) return null;
  return (
    <LinkButton look="primary" to={path}>
      <ArrowUp size={18} aria-hidden="true" />
      {t('upgrade')}
    </LinkButton>
  );
}

export function Gone({ trail }: { trail: { to: string; label: string }[] }) {
  const { t } = useTranslation('installations');
  return (
    <>
      <PageHead title={t('gone.title')} trail={trail} />
      <Empty
        title={t('gone.lead')}
        actions={
          <LinkButton to="/installations" look="primary">
            {t('gone.action')}
          </LinkButton>
        }
      >
        {t('gone.why')}
      </Empty>
    </>
  );
}

const isGone = (error: unknown) => error instanceof ApiError && error.status === 404;

/** What all pages of one installation have around them. `children` gets the installation. */
export function InstallationFrame({
  actions,
  children,
}: {
  actions?: (installation: Installation) => ReactNode;
  children: (installation: Installation) => ReactNode;
}) {
  const { t } = useTranslation(['installations', 'common']);
  const { id = '' } = useParams();
  const { data, error, refetch } = useQuery(installationQuery(id));
  const tabs = useTabs(id);
  const part = usePart(tabs);
  const trail = [{ to: '/installations', label: t('title') }];
  // What was read before says nothing any more of what is gone.
  if (isGone(error)) return <Gone trail={trail} />;
  if (!data) {
    return (
      <>
        <PageHead title={error ? t('one') : t('common:loading')} trail={trail} />
        {error ? (
          <ErrorNotice error={error} onRetry={() => void refetch()} />
        ) : (
          <Skeleton lines={8} />
        )}
      </>
    );
  }
  return (
    <>
      <PageHead
        title={data.name || data.id}
        part={part}
        lead={<Lead installation={data} />}
        trail={trail}
        actions={
          <>
            {data.upgradeAvailable ? <UpgradeLink id={data.id} /> : null}
            {actions?.(data)}
          </>
        }
      />
      <PageTabs label={t('tabs.label')} tabs={tabs} />
      {children(data)}
    </>
  );
}
