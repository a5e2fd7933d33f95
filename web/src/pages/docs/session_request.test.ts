import { describe, expect, it } from 'vitest';
import { withSession } from './session_request';

const HERE = 'https://imprint.example.com';
const authorizationOf = (url: string, token: string | null = 't', headers = {}) =>
  withSession({ url, headers: { ...headers } as Record<string, string> }, token, HERE).headers;

describe('the session in a request that is tried out', () => {
  it.each(['/api/v1/account', `${HERE}/v1/exports`])('goes to this server: %s', (url) => {
    expect(authorizationOf(url)).toEqual({ Authorization: 'Bearer t' });
  });

  it.each([
    'https://elsewhere.example.com/v1',
    '//elsewhere.example.com/v1',
    'http://imprint.example.com/v1',
    'https://imprint.example.com:8443/v1',
    'https://imprint.example.com.elsewhere.example/v1',
    'https://imprint.example.com@elsewhere.example/v1',
    'data:text/plain,x',
    'https://',
  ])('goes nowhere else: %s', (url) => {
    expect(authorizationOf(url)).toEqual({});
  });

  it('is not there without a sign-in, and replaces nothing', () => {
    expect(authorizationOf('/v1', null)).toEqual({});
    expect(authorizationOf('/v1', 't', { authorization: 'Bearer own' })).toEqual({
      authorization: 'Bearer own',
    });
  });
});
