import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { type Place, readDocument, replaceDocument } from '~/api/documents';
import { enableEach, NotEnabled } from './enable_flows';
import { useRefresh } from './queries';
import type { Flow } from './to_do';

/** Changes `disabled` and nothing else; a flow that runs by now is left alone. */
async function enable(installationId: string, { id }: Flow): Promise<void> {
  const place: Place = { kind: 'integrator', installationId, model: 'Flow', id };
  const basis = await readDocument(place);
  if (basis.disabled !== true) return;
  await replaceDocument(place, { ...basis, disabled: false });
}

/**
 * Enables `flows` one after the other. `onDone` is told how many were enabled, once the last one
 * was.
 */
export function useEnableFlows(
  installationId: string,
  flows: readonly Flow[],
  onDone: (count: number) => void,
) {
  const refresh = useRefresh(installationId);
  const enabled = useRef(new Set<string>());
  const [count, setCount] = useState(0);
  const [left, setLeft] = useState(flows);
  // Still known while the rest is tried.
  const [refused, setRefused] = useState<string>();
  const isStopped = useRef(false);
  // Nobody sees what goes on behind a page that was left.
  useEffect(
    () => () => {
      isStopped.current = true;
    },
    [],
  );
  const running = useMutation({
    mutationFn: (wanted: readonly Flow[]) => {
      isStopped.current = false;
      return enableEach(wanted, (flow) => enable(installationId, flow), {
        onEnabled: ({ id }) => {
          enabled.current.add(id);
          setCount(enabled.current.size);
          setLeft(flows.filter((flow) => !enabled.current.has(flow.id)));
        },
        isStopped: () => isStopped.current,
      });
    },
    onError: (error) => setRefused(error instanceof NotEnabled ? error.flow.id : undefined),
    onSettled: async (areAll) => {
      await refresh();
      if (areAll) onDone(enabled.current.size);
    },
  });
  const { error, isPending } = running;
  const at = left.findIndex(({ id }) => id === refused);
  const behind = at < 0 ? [] : left.slice(at + 1);
  return {
    /** How many are enabled so far. */
    count,
    left,
    isRunning: isPending,
    error,
    wasRefused: at >= 0,
    run: () => running.mutate(left),
    /** Leaves out the one that was refused; undefined where none is behind it. */
    goOn: behind.length > 0 ? () => running.mutate(behind) : undefined,
    stop: () => {
      isStopped.current = true;
    },
  };
}
