import type { Plan, PlannedConnection } from '~/api/types';

/** Of a connection: an id of the account's, or one of two words that no id is. */
export type Choice = string;
/** An empty connection that comes with the installation. */
export const CREATE = 'create';
/** A new connection of the account, which is still being described. */
export const NEW = 'new';

/** All that a person has chosen and typed, as it was typed. */
export type Entries = {
  name: string;
  choices: Record<string, Choice>;
  useSaved: boolean;
  takeUnambiguous: boolean;
  variables: Record<string, string>;
  baseUrl: string;
  authKey: string;
  stack: string;
  sandbox: boolean;
  /** Null: everything. */
  select: string[] | null;
  /** An integration of the account; "" for one of its own. */
  into: string;
};

export const NO_ENTRIES: Entries = {
  name: '',
  choices: {},
  useSaved: false,
  takeUnambiguous: false,
  variables: {},
  baseUrl: '',
  authKey: '',
  stack: '',
  sandbox: false,
  select: null,
  into: '',
};

const isAccounts = (choice: Choice) => choice !== CREATE && choice !== NEW;

/** What a connection's radio buttons show: the person's choice, or else what the plan does. */
export function shownChoice(entries: Entries, connection: PlannedConnection): Choice | null {
  const chosen = entries.choices[connection.templateId];
  if (chosen !== undefined) return chosen;
  if (connection.boundTo) return connection.boundTo.id;
  return connection.created ? CREATE : null;
}

/** The ids of connections that the request is to name. */
export function boundIds(entries: Entries): Record<string, string> {
  return Object.fromEntries(Object.entries(entries.choices).filter(([, to]) => isAccounts(to)));
}

// A request cannot say "leave this one alone" while the server fills in the rest, so what it filled
// in so far becomes the person's own choice.
function keepWhatWasFilledIn(entries: Entries, plan: Plan): Entries {
  const bound = plan.connections.flatMap(({ templateId, boundTo }) =>
    boundTo ? [[templateId, boundTo.id] as const] : [],
  );
  const saved = plan.variables.flatMap(({ name, saved, value }) =>
    saved && value !== undefined && value !== null ? [[name, String(value)] as const] : [],
  );
  return {
    ...entries,
    choices: { ...Object.fromEntries(bound), ...entries.choices },
    variables: { ...Object.fromEntries(saved), ...entries.variables },
    useSaved: false,
    takeUnambiguous: false,
  };
}

/** With `choice` for one connection. `plan` is what is shown now. */
export function withChoice(entries: Entries, plan: Plan, id: string, choice: Choice): Entries {
  const fills = entries.useSaved || entries.takeUnambiguous;
  const kept = fills && !isAccounts(choice) ? keepWhatWasFilledIn(entries, plan) : entries;
  return { ...kept, choices: { ...kept.choices, [id]: choice } };
}

/** Whether anything was entered that would be missed. */
export function isWorthKeeping(entries: Entries): boolean {
  return JSON.stringify(entries) !== JSON.stringify(NO_ENTRIES);
}

/** Whether the account has installed this template before, as far as the plan shows it. */
export function hasSaved(plan: Plan): boolean {
  const mapped = plan.connections.some(({ candidates }) =>
    candidates.some(({ reasons }) => reasons.includes('mappedBefore')),
  );
  return mapped || plan.variables.some((each) => each.saved || each.default !== undefined);
}

/** The only candidate that fits best and better than by its type alone, if there is one. */
export function standsOut(connection: PlannedConnection) {
  const [first, second] = connection.candidates;
  if (!first || first.score === 0 || first.score === second?.score) return undefined;
  return first;
}
