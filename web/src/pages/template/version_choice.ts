/** The version that an address asks for with `?version=N`; null is the latest. */
export function chosenVersion(query: URLSearchParams): number | null {
  const text = query.get('version') ?? '';
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}

/** The address with the chosen version kept. */
export const withVersion = (path: string, chosen: number | null) =>
  chosen === null ? path : `${path}?version=${chosen}`;
