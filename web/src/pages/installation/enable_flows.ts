import type { Flow } from './to_do';

/** A flow that could not be enabled, and why. */
export class NotEnabled extends Error {
  constructor(
    readonly flow: Flow,
    readonly reason: unknown,
  ) {
    super(`flow ${flow.id} was not enabled`);
  }
}

/**
 * Enables flows one after the other and tells of each. Gives false where it ended early as
 * `isStopped`; throws `NotEnabled` at the first refusal.
 */
export async function enableEach(
  flows: readonly Flow[],
  enable: (flow: Flow) => Promise<void>,
  { onEnabled, isStopped }: { onEnabled: (flow: Flow) => void; isStopped: () => boolean },
): Promise<boolean> {
  for (const flow of flows) {
    if (isStopped()) return false;
    try {
      await enable(flow);
    } catch (reason) {
      throw new NotEnabled(flow, reason);
    }
    onEnabled(flow);
  }
  return true;
}
