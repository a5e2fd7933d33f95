import type { Graph, Model } from '~/api/types';

export type GraphNode = Graph['nodes'][number];
export type GraphEdge = Graph['edges'][number];

/** A graph by its ids: what each resource uses, and what uses it. */
export type GraphIndex = {
  nodes: readonly GraphNode[];
  edges: readonly GraphEdge[];
  byId: ReadonlyMap<string, GraphNode>;
  uses: ReadonlyMap<string, readonly GraphEdge[]>;
  usedBy: ReadonlyMap<string, readonly GraphEdge[]>;
};

/** How far one looks from a resource. */
export type Reach = '1' | '2' | 'all';

function grouped(edges: readonly GraphEdge[], end: 'from' | 'to') {
  const groups = new Map<string, GraphEdge[]>();
  for (const edge of edges) {
    const group = groups.get(edge[end]);
    if (group) group.push(edge);
    else groups.set(edge[end], [edge]);
  }
  return groups;
}

/** Edges whose ends are not both there, and those from a resource to itself, are left out. */
export function indexGraph(graph: Pick<Graph, 'nodes' | 'edges'>): GraphIndex {
  const byId = new Map(graph.nodes.map((node) => [node.templateId, node]));
  const edges = graph.edges.filter(({ from, to }) => from !== to && byId.has(from) && byId.has(to));
  return {
    nodes: graph.nodes,
    edges,
    byId,
    uses: grouped(edges, 'from'),
    usedBy: grouped(edges, 'to'),
  };
}

/** The part of a graph that has these resources alone. */
export function partOf(index: GraphIndex, ids: ReadonlySet<string>): GraphIndex {
  return indexGraph({
    nodes: index.nodes.filter(({ templateId }) => ids.has(templateId)),
    edges: index.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
  });
}

function walk(
  edgesOf: ReadonlyMap<string, readonly GraphEdge[]>,
  end: 'from' | 'to',
  start: string,
  steps: number,
  found: Set<string>,
) {
  const seen = new Set([start]);
  let last = [start];
  for (let step = 0; step < steps && last.length > 0; step++) {
    const next = last.flatMap((id) => (edgesOf.get(id) ?? []).map((edge) => edge[end]));
    last = [...new Set(next)].filter((id) => !seen.has(id));
    for (const id of last) {
      seen.add(id);
      found.add(id);
    }
  }
}

/**
 * A resource with what it uses and what uses it, so many steps away. A step never turns round:
 * otherwise one connection that all share would make everything a neighbour of everything.
 */
export function neighbourhood(index: GraphIndex, id: string, reach: Reach): Set<string> {
  const steps = reach === 'all' ? Infinity : Number(reach);
  const found = new Set([id]);
  walk(index.uses, 'to', id, steps, found);
  walk(index.usedBy, 'from', id, steps, found);
  return found;
}

/** The models of a graph in the order of its resources, with how many there are of each. */
export function countModels(nodes: readonly GraphNode[]): { model: Model; count: number }[] {
  const counts = new Map<Model, number>();
  for (const { model } of nodes) counts.set(model, (counts.get(model) ?? 0) + 1);
  return [...counts].map(([model, count]) => ({ model, count }));
}

/** The resources of each model, models in the order of `countModels`. */
export function groupByModel(nodes: readonly GraphNode[]) {
  const groups = new Map<Model, GraphNode[]>();
  for (const node of nodes) {
    const group = groups.get(node.model);
    if (group) group.push(node);
    else groups.set(node.model, [node]);
  }
  return [...groups].map(([model, members]) => ({ model, members }));
}
