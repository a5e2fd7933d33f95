import Elk from 'elkjs/lib/elk-api';
import { elkGraphOf, placesOf } from './elk_graph';
import type { Places } from './places';
import type { GraphIndex } from './shape';

const startWorker = () =>
  new Worker(new URL('./layout_worker.ts', import.meta.url), { type: 'module' });

let waiting: Worker | undefined;

/** Starts the thread of the next layout, while what is to be laid out is still on its way. */
export function prepareLayout() {
  if (waiting) return;
  const worker = startWorker();
  // The layout starts one of its own then, and tells if that fails as well.
  worker.onerror = () => (waiting = undefined);
  waiting = worker;
}

function takeWorker() {
  const worker = waiting ?? startWorker();
  waiting = undefined;
  return worker;
}

/**
 * Lays a graph out by layers, on a thread of its own. Rejects where ELK fails; an aborted one
 * rejects with the signal's reason and its thread ends at once.
 */
export async function layOut(index: GraphIndex, signal: AbortSignal): Promise<Places> {
  signal.throwIfAborted();
  const worker = takeWorker();
  const elk = new Elk({ workerFactory: () => worker });
  const failed = new Promise<never>((_, reject) => {
    worker.onerror = () => reject(new Error('the layout could not be started'));
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  try {
    return placesOf(index, await Promise.race([elk.layout(elkGraphOf(index)), failed]));
  } finally {
    worker.terminate();
  }
}
