import { Panel, type ReactFlowState, useReactFlow, useStore } from '@xyflow/react';
import { type PointerEvent, useLayoutEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Box, boxOf, NODE, type Places } from './places';
import { usePalette } from './palette';
import { contains, viewBox } from './region';
import type { GraphNode } from './shape';
import styles from './canvas.module.css';

const SIZE = { width: 160, height: 100 };
const PADDING = 6;

/** From the drawing's pixels to the map's: times `by`, then moved. */
function toMap(box: Box) {
  const [width, height] = [box.right - box.left, box.bottom - box.top];
  const by = Math.min(
    (SIZE.width - 2 * PADDING) / Math.max(width, 1),
    (SIZE.height - 2 * PADDING) / Math.max(height, 1),
  );
  const x = (SIZE.width - width * by) / 2 - box.left * by;
  const y = (SIZE.height - height * by) / 2 - box.top * by;
  return { by, x, y };
}
type ToMap = ReturnType<typeof toMap>;

function useMapPicture(nodes: readonly GraphNode[], places: Places, { by, x, y }: ToMap) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette();
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!canvas.current || !context) return;
    canvas.current.width = SIZE.width * devicePixelRatio;
    canvas.current.height = SIZE.height * devicePixelRatio;
    const density = by * devicePixelRatio;
    context.setTransform(density, 0, 0, density, x * devicePixelRatio, y * devicePixelRatio);
    const [width, height] = [Math.max(NODE.width, 2 / by), Math.max(NODE.height, 1.5 / by)];
    for (const { templateId, model } of nodes) {
      const place = places.get(templateId);
      if (!place) continue;
      context.fillStyle = palette.model(model);
      context.fillRect(place.x, place.y, width, height);
    }
  }, [nodes, places, by, x, y, palette]);
  return canvas;
}

const viewOf = ({ transform, width, height }: ReactFlowState) =>
  JSON.stringify(viewBox({ transform, width, height }));

/** Where the view is in the drawing. */
function Window({ map }: { map: ToMap }) {
  const view = JSON.parse(useStore(viewOf)) as Box;
  const at = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value));
  const left = at(view.left * map.by + map.x, 0, SIZE.width);
  const top = at(view.top * map.by + map.y, 0, SIZE.height);
  const right = at(view.right * map.by + map.x, 0, SIZE.width);
  const bottom = at(view.bottom * map.by + map.y, 0, SIZE.height);
  return (
    <span
      className={styles.window}
      style={{ left, top, width: right - left, height: bottom - top }}
    />
  );
}

type Props = { nodes: readonly GraphNode[]; places: Places };

/** All of the drawing in a corner, to go elsewhere by a press; gone while all is seen anyway. */
export function OverviewMap({ nodes, places }: Props) {
  const { t } = useTranslation('graph');
  const box = useMemo(() => boxOf(places.values()), [places]);
  const map = useMemo(() => toMap(box), [box]);
  const canvas = useMapPicture(nodes, places, map);
  const isWhole = useStore((state) => contains(viewBox(state), box));
  const { setCenter, getZoom } = useReactFlow();
  const go = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons === 0) return;
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const x = (event.clientX - left - map.x) / map.by;
    const y = (event.clientY - top - map.y) / map.by;
    void setCenter(x, y, { zoom: getZoom() });
  };
  return (
    <Panel position="bottom-left" className={`${styles.map} ${isWhole ? styles.needless : ''}`}>
      <div
        role="img"
        aria-label={t('map')}
        style={SIZE}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          go(event);
        }}
        onPointerMove={go}
      >
        <canvas ref={canvas} style={SIZE} />
        <Window map={map} />
      </div>
    </Panel>
  );
}
