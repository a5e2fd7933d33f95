import { type Box, NODE, type Place, type Places, placeTouches } from './places';
import { nameLines } from './name_lines';
import type { Palette } from './palette';
import { type Scale, scaleOf } from './scale';
import type { GraphNode } from './shape';

/** The references as shapes, by how they are drawn. */
export type Lines = { plain: Path2D[]; uses: Path2D[]; usedBy: Path2D[] };

export type Scene = {
  nodes: readonly GraphNode[];
  places: Places;
  lines: Lines;
  focused: string | null;
  /** What stays while the rest fades; null where nothing does. */
  kept: ReadonlySet<string> | null;
  hits: ReadonlySet<string>;
};

type Pen = { context: CanvasRenderingContext2D; palette: Palette; zoom: number; scale: Scale };

const FACE = "'Inter Variable', system-ui, sans-serif";
// In the drawing's own pixels: the smaller it is seen, the larger the type.
const TYPE = { near: 13, middle: 19, small: 25, far: 0 } as const;
const BAND = { near: 5, middle: 8, small: 12, far: 0 } as const;
const RADIUS = 5;
const PADDING = 10;
const FADED = 0.16;

// At least so many of the screen's pixels, so that it is there from afar too.
const width = ({ zoom }: Pen, own: number, least: number) => Math.max(own, least / zoom);

function strokeAll({ context }: Pen, lines: readonly Path2D[]) {
  for (const line of lines) context.stroke(line);
}

function paintLines(pen: Pen, { plain, uses, usedBy }: Lines, isDimmed: boolean) {
  const { context, palette } = pen;
  context.lineWidth = width(pen, 1.25, 0.8);
  context.strokeStyle = palette.line;
  context.globalAlpha = isDimmed ? 0.15 : 1;
  strokeAll(pen, plain);
  context.globalAlpha = 1;
  context.lineWidth = width(pen, 2.25, 1.6);
  context.strokeStyle = palette.flow;
  const dash = context.lineWidth;
  context.setLineDash([3 * dash, 2 * dash]);
  strokeAll(pen, usedBy);
  context.setLineDash([]);
  context.strokeStyle = palette.accent;
  strokeAll(pen, uses);
}

function outline({ context }: Pen, { x, y }: Place, by: number) {
  context.beginPath();
  context.roundRect(x - by, y - by, NODE.width + 2 * by, NODE.height + 2 * by, RADIUS);
}

// Measuring words takes longer than painting them.
const measured = new WeakMap<GraphNode, Map<Scale, string[]>>();

function linesOfName({ context, scale }: Pen, node: GraphNode) {
  const known = measured.get(node) ?? new Map<Scale, string[]>();
  measured.set(node, known);
  const before = known.get(scale);
  if (before) return before;
  const room = NODE.width - BAND[scale] - 2 * PADDING;
  const lines = nameLines(node.name, 2, (text) => context.measureText(text).width <= room);
  known.set(scale, lines);
  return lines;
}

function paintName(pen: Pen, node: GraphNode, { x, y }: Place) {
  const { context, scale } = pen;
  const lines = linesOfName(pen, node);
  const height = TYPE[scale] * 1.05;
  const first = y + NODE.height / 2 - ((lines.length - 1) * height) / 2;
  lines.forEach((line, at) =>
    context.fillText(line, x + BAND[scale] + PADDING, first + at * height),
  );
}

function paintCard(pen: Pen, node: GraphNode, place: Place, isFaded: boolean) {
  const { context, palette, scale } = pen;
  outline(pen, place, 0);
  context.fillStyle = isFaded ? palette.ground : palette.surface;
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = isFaded ? palette.faint : palette.line;
  context.stroke();
  context.globalAlpha = isFaded ? 0.35 : 1;
  context.fillStyle = palette.model(node.model);
  context.fillRect(place.x, place.y, BAND[scale], NODE.height);
  context.globalAlpha = 1;
  context.fillStyle = isFaded ? palette.muted : palette.ink;
  paintName(pen, node, place);
}

function paintBlock(pen: Pen, node: GraphNode, place: Place, isFaded: boolean) {
  const { context, palette } = pen;
  context.globalAlpha = isFaded ? FADED : 1;
  context.fillStyle = palette.model(node.model);
  context.fillRect(place.x, place.y, NODE.width, NODE.height);
  context.globalAlpha = 1;
}

function paintMark(pen: Pen, place: Place, colour: string) {
  const { context } = pen;
  context.lineWidth = width(pen, 3, 2.5);
  context.strokeStyle = colour;
  outline(pen, place, context.lineWidth);
  context.stroke();
}

function paintNode(pen: Pen, scene: Scene, node: GraphNode, place: Place) {
  const id = node.templateId;
  const isFaded = scene.kept !== null && !scene.kept.has(id);
  if (pen.scale === 'far') paintBlock(pen, node, place, isFaded);
  else paintCard(pen, node, place, isFaded);
  if (scene.hits.has(id)) paintMark(pen, place, pen.palette.warn);
  if (id === scene.focused) paintMark(pen, place, pen.palette.accent);
}

/**
 * Paints the part of a scene that lies in `box` over all of the canvas, for being seen at `zoom`.
 * `isMade` tells which resources stand there as elements and are left out.
 */
export function paint(
  canvas: HTMLCanvasElement,
  scene: Scene,
  { box, zoom }: { box: Box; zoom: number },
  palette: Palette,
  isMade: (id: string) => boolean,
) {
  const context = canvas.getContext('2d');
  if (!context) return;
  const density = canvas.width / (box.right - box.left);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.setTransform(density, 0, 0, density, -box.left * density, -box.top * density);
  const scale = scaleOf(zoom);
  const pen: Pen = { context, palette: remembering(palette), zoom, scale };
  context.textBaseline = 'middle';
  context.font = `550 ${TYPE[scale]}px ${FACE}`;
  paintLines(pen, scene.lines, scene.focused !== null);
  for (const node of scene.nodes) {
    const place = scene.places.get(node.templateId);
    if (!place || !placeTouches(place, box) || isMade(node.templateId)) continue;
    paintNode(pen, scene, node, place);
  }
}

// Asking the page for a colour a thousand times is slow.
function remembering(palette: Palette): Palette {
  const known = new Map<GraphNode['model'], string>();
  const model: Palette['model'] = (name) => {
    const colour = known.get(name) ?? palette.model(name);
    known.set(name, colour);
    return colour;
  };
  return { ...palette, model };
}
