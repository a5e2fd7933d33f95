import type { Plan } from '~/api/types';

/** What is left for a person once this plan is installed. */
export function leftToDo(plan: Plan) {
  return {
    secrets: plan.secrets,
    unfilled: plan.variables.filter(({ filled }) => !filled).map(({ name }) => name),
    /** They arrive disabled. */
    flows: plan.resources.filter(({ model }) => model === 'Flow').length,
  };
}
