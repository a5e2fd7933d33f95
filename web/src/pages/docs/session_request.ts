export type OutgoingRequest = { url: string; headers: Record<string, string> };

/**
 * Puts the session's token into a request that is tried out. Only into one that goes to the origin
 * given, which is the page's: a document's author may name any other server. A request that has
 * a token of its own keeps it.
 */
export function withSession<Request extends OutgoingRequest>(
  request: Request,
  token: string | null,
  origin: string,
): Request {
  if (token === null || !URL.canParse(request.url, origin)) return request;
  if (new URL(request.url, origin).origin !== origin) return request;
  const names = Object.keys(request.headers).map((name) => name.toLowerCase());
  if (names.includes('authorization')) return request;
  request.headers.Authorization = `Bearer ${token}`;
  return request;
}
