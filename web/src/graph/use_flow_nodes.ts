import { useReactFlow } from '@xyflow/react';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { Scene } from './painter';
import { type Box, type Direction, nearest, NODE, type Places, placeTouches } from './places';
import type { Region } from './region';
import type { ResourceFlowNode } from './resource_node';
import { NEAR } from './scale';
import type { GraphNode } from './shape';
import { centreOf, moveTime } from './use_view';
import styles from './canvas.module.css';

type Walk = {
  /** Where Tab comes to. */
  stop: string | null;
  /** Whether that resource is where an arrow key leads to; true once. */
  takesFocus: (id: string) => boolean;
  stopAt: (id: string) => void;
  onArrow: (id: string, direction: Direction) => void;
};

/** Moves through the drawing by the arrow keys: one resource at a time can be reached by Tab. */
export function useKeyboardWalk(
  { nodes, focused }: Pick<Scene, 'nodes' | 'focused'>,
  visible: Places,
): Walk {
  const { setCenter, getZoom } = useReactFlow();
  const [at, stopAt] = useState<string | null>(null);
  // It may be out of sight and not made yet; it takes the focus as soon as it is.
  const awaited = useRef<string>(undefined);
  const takesFocus = useCallback((id: string) => {
    if (awaited.current !== id) return false;
    awaited.current = undefined;
    return true;
  }, []);
  const onArrow = useCallback(
    (id: string, direction: Direction) => {
      const next = nearest(visible, id, direction);
      const place = next === undefined ? undefined : visible.get(next);
      if (next === undefined || !place) return;
      const { x, y } = centreOf(place);
      void setCenter(x, y, { zoom: getZoom(), duration: moveTime() });
      awaited.current = next;
      stopAt(next);
    },
    [visible, setCenter, getZoom],
  );
  const candidates = [at, focused].filter((id) => id !== null);
  const stop = candidates.find((id) => visible.has(id)) ?? nodes[0]?.templateId ?? null;
  return { stop, takesFocus, stopAt, onArrow };
}

// A node that is no group of its own needs no role description either.
const DOM_ATTRIBUTES = { 'aria-roledescription': undefined };

/** More than so many are painted, and elements only where they are near. */
const MOST_ELEMENTS = 150;

/**
 * The resources that are elements: all of a small graph; of a large one those that are seen from
 * near, and `always`, those that the keyboard or the pointer is at.
 */
export function useMade(
  { nodes, places }: Pick<Scene, 'nodes' | 'places'>,
  region: Region,
  always: readonly (string | null)[],
): ReadonlySet<string> {
  const isSmall = nodes.length <= MOST_ELEMENTS;
  const near = !isSmall && region.zoom >= NEAR ? region.box : null;
  const some = useMemo(() => {
    const seen = isSmall ? nodes : near === null ? [] : nodes.filter(isIn(places, near));
    return new Set(seen.map(({ templateId }) => templateId));
  }, [isSmall, near, nodes, places]);
  const key = always.join(' ');
  return useMemo(() => {
    const more = key.split(' ').filter((id) => id !== '' && !some.has(id));
    return more.length === 0 ? some : new Set([...some, ...more]);
  }, [some, key]);
}

const isIn =
  (places: Places, box: Box) =>
  ({ templateId }: GraphNode) => {
    const place = places.get(templateId);
    return place !== undefined && placeTouches(place, box);
  };

/** The resources as React Flow takes them: what stays the same keeps its identity. */
export function useFlowNodes(
  { nodes, places, focused, kept, hits }: Omit<Scene, 'lines'>,
  walk: Walk,
  made: ReadonlySet<string>,
): ResourceFlowNode[] {
  const { stop, takesFocus, onArrow } = walk;
  const data = useMemo(
    () =>
      new Map(
        nodes.map((resource) => [
          resource.templateId,
          { resource, isTabStop: false, takesFocus, onArrow },
        ]),
      ),
    [nodes, takesFocus, onArrow],
  );
  return useMemo(
    () =>
      [...made].flatMap((id): ResourceFlowNode[] => {
        const position = places.get(id);
        const plain = data.get(id);
        if (!position || !plain) return [];
        const isFaded = kept !== null && !kept.has(id);
        const className = [isFaded ? styles.faded : '', hits.has(id) ? styles.hit : ''].join(' ');
        return [
          {
            id,
            type: 'resource',
            position,
            ...NODE,
            className,
            selected: id === focused,
            data: id === stop ? { ...plain, isTabStop: true } : plain,
            domAttributes: DOM_ATTRIBUTES,
          },
        ];
      }),
    [data, made, places, kept, hits, focused, stop],
  );
}
