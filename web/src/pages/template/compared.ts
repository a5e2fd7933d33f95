import type { Version } from '~/api/types';

export type Compared = { from: number; to: number };

/**
 * Which two versions an address compares: what it asks for where those exist, or else the latest
 * with the one before. Null where there are not two.
 */
export function comparedVersions(
  query: URLSearchParams,
  versions: readonly Pick<Version, 'number'>[],
): Compared | null {
  const numbers = versions.map(({ number }) => number).sort((a, b) => a - b);
  const [last, ...rest] = numbers.toReversed();
  if (last === undefined || rest.length === 0) return null;
  const asked = (name: string) => numbers.find((number) => String(number) === query.get(name));
  const to = asked('to') ?? last;
  const before = numbers.filter((number) => number < to).at(-1);
  return { from: asked('from') ?? before ?? to, to };
}
