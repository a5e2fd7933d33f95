import { useEffect, useState } from 'react';
import { useLocation, useSearchParams } from 'react-router';
import type { Plan } from '~/api/types';
import { oneStepOn, stepIn, withStep } from './address';
import { firstStep, type Place, type StepId } from './plan_steps';
import { headingOf } from './step';

const FOCUSABLE = 'input, button, textarea, select, summary, [tabindex]';

/** The element that all steps are in. */
export const WIZARD = 'install-wizard';

// Where the bar of the page ends, in pixels, with some air.
const BELOW_BAR = 80;

/** Brings all headings of steps into sight, of which those above the open one are small. */
function showHeadings() {
  const wizard = document.getElementById(WIZARD);
  if (wizard && wizard.getBoundingClientRect().top < BELOW_BAR) {
    wizard.scrollIntoView({ block: 'start' });
  }
}

/** Puts the focus on an element, or on the first thing inside of it that can have it. */
function focusOn(id: string): boolean {
  const element = document.getElementById(id);
  if (!element) return false;
  const inside = element.matches(FOCUSABLE)
    ? element
    : // Of radio buttons, the one that the Tab key would come to.
      (element.querySelector<HTMLElement>('input:checked') ??
      element.querySelector<HTMLElement>(FOCUSABLE));
  (inside as HTMLElement | null)?.focus({ preventScroll: true });
  if (element.matches('button')) showHeadings();
  else element.scrollIntoView({ block: 'start' });
  return true;
}

/** Which step is open, and the ways between them, which take the focus along. */
export function usePlace(plan: Plan) {
  const [search, setSearch] = useSearchParams();
  const { state } = useLocation();
  const [begin] = useState<StepId>(() => firstStep(plan));
  const [goal, setGoal] = useState<Place>();
  const step = stepIn(search) ?? begin;
  useEffect(() => {
    if (goal?.step !== step) return;
    if (!focusOn(goal.element)) focusOn(headingOf(step));
  }, [goal, step]);
  const goTo = (place: Place) => {
    setGoal({ ...place });
    if (place.step === step) return;
    setSearch(withStep(search, place.step), { preventScrollReset: true, state: oneStepOn(state) });
  };
  return {
    step,
    goTo,
    open: (next: StepId) => goTo({ step: next, element: headingOf(next) }),
    /** What is to be there because it is led to. */
    reveal: goal?.step === step ? goal.element : undefined,
  };
}
