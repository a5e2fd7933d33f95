import type { Plan } from '~/api/types';
import { type Entries, NO_ENTRIES } from './entries';

// In the tab's own storage, which goes with it, as the session does.
const keyOf = (name: string) => `imprint.install.${name}`;

/** What a draft is called: another account has its own. */
export const draftName = (account: string, template: string) => `${account}.${template}`;

/** The entries that may be kept: nothing that is a secret, or not known to be none. */
export function withoutSecrets(entries: Entries, plan: Plan): Entries {
  const open = new Set(
    plan.variables.filter(({ type }) => type !== 'secret').map(({ name }) => name),
  );
  const variables = Object.entries(entries.variables).filter(([name]) => open.has(name));
  return { ...entries, authKey: '', variables: Object.fromEntries(variables) };
}

/** What the key of Diga's API is called among the secrets; no variable is. */
export const AUTH_KEY = '';

/** Of these names of secrets, those without an entry. */
export const missingSecrets = (names: readonly string[], entries: Entries): string[] =>
  names.filter((name) => !(name === AUTH_KEY ? entries.authKey : entries.variables[name]));

function enteredSecrets(entries: Entries, plan: Plan): string[] {
  const secret = plan.variables.filter(({ type }) => type === 'secret').map(({ name }) => name);
  const names = [AUTH_KEY, ...secret];
  const missing = new Set(missingSecrets(names, entries));
  return names.filter((name) => !missing.has(name));
}

/**
 * Keeps the entries for when the page is loaded again, and of secrets that there were some. `lost`
 * are those that an earlier load took.
 */
export function keepDraft(name: string, entries: Entries, plan: Plan, lost: readonly string[]) {
  const secrets = [...enteredSecrets(entries, plan), ...missingSecrets(lost, entries)];
  try {
    const kept = { ...withoutSecrets(entries, plan), secrets };
    sessionStorage.setItem(keyOf(name), JSON.stringify(kept));
  } catch {
    // storage may be forbidden or full; the page then forgets what it was told
  }
}

export function dropDraft(name: string) {
  try {
    sessionStorage.removeItem(keyOf(name));
  } catch {
    // as in keepDraft
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const texts = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(isObject(value) ? value : {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );

/** Names of the secrets that were entered before the page was loaded. */
export function lostSecrets(name: string): string[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(name)) ?? 'null');
    const names = isObject(kept) && Array.isArray(kept.secrets) ? kept.secrets : [];
    return names.filter((each) => typeof each === 'string');
  } catch {
    return [];
  }
}

/** What was kept, however it may look by now; otherwise no entries. */
export function readDraft(name: string): Entries {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(name)) ?? 'null');
    if (!isObject(kept)) return NO_ENTRIES;
    const text = (field: string) => (typeof kept[field] === 'string' ? kept[field] : '');
    const select = Array.isArray(kept.select)
      ? kept.select.filter((id) => typeof id === 'string')
      : null;
    return {
      name: text('name'),
      choices: texts(kept.choices),
      useSaved: kept.useSaved === true,
      takeUnambiguous: kept.takeUnambiguous === true,
      variables: texts(kept.variables),
      baseUrl: text('baseUrl'),
      authKey: '',
      stack: text('stack'),
      sandbox: kept.sandbox === true,
      select,
      into: text('into'),
    };
  } catch {
    return NO_ENTRIES;
  }
}
