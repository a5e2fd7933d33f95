import { useReactFlow, useStore, useStoreApi } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';
import { firstView, type View, wholeView } from './first_view';
import { boxOf, NODE, type Place, type Places } from './places';
import type { GraphNode } from './shape';

/** Milliseconds that a movement of the view takes; none for whoever asks for less motion. */
export const moveTime = () => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 250);

export const centreOf = ({ x, y }: Place) => ({ x: x + NODE.width / 2, y: y + NODE.height / 2 });

// Below the first, names cannot be read; at the second, they can with ease.
const LEAST_ZOOM = 0.5;
const READABLE = 0.8;

function useShow() {
  const { setCenter } = useReactFlow();
  return useCallback(
    ({ x, y, zoom }: View, duration: number) => void setCenter(x, y, { zoom, duration }),
    [setCenter],
  );
}

/** Shows all places at once. */
export function useShowAll(places: Places) {
  const store = useStoreApi();
  const show = useShow();
  return () => show(wholeView(boxOf(places.values()), store.getState()), moveTime());
}

/** Goes to a resource: with all that it touches where that can be read, otherwise to it alone. */
function useGoTo() {
  const show = useShow();
  const store = useStoreApi();
  return useCallback(
    (place: Place, around: Place[], duration: number) => {
      const whole = wholeView(boxOf(around), store.getState());
      const alone = { ...centreOf(place), zoom: READABLE };
      show(whole.zoom >= LEAST_ZOOM ? whole : alone, duration);
    },
    [show, store],
  );
}

type Looked = {
  nodes: readonly GraphNode[];
  places: Places;
  focused: string | null;
  kept: ReadonlySet<string> | null;
};

/**
 * Begins a new layout with its first view, and goes to the resource that was focused elsewhere than
 * in the drawing. Gives a function that notes a press in the drawing, where nothing must jump.
 */
export function useView({ nodes, places, focused, kept }: Looked) {
  const isReady = useStore(({ panZoom, width }) => panZoom !== null && width > 0);
  const store = useStoreApi();
  const show = useShow();
  const goTo = useGoTo();
  const clicked = useRef<string | null>(null);
  const shown = useRef<{ places?: Places; focused: string | null }>({ focused: null });
  useEffect(() => {
    if (!isReady) return;
    const isNew = shown.current.places !== places;
    const isMoved = shown.current.focused !== focused && focused !== clicked.current;
    shown.current = { places, focused };
    clicked.current = null;
    const place = focused === null ? undefined : places.get(focused);
    if (place && kept && (isNew || isMoved)) {
      const around = [...kept].flatMap((id) => places.get(id) ?? []);
      goTo(place, around, isNew ? 0 : moveTime());
    } else if (isNew) {
      show(firstView(nodes, places, store.getState()), 0);
    }
  }, [isReady, nodes, places, focused, kept, show, goTo, store]);
  return useCallback((id: string) => {
    clicked.current = id;
  }, []);
}
