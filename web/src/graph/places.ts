import type { GraphIndex, GraphNode } from './shape';

export type Place = { x: number; y: number };
export type Places = ReadonlyMap<string, Place>;
export type Direction = 'left' | 'right' | 'up' | 'down';

export const NODE = { width: 208, height: 52 };
const GAP = { x: 88, y: 16 };
/** Width over height of what a drawing aims at. */
const SHAPE = 1.6;

const cell = { x: NODE.width + 24, y: NODE.height + GAP.y };

/** Rows of so many that `count` cells come near the shape that is aimed at. */
function columnsFor(count: number) {
  return Math.max(1, Math.round(Math.sqrt((count * SHAPE * cell.y) / cell.x)));
}

/** A grid, model after model: what is seen until the layout is there. */
export function gridPlaces(nodes: readonly GraphNode[]): Places {
  const columns = columnsFor(nodes.length);
  const models = [...new Set(nodes.map(({ model }) => model))];
  const sorted = models.flatMap((model) => nodes.filter((node) => node.model === model));
  return new Map(
    sorted.map(({ templateId }, at) => [
      templateId,
      { x: (at % columns) * cell.x, y: Math.floor(at / columns) * cell.y },
    ]),
  );
}

export type Box = { left: number; top: number; right: number; bottom: number };

/** What all of the places cover; of no place, a point. */
export function boxOf(places: Iterable<Place>): Box {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const { x, y } of places) {
    box.left = Math.min(box.left, x);
    box.top = Math.min(box.top, y);
    box.right = Math.max(box.right, x + NODE.width);
    box.bottom = Math.max(box.bottom, y + NODE.height);
  }
  return box.left === Infinity ? { left: 0, top: 0, right: 0, bottom: 0 } : box;
}

/** Whether the resource at a place is in a box, be it by a corner. */
export function placeTouches({ x, y }: Place, box: Box) {
  return x < box.right && x + NODE.width > box.left && y < box.bottom && y + NODE.height > box.top;
}

/** The resource that covers a point; undefined where there is none. */
export function resourceAt(places: Places, point: Place): string | undefined {
  for (const [id, { x, y }] of places) {
    const [right, down] = [point.x - x, point.y - y];
    if (right >= 0 && right <= NODE.width && down >= 0 && down <= NODE.height) return id;
  }
  return undefined;
}

/**
 * A drawing that is much taller than wide, cut into bands that stand side by side: a column of five
 * hundred could not be seen at once. What is near in a band stays near.
 */
export function foldTall(places: Places): Places {
  const box = boxOf(places.values());
  const [width, height] = [box.right - box.left, box.bottom - box.top];
  const bands = Math.max(1, Math.round(Math.sqrt((height * SHAPE) / Math.max(width, 1)) - 0.25));
  if (bands === 1) return places;
  const [tall, step] = [height / bands, width + GAP.x];
  return new Map(
    [...places].map(([id, { x, y }]) => {
      const band = Math.min(bands - 1, Math.floor((y - box.top) / tall));
      return [id, { x: x - box.left + band * step, y: y - box.top - band * tall }];
    }),
  );
}

/** From so many edges on, a resource is one that everything hangs on. */
const HUB_EDGES = 24;

/**
 * Resources that so many refer to that lines to them say nothing and would pull all others
 * together: a layout leaves them out, and they stand above it.
 */
export function hubsOf(index: GraphIndex): Set<string> {
  const degree = (id: string) =>
    (index.uses.get(id)?.length ?? 0) + (index.usedBy.get(id)?.length ?? 0);
  const hubs = index.nodes.filter(({ templateId }) => degree(templateId) > HUB_EDGES);
  return new Set(hubs.map(({ templateId }) => templateId));
}

/** `places` with hubs in rows above, in the order given. */
export function withHubs(places: Places, hubs: readonly string[]): Places {
  if (hubs.length === 0) return places;
  const box = boxOf(places.values());
  const width = box.right - box.left;
  const columns = Math.max(1, Math.min(hubs.length, Math.floor(width / cell.x) || 1));
  const left = box.left + Math.max(0, (width - columns * cell.x) / 2);
  const top = box.top - GAP.x - Math.ceil(hubs.length / columns) * cell.y;
  const above = hubs.map((id, at): [string, Place] => [
    id,
    { x: left + (at % columns) * cell.x, y: top + Math.floor(at / columns) * cell.y },
  ]);
  return new Map([...places, ...above]);
}

/**
 * The nearest place in a direction, for the arrow keys; undefined at the edge. What lies straight
 * ahead is nearer than what lies aside.
 */
export function nearest(places: Places, from: string, direction: Direction): string | undefined {
  const start = places.get(from);
  if (!start) return undefined;
  const sideways = direction === 'left' || direction === 'right';
  const sign = direction === 'left' || direction === 'up' ? -1 : 1;
  let best: string | undefined;
  let least = Infinity;
  for (const [id, place] of places) {
    const [dx, dy] = [place.x - start.x, place.y - start.y];
    const ahead = sign * (sideways ? dx : dy);
    const distance = ahead + 2.5 * Math.abs(sideways ? dy : dx);
    if (ahead > 1 && distance < least) [best, least] = [id, distance];
  }
  return best;
}
