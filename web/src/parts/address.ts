/** The version that an address asks for with `?version=N`; undefined: whichever is the latest. */
export function versionIn(search: URLSearchParams): number | undefined {
  const text = search.get('version') ?? '';
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

/** Its name in a request's path. */
export const versionName = (chosen: number | undefined): string =>
  chosen === undefined ? 'latest' : String(chosen);

/** The address with the chosen version kept. */
export const withVersion = (path: string, chosen: number | undefined) =>
  chosen === undefined ? path : `${path}?version=${chosen}`;

/** The page of one resource of an installation, or of a connection that it is bound to. */
export const resourceAddress = (installationId: string, resourceId: string) =>
  `/installations/${installationId}/resources/${resourceId}`;
