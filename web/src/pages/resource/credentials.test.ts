import { describe, expect, it } from 'vitest';
import { KNOWN_PATHS, maskedPaths, settablePaths, withText } from './credentials';
import { textInRepository } from './testing';

const compatibility = textInRepository('docs/compatibility.md');

const MASK = '******';

it('offers only what the server takes for a credential', () => {
  const [, said = ''] = /Credential fields: ([\s\S]*?)\. A bundle/.exec(compatibility) ?? [];
  const paths = new Set([...said.matchAll(/`([^`]+)`/g)].map(([, path]) => path));
  expect(paths.size).toBeGreaterThan(30);
  for (const path of KNOWN_PATHS) expect(paths, path).toContain(path);
});

describe('credentials of a document', () => {
  const document = {
    type: 'http',
    http: { auth: { basic: { username: 'me', password: MASK } }, list: [{ key: MASK }] },
  };

  it('are where the masks are', () => {
    expect(maskedPaths(document)).toEqual(['http.auth.basic.password', 'http.list[0].key']);
    expect(maskedPaths({ a: `${MASK}*`, b: null })).toEqual([]);
  });

  it('can be entered where they are stored and where the type has some', () => {
    const paths = settablePaths('Connection', document);
    expect(paths[0]).toBe('http.auth.basic.password');
    expect(paths).toContain('http.auth.token.token');
    expect(paths).not.toContain('ftp.password');
    expect(new Set(paths).size).toBe(paths.length);
    expect(settablePaths('IClient', {})).toEqual(['oauth2.clientSecret', 'oauth1.consumerSecret']);
    expect(settablePaths('Connection', { type: 'constructor' })).toEqual([]);
  });

  it('are not offered where more than one text may be stored', () => {
    const whole = { type: 'http', http: { encrypted: MASK, auth: { token: { token: MASK } } } };
    expect(maskedPaths(whole)).toContain('http.encrypted');
    expect(settablePaths('Connection', whole)).not.toContain('http.encrypted');
    expect(settablePaths('Connection', whole)[0]).toBe('http.auth.token.token');
  });

  it('cannot be put into a text or a list', () => {
    expect(settablePaths('Connection', { type: 'ftp', ftp: 'x' })).toEqual([]);
    expect(settablePaths('Connection', { type: 's3', s3: [] })).toEqual([]);
  });

  it('are put in place and leave the rest', () => {
    expect(withText(document, 'http.auth.basic.password', 'new')).toEqual({
      type: 'http',
      http: { auth: { basic: { username: 'me', password: 'new' } }, list: [{ key: MASK }] },
    });
    expect(withText({ type: 'ftp' }, 'ftp.password', 'new')).toEqual({
      type: 'ftp',
      ftp: { password: 'new' },
    });
  });
});
