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

/** Keeps the entries for when the page is loaded again. */
export function keepDraft(name: string, entries: Entries, plan: Plan) {
  try {
    sessionStorage.setItem(keyOf(name), JSON.stringify(withoutSecrets(entries, plan)));
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
