import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';
import { boxOf, NODE, type Place, type Places } from './places';

/** Milliseconds that a movement of the view takes; none for whoever asks for less motion. */
export const moveTime = () => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 250);

export const centreOf = ({ x, y }: Place) => ({ x: x + NODE.width / 2, y: y + NODE.height / 2 });

// Below the first, names cannot be read; at the second, they can with ease.
const LEAST_ZOOM = 0.5;
const READABLE = 0.8;

/** Goes to a resource: with all that it touches where that can be read, otherwise to it alone. */
function useGoTo() {
  const { setCenter } = useReactFlow();
  const store = useStoreApi();
  return useCallback(
    (place: Place, around: Place[], duration: number) => {
      const { width, height } = store.getState();
      const box = boxOf(around);
      const room = { x: box.right - box.left + 48, y: box.bottom - box.top + 48 };
      const zoom = Math.min(width / room.x, height / room.y, 1);
      const isReadable = zoom >= LEAST_ZOOM;
      const { x, y } = isReadable
        ? { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }
        : centreOf(place);
      void setCenter(x, y, { zoom: isReadable ? zoom : READABLE, duration });
    },
    [setCenter, store],
  );
}

type Looked = { places: Places; focused: string | null; kept: ReadonlySet<string> | null };

/**
 * Shows all of a new layout, and goes to the resource that was focused elsewhere than in the
 * drawing. Gives a function that notes a press in the drawing, where nothing must jump.
 */
export function useView({ places, focused, kept }: Looked) {
  const { fitView } = useReactFlow();
  const goTo = useGoTo();
  const clicked = useRef<string | null>(null);
  const shown = useRef<{ places?: Places; focused: string | null }>({ focused: null });
  useEffect(() => {
    const isNew = shown.current.places !== places;
    const isMoved = shown.current.focused !== focused && focused !== clicked.current;
    shown.current = { places, focused };
    clicked.current = null;
    const place = focused === null ? undefined : places.get(focused);
    if (place && kept && (isNew || isMoved)) {
      const around = [...kept].flatMap((id) => places.get(id) ?? []);
      goTo(place, around, isNew ? 0 : moveTime());
    } else if (isNew) {
      void fitView({ padding: 0.06, maxZoom: 1 });
    }
  }, [places, focused, kept, fitView, goTo]);
  return useCallback((id: string) => {
    clicked.current = id;
  }, []);
}
