import { ViewportPortal } from '@xyflow/react';
import { memo, useMemo } from 'react';
import { linesOf } from './edge_lines';
import type { Places } from './places';
import type { GraphEdge } from './shape';
import styles from './canvas.module.css';

type Sorted = { plain: GraphEdge[]; toHubs: GraphEdge[]; uses: GraphEdge[]; usedBy: GraphEdge[] };

function sorted(
  edges: readonly GraphEdge[],
  focused: string | null,
  hubs: ReadonlySet<string>,
): Sorted {
  const groups: Sorted = { plain: [], toHubs: [], uses: [], usedBy: [] };
  for (const edge of edges) {
    if (edge.from === focused) groups.uses.push(edge);
    else if (edge.to === focused) groups.usedBy.push(edge);
    else if (hubs.has(edge.to) || hubs.has(edge.from)) groups.toHubs.push(edge);
    else groups.plain.push(edge);
  }
  return groups;
}

/** All references as lines below the resources: four paths, however many there are. */
export const EdgesLayer = memo(function EdgesLayer({
  edges,
  places,
  hubs,
  focused,
}: {
  edges: readonly GraphEdge[];
  places: Places;
  hubs: ReadonlySet<string>;
  focused: string | null;
}) {
  const groups = useMemo(() => sorted(edges, focused, hubs), [edges, focused, hubs]);
  const dimmed = focused === null ? '' : styles.dimmed;
  return (
    <ViewportPortal>
      <svg className={styles.edges} aria-hidden="true">
        <path className={`${styles.toHubs} ${dimmed}`} d={linesOf(groups.toHubs, places)} />
        <path className={`${styles.plain} ${dimmed}`} d={linesOf(groups.plain, places)} />
        <path className={styles.usedBy} d={linesOf(groups.usedBy, places)} />
        <path className={styles.uses} d={linesOf(groups.uses, places)} />
      </svg>
    </ViewportPortal>
  );
});
