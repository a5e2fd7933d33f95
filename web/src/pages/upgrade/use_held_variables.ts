import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Installation, PlannedVariable } from '~/api/types';
import { NO_ENTRIES } from '../install/entries';
import { planQuery } from '../install/queries';
import { requestOf } from '../install/request';
import { heldVariables } from './held';

const NONE: readonly PlannedVariable[] = [];

/**
 * What the installation's variables hold and are for; none where it does not stay on its version.
 * What they are for is told by the plan of an install.
 */
export function useHeldVariables(installation: Installation, templateId: string, stays: boolean) {
  const number = installation.version.number ?? undefined;
  const request = useMemo(
    () => requestOf(templateId, number, NO_ENTRIES, undefined),
    [templateId, number],
  );
  const { data, error, refetch } = useQuery({ ...planQuery(request), enabled: stays });
  const variables = useMemo(
    () => (stays && data ? heldVariables(installation, data.plan.variables) : NONE),
    [stays, data, installation],
  );
  return {
    variables,
    isAsking: stays && !data && !error,
    error: stays ? error : null,
    retry: () => void refetch(),
  };
}
