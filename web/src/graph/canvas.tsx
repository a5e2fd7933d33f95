import '@xyflow/react/dist/base.css';
import { MiniMap, ReactFlow, ReactFlowProvider, useStore } from '@xyflow/react';
import { memo, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { modelColour } from '~/parts/badge';
import { CanvasButtons } from './canvas_buttons';
import { EdgesLayer } from './edges_layer';
import { hubsOf, type Places } from './places';
import { isFar, ResourceNode, type ResourceFlowNode } from './resource_node';
import type { GraphEdge, GraphIndex, GraphNode } from './shape';
import { useFlowNodes, useKeyboardWalk } from './use_flow_nodes';
import { useView } from './use_view';
import styles from './canvas.module.css';

const NODE_TYPES = { resource: ResourceNode };

export type CanvasProps = {
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

const mapColour = (node: ResourceFlowNode) => modelColour(node.data.resource.model);

const MAP_SIZE = { width: 140, height: 90 };

function Map() {
  const { t } = useTranslation('graph');
  return (
    <MiniMap<ResourceFlowNode>
      className={styles.map!}
      ariaLabel={t('map')}
      nodeColor={mapColour}
      nodeStrokeWidth={0}
      style={MAP_SIZE}
      pannable
      zoomable
    />
  );
}

const Drawing = memo(function Drawing(props: CanvasProps) {
  const { t } = useTranslation('graph');
  const far = useStore(isFar);
  const [isMoving, setMoving] = useState(false);
  const walk = useKeyboardWalk(props);
  const nodes = useFlowNodes(props, walk);
  const hubs = useMemo(() => hubsOf(props.index), [props.index]);
  const noteClick = useView(props);
  const press = (id: string) => {
    noteClick(id);
    walk.stopAt(id);
    props.onFocus(id === props.focused ? null : id);
  };
  return (
    <ReactFlow<ResourceFlowNode>
      className={`${styles.flow} ${far ? styles.far : ''} ${isMoving ? styles.moving : ''}`}
      onMoveStart={() => setMoving(true)}
      onMoveEnd={() => setMoving(false)}
      data-layout={props.layout}
      aria-label={t('drawing')}
      nodes={nodes}
      edges={NO_EDGES}
      nodeTypes={NODE_TYPES}
      onNodeClick={(_, node) => press(node.id)}
      onPaneClick={() => props.onFocus(null)}
      onlyRenderVisibleElements
      nodesDraggable={false}
      nodesConnectable={false}
      nodesFocusable={false}
      elementsSelectable={false}
      disableKeyboardA11y
      deleteKeyCode={null}
      selectionKeyCode={null}
      multiSelectionKeyCode={null}
      zoomOnDoubleClick={false}
      minZoom={0.02}
      maxZoom={2}
    >
      <EdgesLayer edges={props.edges} places={props.places} hubs={hubs} focused={props.focused} />
      <CanvasButtons />
      {nodes.length < FEW ? null : <Map />}
    </ReactFlow>
  );
});

const NO_EDGES: [] = [];

/** The drawing, to move, zoom and press in. The same things are in the list beside it. */
export function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Drawing {...props} />
    </ReactFlowProvider>
  );
}
