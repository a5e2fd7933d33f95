import createClient, { type Middleware } from 'openapi-fetch';
import { loseSession, sessionToken } from '~/session/session';
import { ApiError, apiErrorOf } from './errors';
import { parseExact, textOfJson } from './exact_json';
import type { paths as DigaPaths } from './generated/diga';
import type { paths as ImprintPaths } from './generated/imprint';
import type { paths as IntegratorPaths } from './generated/integrator';

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return parseExact(await response.clone().text());
  } catch {
    return undefined;
  }
}

// A token that stopped being good ends the session: everything else would fail the same way.
const session: Middleware = {
  onRequest({ request }) {
    const token = sessionToken();
    if (token !== null && !request.headers.has('authorization')) {
      request.headers.set('authorization', `Bearer ${token}`);
    }
    return request;
  },
  async onResponse({ request, response }) {
    if (response.ok) return undefined;
    const error = apiErrorOf(response, await bodyOf(response));
    const mine = request.headers.get('authorization') === `Bearer ${sessionToken()}`;
    if (response.status === 401 && mine) loseSession();
    throw error;
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined;
    return new ApiError({ status: 0, problems: [{ code: 'unreachable', message: '' }] });
  },
};

/** For requests whose answers hold documents: numbers in them stay as their authors wrote them. */
export const exactNumbers: Middleware = {
  async onResponse({ response }) {
    const text = await response.text();
    const exact = new Response(text === '' ? null : text, response);
    // Without a length, which a proxy may take away, openapi-fetch parses the text by itself.
    exact.headers.set('content-length', String(text.length));
    Object.defineProperty(exact, 'json', { value: async () => parseExact(text) });
    return exact;
  },
};

function client<Paths extends object>() {
  const made = createClient<Paths>({ baseUrl: '/', bodySerializer: (body) => textOfJson(body) });
  made.use(session);
  return made;
}

/** Imprint's own API. Every refusal is thrown as an `ApiError`. */
export const imprint = client<ImprintPaths>();
/** The integrator.io dialect, likewise. */
export const integrator = client<IntegratorPaths>();
/** Diga's dialect, likewise. */
export const diga = client<DigaPaths>();

/** The answer's body; refusals were thrown before. */
export async function dataOf<Data>(answer: Promise<{ data?: Data }>): Promise<NonNullable<Data>> {
  return (await answer).data as NonNullable<Data>;
}
