import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import type {
  Installation,
  PlannedVariable,
  UpgradeConflict,
  UpgradePlan,
  UpgradeRequest,
} from '~/api/types';
import { useSettled } from '~/parts/use_settled';
import {
  type Decision,
  type Decisions,
  decided,
  NO_DECISIONS,
  resolutionsOf,
  type Rule,
  without,
} from './decisions';
import { askedOf, type Expected, heldOf, type Inputs, NO_INPUTS, valuesOf } from './inputs';
import { overtaken } from './news';
import { upgradePlanQuery } from './queries';
import { usePlanNews } from './use_plan_news';

const PAUSE_MS = 200;

type Chosen = { decisions: Decisions; rule: Rule; inputs: Inputs };
const NOTHING: Chosen = { decisions: NO_DECISIONS, rule: 'fail', inputs: NO_INPUTS };
const NOTHING_ASKED: Expected = new Map();

function requestOf(
  version: number | undefined,
  { decisions, rule, inputs }: Chosen,
  expected: Expected,
): UpgradeRequest {
  return {
    ...(version === undefined ? {} : { version }),
    connections: { ...inputs.connections },
    createConnections: inputs.createConnections,
    variables: valuesOf(inputs.variables, expected),
    rule,
    resolutions: resolutionsOf(decisions),
  };
}

/**
 * The plan of an upgrade to `version` (or the latest), with all that was chosen for it. `isSettled`
 * says that the plan is the server's word on exactly what is chosen now. `held` are variables that
 * can be changed although the plan does not ask for them.
 */
export function useUpgradePlan(
  installation: Installation,
  version: number | undefined,
  enabled: boolean,
  held: readonly PlannedVariable[],
) {
  const client = useQueryClient();
  const [chosen, setChosen] = useState(NOTHING);
  const [asked, setAsked] = useState(NOTHING_ASKED);
  const change = (changes: Partial<Chosen>) => setChosen((now) => ({ ...now, ...changes }));

  const expected = useMemo(() => new Map([...asked, ...heldOf(held)]), [held, asked]);
  const request = useMemo(() => requestOf(version, chosen, expected), [version, chosen, expected]);
  const settled = useSettled(request, PAUSE_MS);
  const latest = settled.version === undefined ? installation.latest?.number : undefined;
  const options = upgradePlanQuery(installation.id, settled, latest);
  const query = useQuery({ ...options, enabled });
  const plan = query.isPlaceholderData ? undefined : query.data;
  const shown = plan && { plan, request: settled };
  const { expectRefusal, ...news } = usePlanNews(shown, (next, found) => {
    setAsked(askedOf(next.variables));
    const keys = overtaken(chosen.decisions, next, found);
    if (keys.length > 0) change({ decisions: without(chosen.decisions, keys) });
  });

  const decide = useCallback(
    (places: readonly UpgradeConflict[], decision: Decision | undefined) =>
      setChosen((now) => ({ ...now, decisions: decided(now.decisions, places, decision) })),
    [],
  );
  const setVariable = useCallback(
    (name: string, text: string) =>
      setChosen(({ inputs, ...rest }) => ({
        ...rest,
        inputs: { ...inputs, variables: { ...inputs.variables, [name]: text } },
      })),
    [],
  );
  return {
    plan: query.data,
    error: query.error,
    retry: () => void query.refetch(),
    request: settled,
    /** Whether anything was decided or filled in that would be lost with the page. */
    isBegun: chosen.decisions.size > 0 || Object.keys(request.variables ?? {}).length > 0,
    isSettled: plan !== undefined && settled === request && !query.isFetching,
    ...chosen,
    ...news,
    decide,
    setRule: (rule: Rule) => change({ rule }),
    setInputs: (changes: Partial<Inputs>) =>
      setChosen((now) => ({ ...now, inputs: { ...now.inputs, ...changes } })),
    setVariable,
    /** The server has refused, and told what the plan is now. */
    replacePlan: (now: UpgradePlan) => {
      expectRefusal(now.fingerprint);
      client.setQueryData(options.queryKey, now);
    },
    /** Another version begins anew. */
    forget: () => {
      setChosen(NOTHING);
      news.forgetNews();
    },
  };
}

export type Upgrading = ReturnType<typeof useUpgradePlan>;
