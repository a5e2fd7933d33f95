import type { PlannedConnection } from '~/api/types';
import { wordsFinder } from '~/parts/words';
import { type Choice, CREATE, NEW } from './entries';
import type { Own } from './queries';

const MOST_SHOWN = 30;
// So many candidates the server names at most; with as many there may be more.
const MOST_NAMED = 20;

/** One to choose; `at` is its place among the candidates, if it is one. */
export type Shown = { id: string; name: string; at: number | undefined };

/** Whether the account may have connections of the type that are not among the candidates. */
export const mayHaveMore = ({ candidates }: PlannedConnection) => candidates.length >= MOST_NAMED;

/**
 * The candidates, and behind them the account's `own` others of the type, that have all the words in
 * their name, the best first, and how many more there are. What is chosen is always among them.
 */
export function shownCandidates(
  connection: PlannedConnection,
  own: readonly Own[],
  words: string,
  choice: Choice | null,
): { shown: Shown[]; left: number } {
  const isFound = wordsFinder(words);
  const ranked = connection.candidates.map(({ id, name }, at): Shown => ({ id, name, at }));
  const known = new Set(ranked.map(({ id }) => id));
  const others = own
    .filter(({ id, type }) => type === connection.type && !known.has(id))
    .map(({ id, name }): Shown => ({ id, name, at: undefined }));
  const all = [...ranked, ...others];
  const found = all.filter(({ name }) => isFound(name));
  const shown = found.slice(0, MOST_SHOWN);
  const left = found.length - shown.length;
  const isOther = choice === null || choice === NEW || choice === CREATE;
  if (isOther || shown.some(({ id }) => id === choice)) return { shown, left };
  const chosen = all.find(({ id }) => id === choice) ?? {
    id: choice,
    name: connection.boundTo?.id === choice ? connection.boundTo.name : choice,
    at: undefined,
  };
  return { shown: [chosen, ...shown], left };
}
