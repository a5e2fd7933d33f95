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
