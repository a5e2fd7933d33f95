import type { Document } from '~/api/documents';
import { isJsonObject } from '~/api/exact_json';
import type { Json, Model } from '~/api/types';
import { MASK } from './document';

// Where documents of each kind hold credentials that are one text; docs/compatibility.md has all.
const BY_TYPE = new Map(
  Object.entries({
    http: [
      'http.auth.token.token',
      'http.auth.token.refreshToken',
      'http.auth.basic.password',
      'http.auth.oauth.clientSecret',
      'http.clientCertificates.key',
      'http.clientCertificates.passphrase',
    ],
    rest: ['rest.bearerToken', 'rest.refreshToken', 'rest.basicAuth.password'],
    rdbms: ['rdbms.password', 'rdbms.ssl.key'],
    jdbc: ['jdbc.password'],
    mongodb: ['mongodb.password'],
    ftp: ['ftp.password', 'ftp.authKey', 'ftp.pgpDecryptKey', 'ftp.pgpPassphrase'],
    s3: ['s3.secretAccessKey'],
    dynamodb: ['dynamodb.aws.secretAccessKey'],
    netsuite: ['netsuite.password', 'netsuite.tokenSecret'],
    salesforce: ['salesforce.bearerToken', 'salesforce.refreshToken'],
    mcp: ['mcp.http.auth.token.token'],
  }),
);
const OF_CLIENTS = ['oauth2.clientSecret', 'oauth1.consumerSecret'];

/** All that a person may be offered. */
export const KNOWN_PATHS = [...[...BY_TYPE.values()].flat(), ...OF_CLIENTS];

/** Where the document has masks in place of credentials, as paths of names. */
export function maskedPaths(value: Json, path = ''): string[] {
  if (value === MASK) return [path];
  const isList = Array.isArray(value);
  if (!isList && !isJsonObject(value)) return [];
  return Object.entries(value as object).flatMap(([key, item]) => {
    const own = isList ? `${path}[${key}]` : path ? `${path}.${key}` : key;
    return maskedPaths(item, own);
  });
}

// A list, or a text where an object should be, is no way.
function canHold(document: Document, path: string): boolean {
  let at: Json = document;
  for (const name of path.split('.').slice(0, -1)) {
    if (!isJsonObject(at) || (name in at && !isJsonObject(at[name]))) return false;
    at = at[name] ?? {};
  }
  return true;
}

/**
 * Where a person may enter a credential of such a document. Those that are stored come first. What
 * is stored elsewhere may be more than one text, which another one would not replace.
 */
export function settablePaths(model: Model, document: Document): string[] {
  const type = typeof document.type === 'string' ? document.type : '';
  const known = model === 'IClient' ? OF_CLIENTS : (BY_TYPE.get(type) ?? []);
  const masked = new Set(maskedPaths(document));
  const stored = known.filter((path) => masked.has(path));
  return [...new Set([...stored, ...known])].filter((path) => canHold(document, path));
}

/** The document with a text at the path, made where it is not there yet. */
export function withText(document: Document, path: string, text: string): Document {
  const [name = '', ...rest] = path.split('.');
  if (rest.length === 0) return { ...document, [name]: text };
  const inner = document[name];
  return { ...document, [name]: withText(isJsonObject(inner) ? inner : {}, rest.join('.'), text) };
}
