import { isJsonObject } from '~/api/exact_json';
import type { Json } from '~/api/types';

export type Document = Record<string, Json>;

/** What a person types for a connection. Of a token, `user` is empty. */
export type Fields = { name: string; baseURI: string; user: string; secret: string };

/** What its API asks for: `none`: no credential as far as one knows; `other`: more than two texts. */
export type Auth = 'token' | 'basic' | 'other' | 'none';

const PLACEHOLDER = /<<[^<>]+>>/;
const MASK = '******';

/** Whether a member may be part of another account's connection: ids lead to what is not there. */
const isOwn = (name: string) => !name.startsWith('_') || name.startsWith('_httpConnector');

const isFilledIn = (value: Json) =>
  typeof value !== 'string' || (value !== MASK && !PLACEHOLDER.test(value));

/** The value without ids of the template's and without texts that the template leaves open. */
function settled(value: Json): Json {
  if (Array.isArray(value)) return value.filter(isFilledIn).map(settled);
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([name, item]) => isOwn(name) && isFilledIn(item));
  return Object.fromEntries(kept.map(([name, item]) => [name, settled(item)]));
}

const objectAt = (value: Json | undefined, name: string): Document => {
  const inner = isJsonObject(value) ? value[name] : undefined;
  return isJsonObject(inner) ? inner : {};
};

/** How calls are signed, by the template's document of the connection; undefined: it is not known. */
export function authOf(type: string, template: Document | undefined): Auth {
  if (type !== 'http') return 'other';
  const auth = objectAt(template?.http, 'auth');
  if (auth.type === 'token' || auth.type === 'basic') return auth.type;
  return typeof auth.type === 'string' && auth.type !== '' ? 'other' : 'none';
}

const textIn = (from: Document, name: string, otherwise: string) => {
  const value = from[name];
  return typeof value === 'string' && isFilledIn(value) ? value : otherwise;
};

/** Where a token goes, as one would write it down: "X-Key: Bearer …" or "?key=…". */
export function tokenPlace(template: Document | undefined): string {
  const token = objectAt(objectAt(template?.http, 'auth'), 'token');
  const location = textIn(token, 'location', 'header');
  if (location === 'url') return `?${textIn(token, 'paramName', 'access_token')}=…`;
  if (location !== 'header') return '';
  const scheme = textIn(token, 'scheme', 'Bearer').trim();
  return `${textIn(token, 'headerName', 'Authorization')}: ${scheme ? `${scheme} ` : ''}…`;
}

const USUAL = { location: 'header', headerName: 'Authorization', scheme: 'Bearer' };

function signed(http: Document, auth: Auth, { user, secret }: Fields): Document {
  const before = objectAt(http, 'auth');
  const credential = secret === '' ? {} : { [auth === 'basic' ? 'password' : 'token']: secret };
  if (auth === 'basic') {
    const username = user === '' ? {} : { username: user };
    const basic = { ...objectAt(before, 'basic'), ...username, ...credential };
    return { ...http, auth: { ...before, type: 'basic', basic } };
  }
  if (auth === 'other' || secret === '') return http;
  const own = objectAt(before, 'token');
  const place = textIn(own, 'location', 'header') === 'header' ? USUAL : {};
  return {
    ...http,
    auth: { ...before, type: 'token', token: { ...place, ...own, ...credential } },
  };
}

/**
 * The document of a new connection of the account: what the template says of its own one, with what
 * was typed. It is offline as long as a credential is missing.
 */
export function connectionBody(
  type: string,
  template: Document | undefined,
  fields: Fields,
): Document {
  const auth = authOf(type, template);
  const base = settled(template ?? {}) as Document;
  const isMissing = auth === 'other' || (auth !== 'none' && fields.secret === '');
  const made = { ...base, name: fields.name.trim(), type, ...(isMissing ? { offline: true } : {}) };
  if (type !== 'http') return made;
  const http = { ...objectAt(base, 'http'), baseURI: fields.baseURI.trim() };
  return { ...made, http: signed(http, auth, fields) };
}
