import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '~/api/errors';

type Asked = { what: string; body: unknown };
let asked: Asked[];
let uploads: string[];

const ANSWERS: Record<string, unknown> = {
  'GET /api/v1/templates/t': { id: 't', version: { number: 1, hash: 'before' } },
  'POST /api/v1/plans': { resources: [{ model: 'Integration', name: 'Orders' }] },
  'POST /api/v1/templates/t/versions?dryRun=true': { number: 2, hash: 'h' },
  'GET /api/v1/integrations/i/template?secrets=variables': { name: 'Desk', template: {} },
  'GET /v1/integration/template/t': { id: 't', name: 'Mine', language: 'en', template: { a: 1 } },
  'POST /api/v1/openapi-templates': { template: { name: 'Made' }, tools: 1, notes: ['So.'] },
};

async function server(request: Request) {
  const { pathname, search } = new URL(request.url);
  const what = `${request.method} ${pathname}${search}`;
  const text = await request.text();
  asked.push({ what, body: text ? JSON.parse(text) : undefined });
  return new Response(JSON.stringify(ANSWERS[what]), {
    headers: { 'content-type': 'application/json' },
  });
}

// The clients take what is there when they are made.
vi.stubGlobal('fetch', server);
vi.mock('./upload', () => ({
  uploadZip: (_: Blob, fileName: string) => {
    uploads.push(fileName);
    return Promise.resolve({ runKey: 'k', size: 3 });
  },
}));
const {
  fromDocument,
  fromIntegration,
  fromOpenApi,
  fromZip,
  nameIn,
  openApiInput,
  refusedForSecrets,
} = await import('./content');

beforeEach(() => {
  asked = [];
  uploads = [];
});
afterAll(() => vi.unstubAllGlobals());

const context = () => ({ signal: new AbortController().signal, onStep: () => undefined });
const zip = new File(['zip'], 'a.zip');

describe('a zip', () => {
  it('is uploaded once and planned, and planned again with variables', async () => {
    const load = fromZip(zip, undefined);
    const content = await load('refuse', context());
    expect(content).toMatchObject({ kind: 'integrator', fileName: 'a.zip', size: 3, runKey: 'k' });
    expect(nameIn(content)).toBe('Orders');
    const again = await load('variables', context());
    expect(again).toMatchObject({ secrets: 'variables' });
    expect(uploads).toEqual(['a.zip']);
    const what = 'POST /api/v1/plans';
    expect(asked).toEqual([
      { what, body: { runKey: 'k' } },
      { what, body: { runKey: 'k', credentialsAsVariables: true } },
    ]);
  });

  it('is tried as the next version of a template', async () => {
    const content = await fromZip(zip, { id: 't', kind: 'integrator' })('variables', context());
    expect(content).toMatchObject({ dryRun: { number: 2, hash: 'h' }, follows: 'before' });
    expect(asked).toEqual([
      { what: 'POST /api/v1/plans', body: { runKey: 'k', credentialsAsVariables: true } },
      { what: 'GET /api/v1/templates/t', body: undefined },
      {
        what: 'POST /api/v1/templates/t/versions?dryRun=true',
        body: { runKey: 'k', secrets: 'variables' },
      },
    ]);
  });
});

describe('an integration', () => {
  it('of integrator.io comes as a file and goes back', async () => {
    const integration = { id: 'i', name: 'Desk', kind: 'integrator' as const };
    const content = await fromIntegration(integration, undefined)('variables', context());
    expect(uploads).toEqual(['Desk.zip']);
    // Its credentials are taken out already.
    expect(content.secrets).toBe('refuse');
  });

  it('of Diga comes as a document', async () => {
    const integration = { id: 'i', name: 'Desk', kind: 'diga' as const };
    const content = await fromIntegration(integration, undefined)('variables', context());
    expect(content).toMatchObject({ kind: 'diga', document: { name: 'Desk' } });
    expect(uploads).toEqual([]);
  });
});

describe('a document', () => {
  it('is kept as it is for a new template', async () => {
    const content = await fromDocument({ name: 'X', template: {} }, undefined)('refuse', context());
    expect(nameIn(content)).toBe('X');
    expect(asked).toEqual([]);
  });

  it('gets the description of the template whose version it becomes', async () => {
    const load = fromDocument({ name: 'X', template: { b: 2 } }, { id: 't', kind: 'diga' });
    const content = await load('refuse', context());
    const document = { name: 'Mine', language: 'en', template: { b: 2 } };
    expect(content).toMatchObject({ document });
    expect(asked.at(-1)?.body).toEqual({ template: document, secrets: 'refuse' });
  });

  it('is made of an OpenAPI document, with notes', async () => {
    const input = openApiInput('openapi: 3.1.0', { baseUrl: ' ', only: '/a, b', language: 'en' });
    expect(input).toEqual({ document: 'openapi: 3.1.0', only: ['/a', 'b'], language: 'en' });
    const content = await fromOpenApi(input, undefined)('refuse', context());
    expect(content).toMatchObject({ document: { name: 'Made' }, notes: ['So.'] });
  });
});

it('knows a refusal for credentials alone', () => {
  const refusal = (...codes: string[]) =>
    new ApiError({ status: 422, problems: codes.map((code) => ({ code, message: '' })) });
  expect(refusedForSecrets(refusal('secret_in_template', 'secret_in_template'))).toBe(true);
  expect(refusedForSecrets(refusal('secret_in_template', 'invalid_bundle'))).toBe(false);
  expect(refusedForSecrets(new Error('else'))).toBe(false);
});
