import { memo, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import {
  Collection,
  Header,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  ListLayout,
  Virtualizer,
} from 'react-aria-components';
import type { Model } from '~/api/types';
import { ModelName } from '~/parts/badge';
import { Count } from '~/parts/time';
import { type GraphIndex, type GraphNode, groupByModel } from './shape';
import styles from './outline.module.css';

type Row = { id: string; resource: GraphNode; uses: number; usedBy: number };
type Group = { id: Model; rows: Row[] };

function rowOf(index: GraphIndex, resource: GraphNode): Row {
  const id = resource.templateId;
  const [uses, usedBy] = [index.uses.get(id)?.length ?? 0, index.usedBy.get(id)?.length ?? 0];
  return { id, resource, uses, usedBy };
}

/** The rows that are shown; each row keeps its identity, so that the list makes nothing anew. */
function useGroups(
  index: GraphIndex,
  hidden: ReadonlySet<Model>,
  hits: ReadonlySet<string> | null,
): Group[] {
  const all = useMemo(
    () =>
      groupByModel(index.nodes).map(({ model, members }) => ({
        id: model,
        rows: members.map((resource) => rowOf(index, resource)),
      })),
    [index],
  );
  return useMemo(
    () =>
      all.flatMap((group) => {
        if (hidden.has(group.id)) return [];
        if (hits === null) return [group];
        const rows = group.rows.filter(({ id }) => hits.has(id));
        return rows.length === 0 ? [] : [{ id: group.id, rows }];
      }),
    [all, hidden, hits],
  );
}

const NOTHING: Iterable<string> = [];

function Item({ row }: { row: Row }) {
  const { t } = useTranslation('graph');
  return (
    <ListBoxItem id={row.id} textValue={row.resource.name} className={styles.item!}>
      <span className={styles.name}>{row.resource.name}</span>
      <span className={styles.note}>
        {t('usesCount', { count: row.uses })} · {t('usedByCount', { count: row.usedBy })}
      </span>
    </ListBoxItem>
  );
}

function Section({ group }: { group: Group }) {
  return (
    <ListBoxSection id={group.id}>
      <Header className={styles.header!}>
        <ModelName model={group.id} />
        <span className={styles.count}>
          <Count of={group.rows.length} />
        </span>
      </Header>
      <Collection items={group.rows}>{(row) => <Item row={row} />}</Collection>
    </ListBoxSection>
  );
}

/** All resources by model, for those who would rather read than look; choosing one focuses it. */
export const Outline = memo(function Outline({
  index,
  hidden,
  hits,
  onFocus,
  takesFocus,
}: {
  index: GraphIndex;
  hidden: ReadonlySet<Model>;
  /** What a search found; null without one. */
  hits: ReadonlySet<string> | null;
  onFocus: (id: string) => void;
  /** Whether the keyboard's focus is to come here, as it turns true. */
  takesFocus: boolean;
}) {
  const { t } = useTranslation('graph');
  const groups = useGroups(index, hidden, hits);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (takesFocus) list.current?.focus();
  }, [takesFocus]);
  return (
    <section className={styles.outline} aria-labelledby="graph-outline">
      <h2 id="graph-outline" className={styles.title}>
        {t('outline')}
      </h2>
      <Virtualizer layout={ListLayout} layoutOptions={{ rowHeight: 52, headingHeight: 36 }}>
        <ListBox
          aria-labelledby="graph-outline"
          className={styles.list!}
          items={groups}
          selectionMode="single"
          ref={list}
          selectedKeys={NOTHING}
          onSelectionChange={(keys) => {
            const id = [...(keys as Set<string>)][0];
            if (id !== undefined) onFocus(id);
          }}
          renderEmptyState={() => <p className={styles.nothing}>{t('nothing')}</p>}
        >
          {(group) => <Section group={group} />}
        </ListBox>
      </Virtualizer>
    </section>
  );
});
