import type { Plan } from '~/api/types';
import type { Entries } from './entries';

/** An entry that is no connection and no variable; without a value it is a secret. */
export type Chosen = { name: 'name' | 'baseUrl' | 'authKey' | 'stack' | 'sandbox'; value?: string };

const text = (name: Chosen['name'], value: string): Chosen[] =>
  value.trim() === '' ? [] : [{ name, value: value.trim() }];

/** Those that were entered, as far as this kind of template has them, in the order of their places. */
export function chosenOf(entries: Entries, { kind }: Plan): Chosen[] {
  const { name, baseUrl, authKey, stack, sandbox } = entries;
  if (kind === 'diga') {
    const key: Chosen[] = authKey === '' ? [] : [{ name: 'authKey' }];
    return [...text('name', name), ...text('baseUrl', baseUrl), ...key];
  }
  const forSandbox: Chosen[] = sandbox ? [{ name: 'sandbox', value: '' }] : [];
  return [...text('name', name), ...text('stack', stack), ...forSandbox];
}
