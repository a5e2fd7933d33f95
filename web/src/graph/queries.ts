import { queryOptions } from '@tanstack/react-query';
import { layOut } from './layout';
import type { GraphIndex } from './shape';

// Coming back to a graph shows it at once.
const KEPT_MS = 30 * 60_000;

/** Where the resources of a graph stand. `name` tells one graph from every other. */
export const layoutQuery = (name: readonly string[], index: GraphIndex) =>
  queryOptions({
    queryKey: ['graph layout', ...name],
    queryFn: ({ signal }) => layOut(index, signal),
    staleTime: Infinity,
    gcTime: KEPT_MS,
    retry: false,
    structuralSharing: false, // a Map
  });
