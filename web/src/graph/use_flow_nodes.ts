import { useReactFlow } from '@xyflow/react';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { CanvasProps } from './canvas';
import { type Direction, nearest, NODE } from './places';
import type { ResourceFlowNode } from './resource_node';
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
export function useKeyboardWalk({ nodes, places, focused }: CanvasProps): Walk {
  const { setCenter, getZoom } = useReactFlow();
  const [at, stopAt] = useState<string | null>(null);
  // It may be out of sight and not made yet; it takes the focus as soon as it is.
  const awaited = useRef<string>(undefined);
  const visible = useMemo(() => {
    const ids = new Set(nodes.map(({ templateId }) => templateId));
    return new Map([...places].filter(([id]) => ids.has(id)));
  }, [nodes, places]);
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

/** The resources as React Flow takes them: what stays the same keeps its identity. */
export function useFlowNodes(props: CanvasProps, walk: Walk): ResourceFlowNode[] {
  const { nodes, places, focused, kept, hits } = props;
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
      [...data].flatMap(([id, plain]): ResourceFlowNode[] => {
        const position = places.get(id);
        if (!position) return [];
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
    [data, places, kept, hits, focused, stop],
  );
}
