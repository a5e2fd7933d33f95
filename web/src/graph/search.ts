import { wordsFinder } from '~/parts/words';
import type { GraphNode } from './shape';

/**
 * The ids of the resources that have every word of `query` in their name, their model's name, their
 * adaptor or their id; none for a query without words. Case and accents do not matter.
 */
export function findNodes(
  nodes: readonly GraphNode[],
  query: string,
  modelName: (model: GraphNode['model']) => string,
): string[] {
  if (query.trim() === '') return [];
  const isFound = wordsFinder(query);
  return nodes
    .filter(({ name, model, type, templateId }) =>
      isFound(name, modelName(model), model, type ?? '', templateId),
    )
    .map(({ templateId }) => templateId);
}

/** The hit after `current` (or before it), round the end; the first where `current` is none. */
export function nextHit(hits: readonly string[], current: string | null, back = false) {
  const at = current === null ? -1 : hits.indexOf(current);
  if (at < 0) return back ? hits.at(-1) : hits[0];
  return hits[(at + (back ? hits.length - 1 : 1)) % hits.length];
}
