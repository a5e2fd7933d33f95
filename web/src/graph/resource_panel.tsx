import { ArrowLeft } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ModelIcon, ModelName } from '~/parts/badge';
import { Button } from '~/parts/button';
import { Select } from '~/parts/choice';
import { Switch } from '~/parts/field';
import { Count } from '~/parts/time';
import { ResourceDocument, type VersionPlace } from './resource_document';
import type { GraphEdge, GraphIndex, Reach } from './shape';
import styles from './resource_panel.module.css';

const REACHES: readonly Reach[] = ['1', '2', 'all'];

function Paths({ edge }: { edge: GraphEdge }) {
  const { t } = useTranslation('graph');
  const more = edge.pathCount - edge.paths.length;
  if (edge.paths.length === 0) return null;
  return (
    <span className={styles.paths}>
      {edge.paths.map((path) => (
        <code key={path}>{path}</code>
      ))}
      {more > 0 ? <span>{t('morePaths', { count: more })}</span> : null}
    </span>
  );
}

/** Resources at the other end of edges, each with the places of the references. */
function Neighbours({
  title,
  nothing,
  edges,
  end,
  index,
  onFocus,
}: {
  title: string;
  nothing: string;
  edges: readonly GraphEdge[];
  end: 'from' | 'to';
  index: GraphIndex;
  onFocus: (id: string) => void;
}) {
  return (
    <section className={styles.part}>
      <h3>
        {title} <Count of={edges.length} />
      </h3>
      {edges.length === 0 ? <p className={styles.nothing}>{nothing}</p> : null}
      <ul role="list" className={styles.neighbours}>
        {edges.map((edge) => {
          const node = index.byId.get(edge[end]);
          return node ? (
            <li key={node.templateId}>
              <button
                type="button"
                className={styles.neighbour}
                onClick={() => onFocus(node.templateId)}
              >
                <ModelIcon model={node.model} size={16} />
                <span>{node.name}</span>
              </button>
              <Paths edge={edge} />
            </li>
          ) : null;
        })}
      </ul>
    </section>
  );
}

/** How much of the drawing stays while one resource is looked at. */
function Around({
  reach,
  onReach,
  isAlone,
  onAlone,
}: {
  reach: Reach;
  onReach: (reach: Reach) => void;
  isAlone: boolean;
  onAlone: (isAlone: boolean) => void;
}) {
  const { t } = useTranslation('graph');
  return (
    <div className={styles.around}>
      <Select
        label={t('reach.label')}
        options={REACHES.map((id) => ({ id, label: t(`reach.${id}`) }))}
        value={reach}
        onChange={onReach}
      />
      <Switch isSelected={isAlone} onChange={onAlone}>
        {t('alone')}
      </Switch>
    </div>
  );
}

function Head({ index, id, onClose }: { index: GraphIndex; id: string; onClose: () => void }) {
  const { t } = useTranslation('graph');
  const heading = useRef<HTMLHeadingElement>(null);
  // What led here may be gone now: the list, or a link of the resource before.
  useEffect(() => {
    const at = document.activeElement;
    const isLost = at === null || at === document.body || at.closest('[hidden]') !== null;
    if (isLost) heading.current?.focus({ preventScroll: true });
  }, [id]);
  const node = index.byId.get(id);
  if (!node) return null;
  return (
    <header className={styles.head}>
      <Button small look="quiet" onPress={onClose}>
        <ArrowLeft size={16} aria-hidden="true" />
        {t('toOutline')}
      </Button>
      <p className={styles.model}>
        <ModelName model={node.model} />
        {node.type ? <span>· {node.type}</span> : null}
      </p>
      <h2 ref={heading} tabIndex={-1}>
        {node.name}
      </h2>
    </header>
  );
}

/** One resource: what it uses, what uses it, and its document where that can be asked for. */
export function ResourcePanel({
  index,
  id,
  place,
  onFocus,
  onClose,
  ...around
}: {
  index: GraphIndex;
  id: string;
  place: VersionPlace | undefined;
  onFocus: (id: string) => void;
  onClose: () => void;
} & Parameters<typeof Around>[0]) {
  const { t } = useTranslation('graph');
  const shared = { index, onFocus };
  return (
    <div className={styles.panel}>
      <Head index={index} id={id} onClose={onClose} />
      <Around {...around} />
      <Neighbours
        title={t('uses')}
        nothing={t('usesNothing')}
        edges={index.uses.get(id) ?? []}
        end="to"
        {...shared}
      />
      <Neighbours
        title={t('usedBy')}
        nothing={t('usedByNothing')}
        edges={index.usedBy.get(id) ?? []}
        end="from"
        {...shared}
      />
      {place ? (
        <ResourceDocument key={id} place={place} id={id} index={index} onFocus={onFocus} />
      ) : null}
    </div>
  );
}
