import type { Model } from '~/api/types';

/** What there is of an install, each thing counted once. */
export type Counts = {
  /** All but connections. */
  resources: number;
  /** Connections that come with it. */
  connections: number;
  /** Connections of the account that it uses. */
  own: number;
};

/** Counts apart what is easily taken for the same; `own` connections are not among `resources`. */
export function countsOf(resources: readonly { model: Model }[], own: number): Counts {
  const connections = resources.filter(({ model }) => model === 'Connection').length;
  return { resources: resources.length - connections, connections, own };
}
