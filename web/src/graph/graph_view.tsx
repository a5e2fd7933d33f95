import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '~/api/types';
import { Notice } from '~/parts/notice';
import { Canvas } from './canvas';
import { Outline } from './outline';
import { gridPlaces } from './places';
import { layoutQuery } from './queries';
import type { VersionPlace } from './resource_document';
import { ResourcePanel } from './resource_panel';
import { findNodes } from './search';
import { type GraphIndex, neighbourhood, partOf, type Reach } from './shape';
import { Toolbar } from './toolbar';
import { useSettled } from '~/parts/use_settled';
import styles from './graph.module.css';

export type GraphViewProps = {
  /** Tells this graph from every other. */
  name: string;
  index: GraphIndex;
  place: VersionPlace | undefined;
  focused: string | null;
  onFocus: (id: string | null) => void;
};

const SEARCH_REST_MS = 150;
const NONE: ReadonlySet<string> = new Set();

/** Where everything of a graph stands: at once in a grid, then by the layout. */
function useLayout(name: readonly string[], index: GraphIndex) {
  const grid = useMemo(() => gridPlaces(index.nodes), [index]);
  const { data, isError } = useQuery(layoutQuery(name, index));
  const layout = isError ? 'failed' : data ? 'done' : 'working';
  return { places: data ?? grid, layout } as const;
}

/** The part of the graph that is drawn: all of it, or what is round the focused resource. */
function usePart(index: GraphIndex, kept: ReadonlySet<string> | null, isAlone: boolean) {
  return useMemo(() => (kept && isAlone ? partOf(index, kept) : index), [index, kept, isAlone]);
}

function useHits(index: GraphIndex, query: string): string[] {
  const { t } = useTranslation();
  return useMemo(
    () => findNodes(index.nodes, query, (model) => t(`model.${model}`)),
    [index, query, t],
  );
}

function useVisible(part: GraphIndex, hidden: ReadonlySet<Model>, focused: string | null) {
  return useMemo(() => {
    if (hidden.size === 0) return part;
    const seen = part.nodes.filter((n) => !hidden.has(n.model) || n.templateId === focused);
    return partOf(part, new Set(seen.map(({ templateId }) => templateId)));
  }, [part, hidden, focused]);
}

/** The drawing with its tools, and beside it the list or the resource that is looked at. */
export function GraphView({ name, index, place, focused, onFocus }: GraphViewProps) {
  const { t } = useTranslation('graph');
  const [query, setQuery] = useState('');
  const [hidden, setHidden] = useState<ReadonlySet<Model>>(new Set());
  const [reach, setReach] = useState<Reach>('1');
  const [wantsAlone, setAlone] = useState(false);
  const [cameBack, setCameBack] = useState(false);
  const kept = useMemo(
    () => (focused === null ? null : neighbourhood(index, focused, reach)),
    [index, focused, reach],
  );
  const isAlone = wantsAlone && focused !== null;
  const part = usePart(index, kept, isAlone);
  const { places, layout } = useLayout(isAlone ? [name, focused, reach] : [name], part);
  const visible = useVisible(part, hidden, focused);
  const hits = useHits(index, query);
  // Counting what is found is quick; marking and listing it waits until the keys rest.
  const marked = useSettled(query.trim() === '' ? null : hits, SEARCH_REST_MS);
  const markedSet = useMemo(() => (marked === null ? null : new Set(marked)), [marked]);
  const close = () => {
    setCameBack(true);
    onFocus(null);
  };
  return (
    <div className={styles.view}>
      <Toolbar
        index={index}
        query={query}
        onQuery={setQuery}
        hits={hits}
        focused={focused}
        onFocus={onFocus}
        hidden={hidden}
        onHidden={setHidden}
      />
      {layout === 'failed' ? <Notice tone="warn" title={t('layoutFailed')} /> : null}
      <div className={styles.body}>
        <div className={styles.canvas}>
          <Canvas
            index={part}
            nodes={visible.nodes}
            edges={visible.edges}
            places={places}
            layout={layout}
            focused={focused}
            kept={kept}
            hits={markedSet ?? NONE}
            onFocus={onFocus}
          />
        </div>
        <div className={styles.side}>
          {/* It stays: to make a list of a thousand anew takes longer than to come back to it. */}
          <div className={styles.list} hidden={focused !== null}>
            <Outline
              index={index}
              hidden={hidden}
              hits={markedSet}
              onFocus={onFocus}
              takesFocus={cameBack && focused === null}
            />
          </div>
          {focused === null ? null : (
            <ResourcePanel
              index={index}
              id={focused}
              place={place}
              reach={reach}
              onReach={setReach}
              isAlone={isAlone}
              onAlone={setAlone}
              onFocus={onFocus}
              onClose={close}
            />
          )}
        </div>
      </div>
    </div>
  );
}
