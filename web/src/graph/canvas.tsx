import '@xyflow/react/dist/base.css';
import {
  ReactFlow,
  ReactFlowProvider,
  type ReactFlowState,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import { memo, type MouseEvent, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CanvasButtons } from './canvas_buttons';
import { OverviewMap } from './overview_map';
import { PaintedLayer } from './painted_layer';
import { hubsOf, type Places, resourceAt } from './places';
import { useRegion } from './region';
import { ResourceNode, type ResourceFlowNode } from './resource_node';
import { scaleOf } from './scale';
import type { GraphEdge, GraphIndex, GraphNode } from './shape';
import { useFlowNodes, useKeyboardWalk, useMade } from './use_flow_nodes';
import { useShowAll, useView } from './use_view';
import styles from './canvas.module.css';

const NODE_TYPES = { resource: ResourceNode };

type CanvasProps = {
  /** What the layout was made of; hidden resources are part of it. */
  index: GraphIndex;
  nodes: readonly GraphNode[];
  edges: readonly GraphEdge[];
  places: Places;
  layout: 'working' | 'done' | 'failed';
  focused: string | null;
  /** What stays while the rest fades. */
  kept: ReadonlySet<string> | null;
  hits: ReadonlySet<string>;
  onFocus: (id: string | null) => void;
};

// So many are seen at once.
const FEW = 20;

const NO_EDGES: [] = [];

/** The resource that the pointer is over where resources are painted; and how to tell where it is. */
function useHover(places: Places) {
  const { screenToFlowPosition } = useReactFlow();
  const [hovered, setHovered] = useState<string | null>(null);
  const at = (event: MouseEvent) =>
    resourceAt(places, screenToFlowPosition({ x: event.clientX, y: event.clientY })) ?? null;
  return { hovered, at, note: (event: MouseEvent) => setHovered(at(event)) };
}

function useVisiblePlaces({ nodes, places }: CanvasProps): Places {
  return useMemo(() => {
    const ids = new Set(nodes.map(({ templateId }) => templateId));
    return new Map([...places].filter(([id]) => ids.has(id)));
  }, [nodes, places]);
}

const scaleIn = (state: ReactFlowState) => scaleOf(state.transform[2]);

/** What lies below the elements of the drawing and what stands in its corners. */
function Around({ nodes, places }: { nodes: readonly GraphNode[]; places: Places }) {
  const [hasMap, setHasMap] = useState(true);
  const showAll = useShowAll(places);
  const map = { isShown: hasMap, onToggle: () => setHasMap(!hasMap) };
  const isLarge = nodes.length >= FEW;
  return (
    <>
      <CanvasButtons onShowAll={showAll} map={isLarge ? map : null} />
      {isLarge && hasMap ? <OverviewMap nodes={nodes} places={places} /> : null}
    </>
  );
}

const Drawing = memo(function Drawing(props: CanvasProps) {
  const { t } = useTranslation('graph');
  const scale = useStore(scaleIn);
  const [isMoving, setMoving] = useState(false);
  const places = useVisiblePlaces(props);
  const walk = useKeyboardWalk(props, places);
  const hover = useHover(places);
  const region = useRegion();
  const made = useMade(props, region, [walk.stop, props.focused, hover.hovered]);
  const isMade = useCallback((id: string) => made.has(id), [made]);
  const nodes = useFlowNodes(props, walk, made);
  const hubs = useMemo(() => hubsOf(props.index), [props.index]);
  const noteClick = useView(props);
  const press = (id: string) => {
    noteClick(id);
    walk.stopAt(id);
    props.onFocus(id === props.focused ? null : id);
  };
  const pressAt = (event: MouseEvent) => {
    const id = hover.at(event);
    if (id === null) props.onFocus(null);
    else press(id);
  };
  return (
    <ReactFlow<ResourceFlowNode>
      className={`${styles.flow} ${styles[scale]} ${isMoving ? styles.moving : ''}`}
      onMoveStart={() => setMoving(true)}
      onMoveEnd={() => setMoving(false)}
      data-layout={props.layout}
      aria-label={t('drawing')}
      nodes={nodes}
      edges={NO_EDGES}
      nodeTypes={NODE_TYPES}
      onNodeClick={(_, node) => press(node.id)}
      onPaneClick={pressAt}
      onPaneMouseMove={isMoving ? undefined : hover.note}
      nodesDraggable={false}
      nodesConnectable={false}
      nodesFocusable={false}
      elementsSelectable={false}
      disableKeyboardA11y
      deleteKeyCode={null}
      selectionKeyCode={null}
      multiSelectionKeyCode={null}
      zoomOnDoubleClick={false}
      attributionPosition="bottom-center"
      minZoom={0.02}
      maxZoom={2}
    >
      <PaintedLayer {...props} hubs={hubs} region={region} isMade={isMade} />
      <Around nodes={props.nodes} places={places} />
    </ReactFlow>
  );
});

/** The drawing, to move, zoom and press in. The same things are in the list beside it. */
export function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Drawing {...props} />
    </ReactFlowProvider>
  );
}
