import { describe, expect, it } from 'vitest';
import { firstView } from './first_view';
import type { GraphNode } from './shape';

const SCREEN = { width: 1000, height: 600 };

const row = (count: number, step: number, flowAt = -1) => {
  const nodes = Array.from({ length: count }, (_, at): GraphNode => ({
    templateId: `n${at}`,
    model: at === flowAt ? 'Integration' : 'Export',
    name: `${at}`,
  }));
  const places = new Map(nodes.map(({ templateId }, at) => [templateId, { x: at * step, y: 0 }]));
  return { nodes, places };
};

describe('the first view', () => {
  it('is all of it above the buttons where names can be read, never larger than it is', () => {
    const { nodes, places } = row(3, 300);
    expect(firstView(nodes, places, SCREEN)).toEqual({ x: 404, y: 26 + 30, zoom: 1 });
  });

  it('is where the integration is, with names, where all would be too small', () => {
    const { nodes, places } = row(40, 300, 30);
    const view = firstView(nodes, places, SCREEN);
    expect(view.zoom).toBe(0.55);
    const half = SCREEN.width / view.zoom / 2;
    expect(30 * 300).toBeGreaterThan(view.x - half);
    expect(30 * 300 + 208).toBeLessThan(view.x + half);
  });

  it('is all of it where there is too much to be read', () => {
    const { nodes, places } = row(200, 300);
    expect(firstView(nodes, places, SCREEN).zoom).toBeLessThan(0.1);
  });
});
