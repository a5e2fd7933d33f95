import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { UpgradeConflict, UpgradePlan, UpgradeRequest } from '~/api/types';
import {
  type Decision,
  type Decisions,
  decided,
  NO_DECISIONS,
  resolutionsOf,
  type Rule,
  staleKeys,
  without,
} from './decisions';
import { type Inputs, NO_INPUTS, typesOf, type VariableTypes, valuesOf } from './inputs';
import { upgradePlanQuery } from './queries';

const PAUSE_MS = 200;

/** The value as it was when it last stayed the same for a moment. */
function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

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

/** Takes out decisions whose conflict is gone, of which the server would only complain. */
function useFreshDecisions(
  plan: UpgradePlan | undefined,
  decisions: Decisions,
  set: (decisions: Decisions) => void,
) {
  const [seen, setSeen] = useState(plan);
  if (!plan || plan === seen) return;
  setSeen(plan);
  const stale = staleKeys(decisions, plan.conflicts);
  if (stale.length > 0) set(without(decisions, stale));
}

/**
 * The plan of an upgrade to `version` (or the latest), with all that was chosen for it. `isSettled`
 * says that the plan is the server's word on exactly what is chosen now.
 */
export function useUpgradePlan(id: string, version: number | undefined, enabled: boolean) {
  const client = useQueryClient();
  const [chosen, setChosen] = useState(NOTHING);
  const [types, setTypes] = useState(NO_TYPES);
  const change = (changes: Partial<Chosen>) => setChosen((now) => ({ ...now, ...changes }));

  const request = useMemo(() => requestOf(version, chosen, types), [version, chosen, types]);
  const settled = useSettled(request);
  const options = upgradePlanQuery(id, settled);
  const query = useQuery({ ...options, enabled });
  const plan = query.isPlaceholderData ? undefined : query.data;
  const [known, setKnown] = useState(plan);
  if (plan && plan !== known) {
    setKnown(plan);
    setTypes(typesOf(plan.variables));
  }
  useFreshDecisions(plan, chosen.decisions, (decisions) => change({ decisions }));

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
    decide,
    setRule: (rule: Rule) => change({ rule }),
    setInputs: (changes: Partial<Inputs>) =>
      setChosen((now) => ({ ...now, inputs: { ...now.inputs, ...changes } })),
    /** The server has told what the plan is now. */
    replacePlan: (told: UpgradePlan) => client.setQueryData(options.queryKey, told),
    /** Another version begins anew. */
    forget: () => setChosen(NOTHING),
  };
}

export type Upgrading = ReturnType<typeof useUpgradePlan>;
