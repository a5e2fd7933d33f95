import type { Plan, PlannedConnection, PlannedVariable } from '~/api/types';

const HASH = 'a'.repeat(64);

/** A plan that can be installed, of no resources; for tests. */
export const planOf = (part: Partial<Plan> = {}): Plan => ({
  fingerprint: HASH,
  installable: true,
  kind: 'integrator',
  template: { id: 't', name: 'Template' },
  version: { number: 1, hash: HASH, deprecated: null },
  hash: HASH,
  signature: null,
  stackRequired: false,
  resources: [],
  connections: [],
  variables: [],
  secrets: [],
  notFollowed: [],
  warnings: [],
  problems: [],
  into: null,
  ...part,
});

export const connectionOf = (
  templateId: string,
  part: Partial<PlannedConnection> = {},
): PlannedConnection => ({
  templateId,
  name: `Connection ${templateId}`,
  type: 'http',
  created: false,
  candidates: [],
  ...part,
});

export const variableOf = (name: string, part: Partial<PlannedVariable> = {}): PlannedVariable => ({
  name,
  type: 'string',
  filled: false,
  saved: false,
  uses: [],
  useCount: 1,
  ...part,
});

export const candidate = (id: string, score = 0): PlannedConnection['candidates'][number] => ({
  id,
  name: `Own ${id}`,
  score,
  reasons: score > 0 ? ['sameHost'] : [],
});
