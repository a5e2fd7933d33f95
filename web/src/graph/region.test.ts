import { describe, expect, it } from 'vitest';
import { contains, holds, type Region, viewBox } from './region';

const view = (x: number, y: number, zoom: number) => ({
  transform: [x, y, zoom] as [number, number, number],
  width: 1000,
  height: 500,
});

describe('a region', () => {
  const region: Region = { box: viewBox(view(0, 0, 1), 0.25), zoom: 1 };

  it('is what the window shows, and a margin round it', () => {
    expect(viewBox(view(-100, 0, 0.5))).toEqual({ left: 200, top: -0, right: 2200, bottom: 1000 });
    expect(region.box).toEqual({ left: -250, top: -125, right: 1250, bottom: 625 });
    expect(contains(region.box, viewBox(view(0, 0, 1)))).toBe(true);
  });

  it('holds over small movements, but not beyond its margin or far from its zoom', () => {
    expect(holds(region, view(200, 100, 1))).toBe(true);
    expect(holds(region, view(300, 0, 1))).toBe(false);
    expect(holds(region, view(0, 0, 1.4))).toBe(true);
    expect(holds(region, view(0, 0, 1.6))).toBe(false);
    expect(holds(region, view(0, 0, 0.6))).toBe(false);
  });
});
