import { useMemo } from 'react';
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

function groupsOf(
  index: GraphIndex,
  hidden: ReadonlySet<Model>,
  hits: ReadonlySet<string> | null,
): Group[] {
  const shown = index.nodes.filter(
    ({ model, templateId }) => !hidden.has(model) && (hits === null || hits.has(templateId)),
  );
  return groupByModel(shown).map(({ model, members }) => ({
    id: model,
    rows: members.map((resource) => ({
      id: resource.templateId,
      resource,
      uses: index.uses.get(resource.templateId)?.length ?? 0,
      usedBy: index.usedBy.get(resource.templateId)?.length ?? 0,
    })),
  }));
}

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
export function Outline({
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
  takesFocus: boolean;
}) {
  const { t } = useTranslation('graph');
  const groups = useMemo(() => groupsOf(index, hidden, hits), [index, hidden, hits]);
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
          autoFocus={takesFocus}
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
}
