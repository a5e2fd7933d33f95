import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { templateQuery } from '~/api/queries';
import type { Template } from '~/api/types';
import { ErrorNotice } from '~/parts/notice';
import { Empty, Skeleton } from '~/parts/waiting';
import { GraphHead } from './graph_head';

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
  return { focused: search.get('resource'), onFocus, version: search.get('version') };
}

function Graph({ template }: { template: Template }) {
  const { t } = useTranslation('graph');
  const { version, ...focus } = useFocusInAddress();
  if (template.version === null) return <Empty title={t('noVersion')} />;
  return (
    <Suspense fallback={<Skeleton lines={8} />}>
      <TemplateGraph templateId={template.id} number={version ?? 'latest'} {...focus} />
    </Suspense>
  );
}

/** What a template's version creates, drawn. */
export default function GraphPage() {
  const { id = '' } = useParams();
  const { data, error, refetch } = useQuery(templateQuery(id));
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton lines={10} />;
  return (
    <>
      <GraphHead template={data} />
      <Graph template={data} />
    </>
  );
}
