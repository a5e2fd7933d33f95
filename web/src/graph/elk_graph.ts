import type { ElkNode, LayoutOptions } from 'elkjs/lib/elk-api';
import { foldTall, hubsOf, NODE, type Places, withHubs } from './places';
import type { GraphIndex } from './shape';

// Above this, ELK's best takes seconds; the cheaper ways give nearly the same picture.
const SMALL = 150;

function optionsFor(count: number): LayoutOptions {
  const options = {
    'elk.algorithm': 'layered',
    'elk.direction': 'RIGHT',
    'elk.aspectRatio': '1.6',
    'elk.spacing.nodeNode': '14',
    'elk.spacing.componentComponent': '36',
    'elk.layered.spacing.nodeNodeBetweenLayers': '64',
    'elk.edgeRouting': 'POLYLINE',
    'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
    // Closer together than by the default, so that more of it can be read at once.
    'elk.layered.nodePlacement.strategy': 'LINEAR_SEGMENTS',
  };
  if (count <= SMALL) return options;
  return {
    ...options,
    'elk.layered.considerModelOrder.strategy': 'NONE',
    'elk.layered.layering.strategy': 'LONGEST_PATH',
    'elk.layered.thoroughness': '1',
    'elk.layered.crossingMinimization.greedySwitch.type': 'OFF',
    'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  };
}

/**
 * What ELK is asked: every resource but the hubs, and the references among them. The integration
 * stands before what refers to it, as people see it: it contains them.
 */
export function elkGraphOf(index: GraphIndex): ElkNode {
  const hubs = hubsOf(index);
  const nodes = index.nodes.filter(({ templateId }) => !hubs.has(templateId));
  const edges = index.edges.filter(({ from, to }) => !hubs.has(from) && !hubs.has(to));
  return {
    id: 'graph',
    layoutOptions: optionsFor(nodes.length),
    children: nodes.map(({ templateId }) => ({ id: templateId, ...NODE })),
    edges: edges.map(({ from, to }, at) => {
      const turned = index.byId.get(to)?.model === 'Integration';
      return { id: `edge ${at}`, sources: [turned ? to : from], targets: [turned ? from : to] };
    }),
  };
}

/** Where everything stands, by ELK's answer to `elkGraphOf` of the same graph. */
export function placesOf(index: GraphIndex, answer: ElkNode): Places {
  const laid = new Map(
    (answer.children ?? []).map(({ id, x = 0, y = 0 }) => [id, { x, y }] as const),
  );
  return withHubs(foldTall(laid), [...hubsOf(index)]);
}
