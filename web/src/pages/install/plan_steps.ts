import type { ProblemItem } from '~/api/errors';
import type { Plan } from '~/api/types';
import { type Counts, countsOf } from '~/parts/counts';
import type { Entries } from './entries';

export const STEPS = ['connections', 'values', 'review'] as const;
export type StepId = (typeof STEPS)[number];

export const isStep = (text: string | null): text is StepId => STEPS.includes(text as StepId);

/** Where a problem can be solved: a step, and the element of it that the person is led to. */
export type Place = { step: StepId; element: string };

export const elementOf = {
  connection: (templateId: string) => `connection-${templateId}`,
  variable: (name: string) => `variable-${name}`,
  field: (name: string) => `install-${name}`,
};

/** The step that has name, parts and target of the install, which is where the kind has room. */
export const stepOfMore = (kind: Plan['kind']): StepId =>
  kind === 'diga' ? 'values' : 'connections';

const MORE = ['into', 'stack', 'sandbox', 'createConnections', 'name', 'select'];

/** Where the problem with this `field` of the request can be solved; undefined: not on this page. */
export function placeOf(field: string | undefined, plan: Plan): Place | undefined {
  if (!field) return undefined;
  const [, head = '', rest = ''] = /^([A-Za-z]+)(?:\.(.*)|\[.*)?$/s.exec(field) ?? [];
  if (head === 'connections') {
    const known = plan.connections.some(({ templateId }) => templateId === rest);
    const element = known ? elementOf.connection(rest) : elementOf.field('connections');
    return { step: 'connections', element };
  }
  if (head === 'variables') {
    const known = plan.variables.some(({ name }) => name === rest);
    return {
      step: 'values',
      element: known ? elementOf.variable(rest) : elementOf.field('values'),
    };
  }
  if (head === 'baseUrl') return { step: 'values', element: elementOf.field('baseUrl') };
  if (head === 'secrets') return { step: 'values', element: elementOf.field('authKey') };
  if (MORE.includes(head)) return { step: stepOfMore(plan.kind), element: elementOf.field(head) };
  return undefined;
}

const LABELLED = ['baseUrl', 'name', 'into', 'stack', 'sandbox', 'select'] as const;

/** What the entry is called that the problem with this `field` is about, where it has one name. */
export function entryOf(field: string | undefined) {
  const head = field?.split(/[.[]/, 1)[0];
  if (head === 'secrets') return 'authKey' as const;
  return LABELLED.find((name) => name === head);
}

/** Whether an element is among the choices that are folded away. */
export const isFoldedAway = (element: string) =>
  MORE.some((name) => element === elementOf.field(name));

/** The problems of one field, or of what is below it. */
export function problemsAt(problems: readonly ProblemItem[], field: string): ProblemItem[] {
  return problems.filter(
    (each) => each.field === field || (each.field?.startsWith(`${field}[`) ?? false),
  );
}

export type Summary = { done: number; of: number; faults: number };

// That nothing is chosen yet is no fault.
function faultsOf(plan: Plan, step: StepId): number {
  const faults = plan.problems.filter(({ code }) => code !== 'missing_connection_map');
  return faults.filter(({ field }) => placeOf(field, plan)?.step === step).length;
}

/** How far each step is. `of` 0: there is nothing to fill in. */
export function summaryOf(plan: Plan, step: 'connections' | 'values'): Summary {
  const faults = faultsOf(plan, step);
  if (step === 'connections') {
    const bound = plan.connections.filter(({ boundTo, created }) => boundTo || created);
    return { done: bound.length, of: plan.connections.length, faults };
  }
  const filled = plan.variables.filter((each) => each.filled);
  return { done: filled.length, of: plan.variables.length, faults };
}

/** Whether a person has to, or may want to, do something in this step. */
export function hasWork(plan: Plan, step: StepId): boolean {
  if (step === 'review') return true;
  if (step === 'connections') return plan.connections.length > 0 || plan.stackRequired;
  return plan.variables.length > 0 || plan.kind === 'diga';
}

/** The step to begin with. */
export const firstStep = (plan: Plan): StepId =>
  STEPS.find((step) => hasWork(plan, step)) ?? 'review';

/** The step behind this one in which there is something to do. */
export const nextStep = (plan: Plan, step: StepId): StepId =>
  STEPS.slice(STEPS.indexOf(step) + 1).find((each) => hasWork(plan, each)) ?? 'review';

/** What keeps the install from being asked for although the server would take it. */
export function missingHere(entries: Entries): 'select' | undefined {
  return entries.select?.length === 0 ? 'select' : undefined;
}

/** What the install would make and use. */
export const countsOfPlan = ({ resources, connections }: Plan): Counts =>
  countsOf(resources, connections.filter(({ boundTo }) => boundTo).length);
