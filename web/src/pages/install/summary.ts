import { useTranslation } from 'react-i18next';
import type { Plan } from '~/api/types';
import { useCountsText } from '~/parts/use_counts_text';
import type { Entries } from './entries';
import { countsOfPlan, hasWork, missingHere, type StepId, summaryOf } from './plan_steps';

/** How a step stands: all of it filled in, something of it wrong, or simply open. */
export function stateOf(plan: Plan, step: StepId): 'open' | 'done' | 'problem' {
  if (step === 'review') return 'open';
  const { done, of, faults } = summaryOf(plan, step);
  if (faults > 0) return 'problem';
  return done === of ? 'done' : 'open';
}

/** How far each step is, in words. */
export function useSummary(plan: Plan, entries: Entries) {
  const { t } = useTranslation('install');
  const countsText = useCountsText();
  return (step: StepId): string => {
    if (step === 'review') {
      const count = plan.problems.length + (missingHere(entries) ? 1 : 0);
      if (count > 0) return t('summary.problems', { count });
      return t('summary.ready', { what: countsText(countsOfPlan(plan)) });
    }
    if (!hasWork(plan, step)) return t(`summary.${step}.none`);
    const { done, of } = summaryOf(plan, step);
    if (of === 0) return t('summary.optional');
    return t(`summary.${step}.some`, { done, count: of });
  };
}
