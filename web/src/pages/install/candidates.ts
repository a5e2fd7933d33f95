import type { PlannedConnection } from '~/api/types';
import { type Choice, CREATE, NEW } from './entries';

const MOST_SHOWN = 30;

/** One to choose; `at` is its place among the candidates, if it is one. */
export type Shown = { id: string; name: string; at: number | undefined };

/**
 * The candidates that have all the words in their name, the best first, and how many more there
 * are. What is chosen is always among them.
 */
export function shownCandidates(
  connection: PlannedConnection,
  words: string,
  choice: Choice | null,
): { shown: Shown[]; left: number } {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const all = connection.candidates.map(({ id, name }, at): Shown => ({ id, name, at }));
  const found = all.filter(({ name }) => wanted.every((word) => name.toLowerCase().includes(word)));
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
