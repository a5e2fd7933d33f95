import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { Template } from '~/api/types';
import { PageHead, PageTabs } from '~/parts/layout';

/** The head of a template's graph, and the way to its other pages, with the version chosen. */
export function GraphHead({ template }: { template: Template }) {
  const { t } = useTranslation('graph');
  const [search] = useSearchParams();
  const version = search.get('version');
  const query = version === null ? '' : `?version=${encodeURIComponent(version)}`;
  const base = `/templates/${template.id}`;
  return (
    <>
      <PageHead
        title={t('title', { name: template.name })}
        lead={t('pageLead')}
        trail={[
          { to: '/', label: t('common:nav.catalogue') },
          { to: base + query, label: template.name },
        ]}
      />
      <PageTabs
        label={t('tabs')}
        tabs={[
          { to: base + query, label: t('tab.overview') },
          { to: `${base}/graph${query}`, label: t('tab.graph') },
          { to: `${base}/versions${query}`, label: t('tab.versions') },
        ]}
      />
    </>
  );
}
