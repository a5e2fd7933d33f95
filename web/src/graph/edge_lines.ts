import { NODE, type Place, type Places } from './places';
import type { GraphEdge } from './shape';

const ARROW = 7;
const round = (value: number) => Math.round(value * 10) / 10;

function curve(from: Place, to: Place, bend: number) {
  return `M${round(from.x)} ${round(from.y)}C${round(from.x + bend)} ${round(from.y)} ${round(
    to.x - bend,
  )} ${round(to.y)} ${round(to.x)} ${round(to.y)}`;
}

function head({ x, y }: Place, back: number) {
  return `M${round(x + back)} ${round(y - 4)}L${round(x)} ${round(y)}L${round(x + back)} ${round(y + 4)}`;
}

/** The line of one edge with its arrow head, as the `d` of an SVG path. */
export function lineOf(from: Place, to: Place): string {
  const forward = to.x >= from.x + NODE.width;
  const backward = to.x + NODE.width <= from.x;
  const middle = NODE.height / 2;
  const out = { x: backward ? from.x : from.x + NODE.width, y: from.y + middle };
  const into = { x: forward ? to.x : to.x + NODE.width, y: to.y + middle };
  const bend = Math.min(160, Math.max(32, Math.abs(into.x - out.x) / 2));
  if (forward) return curve(out, into, bend) + head(into, -ARROW);
  if (backward) return curve(out, into, -bend) + head(into, ARROW);
  // In one column: round the right side.
  const aside = `C${round(out.x + 56)} ${round(out.y)} ${round(into.x + 56)} ${round(into.y)}`;
  return `M${round(out.x)} ${round(out.y)}${aside} ${round(into.x)} ${round(into.y)}${head(into, ARROW)}`;
}

/** The lines of edges whose ends both have a place, each the `d` of an SVG path. */
export function linesOf(edges: readonly GraphEdge[], places: Places): string[] {
  return edges.flatMap(({ from, to }) => {
    const [start, end] = [places.get(from), places.get(to)];
    return start && end ? [lineOf(start, end)] : [];
  });
}
