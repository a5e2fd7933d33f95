import { type ReactFlowState, useStoreApi } from '@xyflow/react';
import { useEffect, useState } from 'react';
import type { Box } from './places';

/** The part of a drawing that is made ready to be seen, and for which zoom. */
export type Region = { box: Box; zoom: number };

type View = Pick<ReactFlowState, 'transform' | 'width' | 'height'>;

/** What the window shows of the drawing, and round it `margin` times its width and height. */
export function viewBox({ transform: [x, y, zoom], width, height }: View, margin = 0): Box {
  // Whole pixels, so that a picture of it is not blurred.
  const [aside, above] = [Math.round(width * margin), Math.round(height * margin)];
  return {
    left: (-x - aside) / zoom,
    top: (-y - above) / zoom,
    right: (width - x + aside) / zoom,
    bottom: (height - y + above) / zoom,
  };
}

export function contains(outer: Box, inner: Box) {
  return (
    outer.left <= inner.left &&
    outer.top <= inner.top &&
    outer.right >= inner.right &&
    outer.bottom >= inner.bottom
  );
}

const MARGIN = 0.25;
// A picture may be shown so much larger or smaller than it was painted while the view moves.
const BLUR = 1.5;
const SETTLED_MS = 120;

const regionOf = (view: View): Region => ({
  box: viewBox(view, MARGIN),
  zoom: view.transform[2],
});

/** Whether what is ready in `region` is good enough for a view that moves. */
export function holds({ box, zoom }: Region, view: View) {
  const ratio = view.transform[2] / zoom;
  return ratio < BLUR && ratio > 1 / BLUR && contains(box, viewBox(view));
}

/** Whether a picture of the region is as sharp as it can be: pixel on pixel. */
function isSharp({ box, zoom }: Region, { transform: [x, y, now] }: View) {
  const offWhole = (value: number) => Math.abs(value - Math.round(value));
  return zoom === now && offWhole(box.left * zoom + x) + offWhole(box.top * zoom + y) < 0.05;
}

/** The region of the view: it stays the same over small movements, and is exact once they end. */
export function useRegion(): Region {
  const store = useStoreApi();
  const [region, setRegion] = useState(() => regionOf(store.getState()));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = () => {
      const view = store.getState();
      setRegion((before) =>
        isSharp(before, view) && holds(before, view) ? before : regionOf(view),
      );
    };
    const follow = (view: ReactFlowState, before: View) => {
      const isSame = view.transform === before.transform && view.width === before.width;
      if (isSame && view.height === before.height) return;
      setRegion((last) => (holds(last, view) ? last : regionOf(view)));
      clearTimeout(timer);
      timer = setTimeout(settle, SETTLED_MS);
    };
    settle();
    const end = store.subscribe(follow);
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [store]);
  return region;
}
