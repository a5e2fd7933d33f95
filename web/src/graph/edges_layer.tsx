import { ViewportPortal } from '@xyflow/react';
import { memo, useMemo } from 'react';
import { linesOf } from './edge_lines';
import type { Places } from './places';
import type { GraphEdge } from './shape';
import styles from './canvas.module.css';

type Sorted = { plain: GraphEdge[]; uses: GraphEdge[]; usedBy: GraphEdge[] };

function sorted(
  edges: readonly GraphEdge[],
  focused: string | null,
  hubs: ReadonlySet<string>,
): Sorted {
  const groups: Sorted = { plain: [], uses: [], usedBy: [] };
  for (const edge of edges) {
    if (edge.from === focused) groups.uses.push(edge);
    else if (edge.to === focused) groups.usedBy.push(edge);
    else if (!hubs.has(edge.to) && !hubs.has(edge.from)) groups.plain.push(edge);
  }
  return groups;
}

function Lines({ className, paths }: { className: string; paths: string[] }) {
  return (
    <g className={className}>
      {paths.map((path, at) => (
        <path key={at} d={path} />
      ))}
    </g>
  );
}

/**
 * The references as lines below the resources. Those to and from hubs, which cross everything, are
 * there only for the resource that is looked at.
 */
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
        <Lines className={`${styles.plain} ${dimmed}`} paths={linesOf(groups.plain, places)} />
        <Lines className={styles.usedBy!} paths={linesOf(groups.usedBy, places)} />
        <Lines className={styles.uses!} paths={linesOf(groups.uses, places)} />
      </svg>
    </ViewportPortal>
  );
});
