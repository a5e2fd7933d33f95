import { parseExact, textOfJson } from '~/api/exact_json';
import type { Plan, PlannedVariable, PlanRequest, Scalar } from '~/api/types';
import { boundIds, CREATE, type Entries } from './entries';

// More digits than the server's own numbers have may be a key, and not meant as a number.
const NUMBER = /^-?(0|[1-9]\d{0,17})(\.\d{1,18})?$/;

const isNumber = (text: string) => NUMBER.test(text.trim());

/** What is sent for a text that was entered for a variable of this type: a number as it was typed. */
export function scalarOf(text: string, type: PlannedVariable['type']): Scalar {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (type === 'number' && isNumber(text)) return parseExact(text.trim()) as Scalar;
  return text;
}

function isAddress(text: string): boolean {
  if (/\s/.test(text)) return false;
  return URL.canParse(text) || URL.canParse(`https://${text}`);
}

/**
 * Whether a text looks like what its variable is for. The type is only what the server takes it
 * for, from the name and the places, so this is advice and keeps nobody from installing.
 */
export function looksRight(text: string, type: PlannedVariable['type']): boolean {
  if (text === '') return true;
  if (type === 'number') return isNumber(text);
  if (type === 'url') return isAddress(text);
  return true;
}

function variablesOf(entries: Entries, plan: Plan | undefined): Record<string, Scalar> {
  const types = new Map(plan?.variables.map(({ name, type }) => [name, type]));
  const given = Object.entries(entries.variables).filter(
    // Empty means "not yet", but where the last install's value would come back it is meant.
    ([name, text]) => (text !== '' || entries.useSaved) && (!plan || types.has(name)),
  );
  return Object.fromEntries(
    given.map(([name, text]) => [name, scalarOf(text, types.get(name) ?? 'string')]),
  );
}

const filled = <Value extends object>(value: Value) =>
  Object.keys(value).length > 0 ? value : undefined;

/**
 * What the server is asked for these entries. `plan` is an earlier answer, which tells the types of
 * variables; members without a value are left out, so that equal requests are equal texts.
 */
export function requestOf(
  template: string,
  version: number | undefined,
  entries: Entries,
  plan: Plan | undefined,
): PlanRequest {
  const createConnections = Object.values(entries.choices).includes(CREATE);
  const select = entries.select && entries.select.length > 0 ? [...entries.select].sort() : null;
  const request: PlanRequest = {
    template,
    version,
    name: entries.name.trim() || undefined,
    connections: filled(boundIds(entries)),
    createConnections,
    bind: entries.takeUnambiguous ? 'unambiguous' : 'explicit',
    variables: filled(variablesOf(entries, plan)),
    useSaved: entries.useSaved,
    baseUrl: entries.baseUrl.trim() || undefined,
    secrets: entries.authKey ? { auth_key: entries.authKey } : undefined,
    stack: entries.stack.trim() || undefined,
    sandbox: entries.sandbox,
    select: select ?? undefined,
    into: entries.into || undefined,
  };
  return parseExact(textOfJson(request)) as PlanRequest;
}
