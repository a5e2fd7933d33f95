import { expect, it } from 'vitest';
import { dataOf, exactNumbers, imprint } from './client';
import { ApiError } from './errors';
import { textOfJson } from './exact_json';

const PATH = '/api/v1/installations/{installationId}/drift';
const DRIFT = '{"resources":[{"large":12345678901234567890,"one":1.0}]}';

function drift(body: string | null, init: ResponseInit = {}) {
  const headers = { 'content-type': 'application/json', ...init.headers };
  return dataOf(
    imprint.GET(PATH, {
      baseUrl: 'http://imprint.test',
      fetch: async () => new Response(body, { ...init, headers }),
      params: { path: { installationId: 'a' } },
      middleware: [exactNumbers],
    }),
  );
}

it.each<Record<string, string>>([
  {},
  { 'content-length': String(DRIFT.length) },
  { 'transfer-encoding': 'chunked' },
])('keeps numbers as they are written, with the headers %j', async (headers) => {
  expect(textOfJson(await drift(DRIFT, { headers }))).toBe(DRIFT);
});

it('takes an answer without a body for nothing', async () => {
  expect(await drift(null, { status: 204 })).toBeUndefined();
  expect(await drift(null)).toBeUndefined();
});

it('throws what a refusal says', async () => {
  const problem = { code: 'not_found', message: 'Installation not found.' };
  const refused = drift(JSON.stringify({ problems: [problem] }), { status: 404 });
  const error = await refused.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status: 404, problems: [problem] });
});
