import { describe, expect, it } from 'vitest';
import { authOf, connectionBody, type Document, tokenPlace } from './connection_body';

const typed = {
  name: ' Mine ',
  baseURI: ' https://shop.example.org ',
  user: '',
  secret: 'hunter2',
};
const http = (auth: Document, more: Document = {}): Document => ({
  _id: 'a',
  type: 'http',
  name: 'Shopify',
  assistant: 'shopify',
  http: { baseURI: 'https://<<shop>>.example.org', auth, ...more },
});
const shopify = http(
  {
    type: 'token',
    token: { location: 'header', headerName: 'X-Shopify-Access-Token', scheme: ' ' },
  },
  { _httpConnectorId: 'c', _iClientId: 'i', mediaType: 'json', headers: [{ name: 'A' }, '<<x>>'] },
);

describe('the document of a new connection', () => {
  it('is the template’s, with what was typed', () => {
    expect(connectionBody('http', shopify, typed)).toEqual({
      type: 'http',
      name: 'Mine',
      assistant: 'shopify',
      http: {
        baseURI: 'https://shop.example.org',
        _httpConnectorId: 'c',
        mediaType: 'json',
        headers: [{ name: 'A' }],
        auth: {
          type: 'token',
          token: {
            location: 'header',
            headerName: 'X-Shopify-Access-Token',
            scheme: ' ',
            token: 'hunter2',
          },
        },
      },
    });
  });

  it('has a user and a password where the API asks for them', () => {
    const basic = http({ type: 'basic', basic: { username: '<<user>>', failStatusCode: 403 } });
    const made = connectionBody('http', basic, { ...typed, user: 'me' });
    expect(made.http).toMatchObject({
      auth: { type: 'basic', basic: { username: 'me', password: 'hunter2', failStatusCode: 403 } },
    });
    expect(made.offline).toBeUndefined();
    const half = connectionBody('http', basic, { ...typed, user: 'me', secret: '' });
    expect(half.http).toMatchObject({ auth: { type: 'basic', basic: { username: 'me' } } });
    expect(half.offline).toBe(true);
  });

  it('says nothing of headers where a token goes elsewhere', () => {
    const token = { location: 'url', paramName: 'key' };
    const made = connectionBody('http', http({ type: 'token', token }), typed);
    expect(made.http).toMatchObject({ auth: { token: { ...token, token: 'hunter2' } } });
    expect(JSON.stringify(made)).not.toContain('Authorization');
  });

  it('is offline as long as a credential is missing', () => {
    const nothing = { ...typed, secret: '' };
    expect(connectionBody('http', shopify, nothing).offline).toBe(true);
    expect(connectionBody('http', http({ type: 'oauth' }), typed).offline).toBe(true);
    expect(connectionBody('netsuite', { type: 'netsuite' }, nothing).offline).toBe(true);
    expect(connectionBody('http', http({}), nothing).offline).toBeUndefined();
  });

  it('says as much as is known where there is no template’s', () => {
    expect(connectionBody('http', undefined, typed)).toEqual({
      type: 'http',
      name: 'Mine',
      http: {
        baseURI: 'https://shop.example.org',
        auth: {
          type: 'token',
          token: {
            location: 'header',
            headerName: 'Authorization',
            scheme: 'Bearer',
            token: 'hunter2',
          },
        },
      },
    });
  });
});

it.each([
  ['http', shopify, 'token'],
  ['http', http({ type: 'basic' }), 'basic'],
  ['http', http({ type: 'oauth' }), 'other'],
  ['http', undefined, 'none'],
  ['ftp', { type: 'ftp' }, 'other'],
] as const)('knows how calls of %s are signed: %o', (type, template, auth) => {
  expect(authOf(type, template)).toBe(auth);
});

it.each([
  [shopify, 'X-Shopify-Access-Token: …'],
  [http({ type: 'token', token: { location: 'url', paramName: 'key' } }), '?key=…'],
  [http({ type: 'token', token: { scheme: 'Token' } }), 'Authorization: Token …'],
  [http({ type: 'token', token: { location: 'body' } }), ''],
  [undefined, 'Authorization: Bearer …'],
])('tells where a token goes: %o', (template, place) => {
  expect(tokenPlace(template)).toBe(place);
});
