import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { graphQuery } from '~/api/queries';
import type { Graph } from '~/api/types';
import { Empty, Skeleton } from '~/parts/waiting';
import { ErrorNotice } from '~/parts/notice';
import { GraphView } from './graph_view';
import type { VersionPlace } from './resource_document';
import { prepareLayout } from './layout';
import { indexGraph } from './shape';

type Focus = { focused: string | null; onFocus: (id: string | null) => void };
type Props = ({ templateId: string; number: string } | { graph: Graph }) & Partial<Focus>;

function Shown({
  graph,
  place,
  ...focus
}: { graph: Graph; place?: VersionPlace } & Partial<Focus>) {
  const { t } = useTranslation('graph');
  const [own, setOwn] = useState<string | null>(null);
  const index = useMemo(() => indexGraph(graph), [graph]);
  if (graph.nodes.length === 0) return <Empty title={t('empty')} />;
  const wanted = focus.onFocus ? (focus.focused ?? null) : own;
  return (
    <GraphView
      name={graph.hash}
      index={index}
      place={place}
      focused={wanted !== null && index.byId.has(wanted) ? wanted : null}
      onFocus={focus.onFocus ?? setOwn}
    />
  );
}

function Loaded({ templateId, number, ...focus }: VersionPlace & Partial<Focus>) {
  const { data, error, refetch } = useQuery(graphQuery(templateId, number));
  const isAwaited = data === undefined;
  useEffect(() => {
    if (isAwaited) prepareLayout();
  }, [isAwaited]);
  if (error) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton lines={8} />;
  // By the number that was answered: "latest" may be another one a moment later.
  const place = { templateId, number: String(data.number) };
  return <Shown graph={data} place={place} {...focus} />;
}

/**
 * What a template creates and what refers to what: drawn, and as a list. With a template and a
 * version (a number or `latest`) it loads both the graph and the documents; with a graph alone it
 * shows that. Where `onFocus` is given, `focused` is the resource looked at; otherwise it keeps
 * that itself.
 */
export function TemplateGraph(props: Props) {
  return 'graph' in props ? <Shown {...props} /> : <Loaded {...props} />;
}
