import { useQuery } from '@tanstack/react-query';
import { Download, ExternalLink, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { accountQuery, templateQuery, versionsQuery } from '~/api/queries';
import { ApiError } from '~/api/errors';
import type { Template } from '~/api/types';
import { versionIn, withVersion } from '~/parts/address';
import { Badge } from '~/parts/badge';
import { LinkButton } from '~/parts/button';
import { languageName } from '~/parts/language_name';
import { PageHead, type PageTab, PageTabs, Stack, usePart } from '~/parts/layout';
import { ErrorNotice, Notice } from '~/parts/notice';
import { SignatureMark } from '~/parts/signature';
import { TemplateImage } from '~/parts/template_image';
import { Empty, Skeleton } from '~/parts/waiting';
import styles from './frame.module.css';
import { websiteOf } from './website';

/** The version that the address asks for, as a number; undefined is the latest. */
export const useChosenVersion = () => versionIn(useSearchParams()[0]);

function Website({ address }: { address: string | undefined }) {
  const { t } = useTranslation('template');
  const website = websiteOf(address);
  if (!website) return null;
  return (
    <a href={website.href} target="_blank" rel="noreferrer noopener" className={styles.website}>
      {website.label}
      <ExternalLink size={14} aria-hidden="true" />
      <span className="visually-hidden">{t('newTab')}</span>
    </a>
  );
}

/** The catalogue of what has this in common with the template. */
const found = (filter: Record<string, string>) => `/?${new URLSearchParams(filter).toString()}`;

function Said({ template }: { template: Template }) {
  const { t } = useTranslation('template');
  return (
    <p className={styles.said}>
      {template.owner.name ? (
        <Link to={found({ owner: template.owner.name })}>
          {t('by', { publisher: template.owner.name })}
        </Link>
      ) : (
        <span>{t('by', { publisher: t('publisherGone') })}</span>
      )}
      <span className={styles.installs}>
        <Download size={15} aria-hidden="true" />
        {t('installs', { count: template.installs })}
      </span>
      {template.version ? (
        <span>{t('latestIs', { number: template.version.number })}</span>
      ) : (
        <span>{t('noVersion')}</span>
      )}
      <Website address={template.website} />
    </p>
  );
}

/** What the chosen version is, once that is known: the latest is part of the template itself. */
function useShownVersion(template: Template, chosen: number | undefined) {
  const isOther = chosen !== undefined && chosen !== template.version?.number;
  const { data: versions } = useQuery({ ...versionsQuery(template.id), enabled: isOther });
  return isOther ? versions?.find(({ number }) => number === chosen) : template.version;
}

function Lead({ template, chosen }: { template: Template; chosen: number | undefined }) {
  const { t, i18n } = useTranslation(['template', 'common']);
  const version = useShownVersion(template, chosen);
  return (
    <Stack gap={2}>
      <Said template={template} />
      <ul role="list" className={styles.badges} aria-label={t('about')}>
        {template.published ? null : (
          <li>
            <Badge tone="warn">{t('unpublished')}</Badge>
          </li>
        )}
        <li>
          <Link to={found({ kind: template.kind })}>
            <Badge tone="accent">{t(`common:kind.${template.kind}`)}</Badge>
          </Link>
        </li>
        {template.language ? (
          <li>
            <Badge>
              {t('inLanguage', { language: languageName(template.language, i18n.language) })}
            </Badge>
          </li>
        ) : null}
        {template.applications.map((application) => (
          <li key={application}>
            <Link to={found({ application })}>
              <Badge>{application}</Badge>
            </Link>
          </li>
        ))}
      </ul>
      {version ? <SignatureMark signature={version.signature} /> : null}
    </Stack>
  );
}

function Actions({ template, chosen }: { template: Template; chosen: number | undefined }) {
  const { t } = useTranslation('template');
  const { data: account } = useQuery(accountQuery());
  const mine = account?.id === template.owner.id;
  // There may be no version of that number; then the latest is what can be installed.
  const number = useShownVersion(template, chosen)?.number === chosen ? chosen : undefined;
  return (
    <>
      {mine ? <LinkButton to={`/publish/${template.id}`}>{t('manage')}</LinkButton> : null}
      {template.version ? (
        <LinkButton look="primary" to={withVersion(`/templates/${template.id}/install`, number)}>
          <Plus size={18} aria-hidden="true" />
          {number === undefined ? t('install') : t('installVersion', { number })}
        </LinkButton>
      ) : null}
    </>
  );
}

type HeadProps = { template: Template; chosen: number | undefined; part: string | undefined };

function Head({ template, chosen, part }: HeadProps) {
  const { t } = useTranslation('template');
  return (
    <div className={styles.head}>
      <TemplateImage template={template} size="large" />
      <div className={styles.text}>
        <PageHead
          title={template.name || t('unnamed')}
          part={part}
          lead={<Lead template={template} chosen={chosen} />}
          trail={[{ to: '/', label: t('catalogue') }]}
          actions={<Actions template={template} chosen={chosen} />}
        />
      </div>
    </div>
  );
}

function useTabs(id: string, chosen: number | undefined): PageTab[] {
  const { t } = useTranslation('template');
  const path = `/templates/${id}`;
  return [
    { to: withVersion(path, chosen), label: t('tabs.overview') },
    { to: withVersion(`${path}/graph`, chosen), label: t('tabs.graph') },
    { to: withVersion(`${path}/versions`, chosen), label: t('tabs.versions') },
  ];
}

function NotFound() {
  const { t } = useTranslation('template');
  return (
    <>
      <PageHead title={t('notFound.title')} trail={[{ to: '/', label: t('catalogue') }]} />
      <Empty
        title={t('notFound.lead')}
        actions={
          <LinkButton to="/" look="primary">
            {t('notFound.action')}
          </LinkButton>
        }
      >
        {t('notFound.why')}
      </Empty>
    </>
  );
}

function Deprecated({ template, chosen }: { template: Template; chosen: number | undefined }) {
  const { t } = useTranslation('template');
  const { version } = template;
  const shown = chosen === undefined || chosen === version?.number;
  if (!version?.deprecated || !shown) return null;
  return (
    <div className={styles.deprecated}>
      <Notice tone="warn" title={t('deprecated', { number: version.number })}>
        <p className={styles.reason}>{version.deprecated.reason}</p>
      </Notice>
    </div>
  );
}

/**
 * What all pages of one template have around them: what it is, and tabs that keep the chosen
 * version. `children` gets the template once it is there.
 */
export function TemplateFrame({ children }: { children: (template: Template) => ReactNode }) {
  const { t } = useTranslation(['template', 'common']);
  const { id = '' } = useParams();
  const chosen = useChosenVersion();
  const { data, error, refetch } = useQuery(templateQuery(id));
  const tabs = useTabs(id, chosen);
  const part = usePart(tabs);
  if (data) {
    return (
      <>
        <Head template={data} chosen={chosen} part={part} />
        <Deprecated template={data} chosen={chosen} />
        <PageTabs label={t('tabs.label')} tabs={tabs} />
        {children(data)}
      </>
    );
  }
  if (error instanceof ApiError && error.status === 404) return <NotFound />;
  return (
    <>
      <PageHead
        title={error ? t('one') : t('common:loading')}
        trail={[{ to: '/', label: t('catalogue') }]}
      />
      {error ? (
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton lines={8} />
      )}
    </>
  );
}
