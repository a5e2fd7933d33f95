import { type Box, boxOf, NODE, type Place, type Places } from './places';
import type { GraphNode } from './shape';

/** A view: what stands in its middle, and how large. */
export type View = Place & { zoom: number };
type Size = { width: number; height: number };

/** Names can be read from here on. */
const READABLE = 0.55;
/** So many are worth being read rather than seen all at once. */
const FEW = 80;
const MARGIN = 24;

const WEIGHTS: Partial<Record<GraphNode['model'], number>> = { Integration: 6, Flow: 3 };

// Pixels of the screen at the bottom, where the buttons stand.
const FOOT = 60;

const aboveFoot = ({ width, height }: Size): Size => ({
  width,
  height: Math.max(1, height - FOOT),
});

/** A view that has this point in the middle of what is above the foot. */
const viewAround = ({ x, y }: Place, zoom: number): View => ({ x, y: y + FOOT / 2 / zoom, zoom });

/** All of a box, above the foot of the screen, but not larger than it is. */
export function wholeView(box: Box, screen: Size): View {
  const { width, height } = aboveFoot(screen);
  const across = width / (box.right - box.left + 2 * MARGIN);
  const down = height / (box.bottom - box.top + 2 * MARGIN);
  const middle = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
  return viewAround(middle, Math.min(across, down, 1));
}

// Where a window of that length may begin: at something, and not beyond the end of the box.
function starts(values: number[], from: number, to: number, length: number) {
  if (to - from <= length) return [(from + to - length) / 2];
  return [...new Set(values.map((value) => Math.min(value, to - length)))];
}

function worth(window: Box, nodes: readonly GraphNode[], places: Places) {
  let sum = 0;
  for (const { templateId, model } of nodes) {
    const place = places.get(templateId);
    if (!place) continue;
    const isInside =
      place.x >= window.left &&
      place.y >= window.top &&
      place.x + NODE.width <= window.right &&
      place.y + NODE.height <= window.bottom;
    if (isInside) sum += WEIGHTS[model] ?? 1;
  }
  return sum;
}

/** The part of that size that shows most of what matters: its top left corner. */
function bestPart(nodes: readonly GraphNode[], places: Places, size: Size): Place {
  const box = boxOf(places.values());
  const all = [...places.values()];
  const xs = starts(
    all.map(({ x }) => x - MARGIN),
    box.left - MARGIN,
    box.right + MARGIN,
    size.width,
  );
  const ys = starts(
    all.map(({ y }) => y - MARGIN),
    box.top - MARGIN,
    box.bottom + MARGIN,
    size.height,
  );
  let best: Place = { x: box.left, y: box.top };
  let most = -1;
  for (const x of xs) {
    for (const y of ys) {
      const window = { left: x, top: y, right: x + size.width, bottom: y + size.height };
      const sum = worth(window, nodes, places);
      if (sum > most) [most, best] = [sum, { x, y }];
    }
  }
  return best;
}

/**
 * What is shown first: all where its names can be read, or where it is too much to be read; of
 * what lies between, the part where the integration and most flows are, with names.
 */
export function firstView(nodes: readonly GraphNode[], places: Places, screen: Size): View {
  const whole = wholeView(boxOf(places.values()), screen);
  if (whole.zoom >= READABLE || nodes.length > FEW) return whole;
  const free = aboveFoot(screen);
  const size = { width: free.width / READABLE, height: free.height / READABLE };
  const { x, y } = bestPart(nodes, places, size);
  return viewAround({ x: x + size.width / 2, y: y + size.height / 2 }, READABLE);
}
