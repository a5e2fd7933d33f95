import { isStep, type StepId } from './plan_steps';

/** The step that the address asks for. */
export function stepIn(search: URLSearchParams): StepId | undefined {
  const step = search.get('step');
  return isStep(step) ? step : undefined;
}

/** The address of a step, with all else as it is. */
export function withStep(search: URLSearchParams, step: StepId): URLSearchParams {
  const next = new URLSearchParams(search);
  next.set('step', step);
  return next;
}

/** What the place of a step remembers: how many places of this wizard lie behind it. */
type Steps = { stepsBehind: number };

export function stepsBehind(state: unknown): number {
  const count = (state as Partial<Steps> | null)?.stepsBehind;
  return typeof count === 'number' ? count : 0;
}

/** What the next step's place is to remember. */
export const oneStepOn = (state: unknown): Steps => ({ stepsBehind: stepsBehind(state) + 1 });
