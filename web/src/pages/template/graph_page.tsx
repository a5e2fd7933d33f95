import { usePrefetchQuery } from '@tanstack/react-query';
import { lazy, Suspense, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { graphQuery } from '~/api/queries';
import type { Template } from '~/api/types';
import { versionIn, versionName } from '~/parts/address';
import { Empty, Skeleton } from '~/parts/waiting';
import { TemplateFrame } from './frame';
import styles from './graph_page.module.css';

// The drawing and its layout weigh more than the rest of the page.
const TemplateGraph = lazy(async () => ({
  default: (await import('~/graph/template_graph')).TemplateGraph,
}));

/** The resource looked at stands in the address, so that it can be shared and gone back from. */
function useFocusInAddress() {
  const [search, setSearch] = useSearchParams();
  const onFocus = useCallback(
    (id: string | null) =>
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          if (id === null) next.delete('resource');
          else next.set('resource', id);
          return next;
        },
        { preventScrollReset: true },
      ),
    [setSearch],
  );
  return { focused: search.get('resource'), onFocus, number: versionName(versionIn(search)) };
}

function Graph({ template }: { template: Template }) {
  const { t } = useTranslation('graph');
  const focus = useFocusInAddress();
  if (template.version === null) return <Empty title={t('noVersion')} />;
  return (
    <section className={styles.drawing} aria-label={t('title', { name: template.name })}>
      <Suspense fallback={<Skeleton lines={8} />}>
        <TemplateGraph templateId={template.id} {...focus} />
      </Suspense>
    </section>
  );
}

/** What a template's version creates, drawn over all of the window's width. */
export default function GraphPage() {
  const { id = '' } = useParams();
  const [search] = useSearchParams();
  // Asked for while the template itself and the code that draws are on their way.
  usePrefetchQuery(graphQuery(id, versionName(versionIn(search))));
  return (
    <div className={styles.page}>
      <TemplateFrame>{(template) => <Graph template={template} />}</TemplateFrame>
    </div>
  );
}
