import { ViewportPortal } from '@xyflow/react';
import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { linesOf } from './edge_lines';
import { type Lines, paint, type Scene } from './painter';
import { usePalette } from './palette';
import type { Region } from './region';
import type { GraphEdge } from './shape';
import styles from './canvas.module.css';

// Above this, browsers may refuse a canvas.
const MOST_PIXELS = 4096;

function useLines(
  edges: readonly GraphEdge[],
  { places, focused }: Pick<Scene, 'places' | 'focused'>,
  hubs: ReadonlySet<string>,
): Lines {
  return useMemo(() => {
    const groups: Record<keyof Lines, GraphEdge[]> = { plain: [], uses: [], usedBy: [] };
    for (const edge of edges) {
      if (edge.from === focused) groups.uses.push(edge);
      else if (edge.to === focused) groups.usedBy.push(edge);
      else if (!hubs.has(edge.to) && !hubs.has(edge.from)) groups.plain.push(edge);
    }
    const shapes = (group: GraphEdge[]) => linesOf(group, places).map((line) => new Path2D(line));
    return {
      plain: shapes(groups.plain),
      uses: shapes(groups.uses),
      usedBy: shapes(groups.usedBy),
    };
  }, [edges, places, focused, hubs]);
}

/** Goes up once the page's typeface is there, which may be later than the first picture. */
function useTypefaces() {
  const [count, setCount] = useState(0);
  useEffect(() => {
    let isGone = false;
    void document.fonts.ready.then(() => isGone || setCount(1));
    return () => {
      isGone = true;
    };
  }, []);
  return count;
}

type Props = Omit<Scene, 'lines'> & {
  edges: readonly GraphEdge[];
  /** Lines to and from these cross everything: they are there only for what is looked at. */
  hubs: ReadonlySet<string>;
  region: Region;
  isMade: (id: string) => boolean;
};

/**
 * One picture below the elements of the drawing: the references, and the resources that are no
 * elements as there are too many of them. It moves with the view and is painted again for a new
 * region.
 */
export const PaintedLayer = memo(function PaintedLayer(props: Props) {
  const { nodes, edges, places, hubs, focused, kept, hits, region, isMade } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette();
  const typefaces = useTypefaces();
  const lines = useLines(edges, props, hubs);
  const { left, top, right, bottom } = region.box;
  const [width, height] = [right - left, bottom - top];
  const wanted = region.zoom * devicePixelRatio;
  const density = Math.min(wanted, MOST_PIXELS / Math.max(width, height, 1));
  useLayoutEffect(() => {
    if (!canvas.current || width <= 0 || height <= 0) return;
    canvas.current.width = Math.max(1, Math.round(width * density));
    canvas.current.height = Math.max(1, Math.round(height * density));
    const scene = { nodes, places, lines, focused, kept, hits };
    paint(canvas.current, scene, region, palette, isMade);
    // The typefaces are no input, but what is painted depends on them.
  }, [
    nodes,
    places,
    lines,
    focused,
    kept,
    hits,
    region,
    width,
    height,
    density,
    palette,
    isMade,
    typefaces,
  ]);
  return (
    <ViewportPortal>
      <canvas
        ref={canvas}
        className={styles.picture}
        style={{ left, top, width, height }}
        aria-hidden="true"
      />
    </ViewportPortal>
  );
});
