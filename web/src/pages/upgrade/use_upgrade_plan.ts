import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import type { Installation, UpgradeConflict, UpgradePlan, UpgradeRequest } from '~/api/types';
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
import { type Inputs, NO_INPUTS, typesOf, type VariableTypes, valuesOf } from './inputs';
import { overtaken } from './news';
import { upgradePlanQuery } from './queries';
import { usePlanNews } from './use_plan_news';

const PAUSE_MS = 200;

type Chosen = { decisions: Decisions; rule: Rule; inputs: Inputs };
const NOTHING: Chosen = { decisions: NO_DECISIONS, rule: 'fail', inputs: NO_INPUTS };
const NO_TYPES: VariableTypes = new Map();

function requestOf(
  version: number | undefined,
  { decisions, rule, inputs }: Chosen,
  types: VariableTypes,
): UpgradeRequest {
  return {
    ...(version === undefined ? {} : { version }),
    connections: { ...inputs.connections },
    createConnections: inputs.createConnections,
    variables: valuesOf(inputs.variables, types),
    rule,
    resolutions: resolutionsOf(decisions),
  };
}

/**
 * The plan of an upgrade to `version` (or the latest), with all that was chosen for it. `isSettled`
 * says that the plan is the server's word on exactly what is chosen now.
 */
export function useUpgradePlan(
  installation: Installation,
  version: number | undefined,
  enabled: boolean,
) {
  const client = useQueryClient();
  const [chosen, setChosen] = useState(NOTHING);
  const [types, setTypes] = useState(NO_TYPES);
  const change = (changes: Partial<Chosen>) => setChosen((now) => ({ ...now, ...changes }));

  const request = useMemo(() => requestOf(version, chosen, types), [version, chosen, types]);
  const settled = useSettled(request, PAUSE_MS);
  const latest = settled.version === undefined ? installation.latest?.number : undefined;
  const options = upgradePlanQuery(installation.id, settled, latest);
  const query = useQuery({ ...options, enabled });
  const plan = query.isPlaceholderData ? undefined : query.data;
  const shown = plan && { plan, request: settled };
  const { expectRefusal, ...news } = usePlanNews(shown, (next, found) => {
    setTypes(typesOf(next.variables));
    const keys = overtaken(chosen.decisions, next, found);
    if (keys.length > 0) change({ decisions: without(chosen.decisions, keys) });
  });

  const decide = useCallback(
    (places: readonly UpgradeConflict[], decision: Decision | undefined) =>
      setChosen((now) => ({ ...now, decisions: decided(now.decisions, places, decision) })),
    [],
  );
  return {
    plan: query.data,
    error: query.error,
    retry: () => void query.refetch(),
    request: settled,
    isSettled: plan !== undefined && settled === request && !query.isFetching,
    ...chosen,
    ...news,
    decide,
    setRule: (rule: Rule) => change({ rule }),
    setInputs: (changes: Partial<Inputs>) =>
      setChosen((now) => ({ ...now, inputs: { ...now.inputs, ...changes } })),
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
