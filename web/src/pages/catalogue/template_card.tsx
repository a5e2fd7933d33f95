import { Download } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CatalogueItem } from '~/api/types';
import { Badge } from '~/parts/badge';
import { languageName } from '~/parts/language_name';
import { SignatureMark } from '~/parts/signature';
import { TemplateImage } from '~/parts/template_image';
import styles from './catalogue.module.css';

const APPLICATIONS = 4;

function Applications({ names }: { names: readonly string[] }) {
  const { t } = useTranslation('catalogue');
  if (names.length === 0) return null;
  const left = names.length - APPLICATIONS;
  return (
    <ul role="list" className={styles.applications} aria-label={t('applications')}>
      {names.slice(0, APPLICATIONS).map((name) => (
        <li key={name}>
          <Badge>{name}</Badge>
        </li>
      ))}
      {left > 0 ? <li className={styles.more}>{t('moreApplications', { count: left })}</li> : null}
    </ul>
  );
}

function Facts({ item }: { item: CatalogueItem }) {
  const { t, i18n } = useTranslation(['catalogue', 'common']);
  return (
    <p className={styles.facts}>
      <span>
        {t(`common:kind.${item.kind}`)}
        {item.language ? ` · ${languageName(item.language, i18n.language)}` : ''}
      </span>
      {item.version ? <span>{t('version', { number: item.version.number })}</span> : null}
      <span className={styles.installs}>
        <Download size={14} aria-hidden="true" />
        {t('installs', { count: item.installs })}
      </span>
    </p>
  );
}

/** One template of the catalogue; all of it leads to the template's page. */
export const TemplateCard = memo(function TemplateCard({ item }: { item: CatalogueItem }) {
  const { t } = useTranslation('catalogue');
  return (
    <article className={styles.card}>
      <div className={styles.top}>
        <TemplateImage template={item} />
        <div className={styles.titles}>
          <h2 className={styles.name}>
            <Link to={`/templates/${item.id}`}>{item.name || t('unnamed')}</Link>
          </h2>
          <p className={styles.owner}>
            {t('by', { publisher: item.owner.name || t('publisherGone') })}
          </p>
        </div>
      </div>
      {item.description ? <p className={styles.description}>{item.description}</p> : null}
      <Applications names={item.applications} />
      <div className={styles.bottom}>
        {item.version?.deprecated ? (
          <p>
            <Badge tone="warn">{t('deprecated')}</Badge>
          </p>
        ) : null}
        {item.version ? <SignatureMark signature={item.version.signature} /> : null}
        <Facts item={item} />
      </div>
    </article>
  );
});
