import { replaceEqualDeep, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Plan, PlanRequest } from '~/api/types';
import { useSettled } from '~/parts/use_settled';
import type { Entries } from './entries';
import { type Answer, planQuery } from './queries';
import { requestOf } from './request';

const SETTLE_MS = 200;

const sameRequest = (a: PlanRequest, b: PlanRequest) => JSON.stringify(a) === JSON.stringify(b);

type Latest = { from: Answer; plan: Plan };

/** The plan for these entries; while the next one is asked for, the one before. */
export function usePlan(template: string, version: number | undefined, entries: Entries) {
  const queryClient = useQueryClient();
  const [latest, setLatest] = useState<Latest>();
  const plan = latest?.plan;
  const request = useMemo(
    () => requestOf(template, version, entries, plan),
    [template, version, entries, plan],
  );
  const settled = useSettled(request, SETTLE_MS, sameRequest);
  const query = useQuery(planQuery(settled));
  if (query.data && query.data !== latest?.from) {
    // What is the same stays the same object, so that its rows are not drawn again.
    setLatest({ from: query.data, plan: replaceEqualDeep(plan, query.data.plan) as Plan });
  }
  const isCurrent = latest !== undefined && sameRequest(latest.from.request, request);
  return {
    plan,
    /** What may be installed: undefined while the plan is not that of the entries. */
    answer: isCurrent && plan ? { request: latest.from.request, plan } : undefined,
    isAsking: !isCurrent && !query.error,
    error: query.error,
    askAgain: () => void query.refetch(),
    /** The server told a newer plan for this request by itself. */
    take: (told: Answer) => queryClient.setQueryData(planQuery(told.request).queryKey, told),
  };
}

const headOf = ({ hash, version, signature }: Plan) => JSON.stringify([hash, version, signature]);

/**
 * Whether the template changed under the person's hands: the plan before that, until `confirm`.
 * `mark` says so of another change, of which the server told.
 */
export function useShift(plan: Plan | undefined) {
  const [seen, setSeen] = useState<Plan>();
  const [before, setBefore] = useState<Plan | null>(null);
  if (plan && plan !== seen && !before) {
    if (seen && headOf(seen) !== headOf(plan)) setBefore(seen);
    setSeen(plan);
  }
  const confirm = () => {
    setBefore(null);
    setSeen(plan);
  };
  return { before, mark: setBefore, confirm };
}
