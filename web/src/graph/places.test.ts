import { describe, expect, it } from 'vitest';
import { elkGraphOf, placesOf } from './elk_graph';
import { lineOf, linesOf } from './edge_lines';
import { boxOf, foldTall, gridPlaces, hubsOf, nearest, NODE, resourceAt, withHubs } from './places';
import { type GraphEdge, type GraphNode, indexGraph } from './shape';
import { sample } from './testing/sample';

function column(count: number) {
  return new Map(Array.from({ length: count }, (_, at) => [`n${at}`, { x: 0, y: at * 70 }]));
}

function overlaps(places: ReadonlyMap<string, { x: number; y: number }>) {
  const all = [...places.values()];
  return all.some((a, at) =>
    all
      .slice(at + 1)
      .some((b) => Math.abs(a.x - b.x) < NODE.width && Math.abs(a.y - b.y) < NODE.height),
  );
}

const nodes = (count: number): GraphNode[] =>
  Array.from({ length: count }, (_, at) => ({
    templateId: `n${at}`,
    model: 'Tool',
    name: `${at}`,
  }));

/** So many tools of one integration. */
function star(count: number) {
  const hub: GraphNode = { templateId: 'hub', model: 'Integration', name: 'hub' };
  const edges = nodes(count).map(({ templateId }): GraphEdge => ({
    from: templateId,
    to: 'hub',
    paths: [],
    pathCount: 0,
  }));
  return indexGraph({ nodes: [hub, ...nodes(count)], edges });
}

describe('places', () => {
  it('are a grid at first, near the shape of a screen, where nothing overlaps', () => {
    const places = gridPlaces(nodes(200));
    expect(places.size).toBe(200);
    expect(overlaps(places)).toBe(false);
    const box = boxOf(places.values());
    const shape = (box.right - box.left) / (box.bottom - box.top);
    expect(shape).toBeGreaterThan(1.1);
    expect(shape).toBeLessThan(2.2);
  });

  it('fold where they are tall, and stay where they are not', () => {
    const tall = column(300);
    const folded = foldTall(tall);
    expect(folded.size).toBe(300);
    expect(overlaps(folded)).toBe(false);
    const box = boxOf(folded.values());
    expect(box.bottom - box.top).toBeLessThan(300 * 35);
    const few = column(3);
    expect(foldTall(few)).toBe(few);
  });

  it('have hubs above all others', () => {
    const places = withHubs(column(3), ['a', 'b']);
    expect(places.size).toBe(5);
    expect(overlaps(places)).toBe(false);
    expect(Math.max(places.get('a')?.y ?? 0, places.get('b')?.y ?? 0)).toBeLessThan(0);
  });

  it('tell the nearest in a direction, straight ahead before aside', () => {
    const places = new Map([
      ['here', { x: 0, y: 0 }],
      ['ahead', { x: 300, y: 0 }],
      ['aside', { x: 250, y: 200 }],
      ['below', { x: 0, y: 70 }],
    ]);
    expect(nearest(places, 'here', 'right')).toBe('ahead');
    expect(nearest(places, 'here', 'down')).toBe('below');
    expect(nearest(places, 'ahead', 'left')).toBe('here');
    expect(nearest(places, 'here', 'up')).toBeUndefined();
    expect(nearest(places, 'unknown', 'up')).toBeUndefined();
  });
});

describe('what the layout is asked', () => {
  it('has all resources, and the integration before what refers to it', () => {
    const graph = elkGraphOf(indexGraph(sample));
    expect(graph.children).toHaveLength(sample.nodes.length);
    const ends = graph.edges?.map(({ sources, targets }) => [sources[0], targets[0]]);
    expect(ends).toContainEqual(['integration', 'flow']);
    expect(ends).toContainEqual(['orders', 'shop']);
  });

  it('leaves out what everything hangs on, and puts it back', () => {
    const index = star(40);
    expect([...hubsOf(index)]).toEqual(['hub']);
    const graph = elkGraphOf(index);
    expect(graph.edges).toEqual([]);
    const laid = {
      ...graph,
      children: graph.children?.map((node, at) => ({ ...node, y: at * 70 })),
    };
    const places = placesOf(index, laid);
    expect(places.size).toBe(41);
    expect(overlaps(places)).toBe(false);
  });
});

describe('lines', () => {
  it('leave and arrive at the sides that face each other', () => {
    expect(lineOf({ x: 0, y: 0 }, { x: 400, y: 0 })).toMatch(/^M208 26C.* 400 26M393 22/);
    expect(lineOf({ x: 400, y: 0 }, { x: 0, y: 0 })).toMatch(/^M400 26C.* 208 26M215 22/);
    expect(lineOf({ x: 0, y: 0 }, { x: 0, y: 200 })).toMatch(/^M208 26C.* 208 226M215 222/);
  });

  it('are there where both ends have a place', () => {
    const places = new Map([
      ['flow', { x: 0, y: 0 }],
      ['orders', { x: 400, y: 0 }],
    ]);
    expect(linesOf(sample.edges, places)).toHaveLength(1);
  });
});

describe('a point', () => {
  it('is of the resource that covers it, or of none', () => {
    const places = new Map([
      ['flow', { x: 0, y: 0 }],
      ['orders', { x: 400, y: 0 }],
    ]);
    expect(resourceAt(places, { x: 410, y: 50 })).toBe('orders');
    expect(resourceAt(places, { x: 300, y: 10 })).toBeUndefined();
    expect(resourceAt(places, { x: 10, y: 60 })).toBeUndefined();
  });
});
