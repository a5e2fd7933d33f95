import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Plan } from '~/api/types';
import type { Content } from './content';
import { NOTHING_SAID } from './description';

const content: Content = {
  kind: 'integrator',
  fileName: 'a.zip',
  size: 1,
  runKey: 'k',
  secrets: 'variables',
  plan: {} as Plan, // which nothing here looks at
  dryRun: undefined,
};
const description = { ...NOTHING_SAID, name: 'A' };

let answers: (number | 'no answer')[];
let asked: string[];
let own: { id: string; name: string; kind: string; version: unknown; modified: string }[];

// What the server answers, one after the other; `asked` is what it was asked.
async function server(request: Request) {
  asked.push(`${request.method} ${new URL(request.url).pathname}`);
  if (request.method === 'GET') {
    const template = { id: 't1', version: { number: 1, hash: 'h2' } };
    const answer = request.url.includes('/t1') ? template : { items: own, next: null };
    return new Response(JSON.stringify(answer), {
      headers: { 'content-type': 'application/json' },
    });
  }
  const answer = answers.shift();
  if (answer === undefined || answer === 'no answer') throw new TypeError('no network');
  const refusal = { problems: [{ code: 'invalid_bundle', message: 'No good.' }] };
  const body = answer < 300 ? { _id: 't1', number: 1 } : refusal;
  return new Response(answer === 204 ? null : JSON.stringify(body), {
    status: answer,
    headers: { 'content-type': 'application/json' },
  });
}

// The clients take what is there when they are made.
vi.stubGlobal('fetch', server);
const { createTemplate, lookFor, MaybeMade, NewerVersion, PartlyMade, publishVersion } =
  await import('./create');

beforeEach(() => {
  asked = [];
  own = [];
});
afterAll(() => vi.unstubAllGlobals());

const CREATED = ['POST /v1/templates', 'POST /api/v1/templates/t1/versions'];

describe('a template of a zip', () => {
  it('is a draft with a version', async () => {
    answers = [201, 201];
    expect(await createTemplate(content, description)).toBe('t1');
    expect(asked).toEqual(CREATED);
  });

  it('is gone again where its content is refused', async () => {
    answers = [201, 422, 204];
    await expect(createTemplate(content, description)).rejects.toMatchObject({ status: 422 });
    expect(asked).toEqual([...CREATED, 'DELETE /v1/templates/t1']);
  });

  it('says what is left where it cannot be taken back', async () => {
    answers = [201, 422, 'no answer'];
    const error = await createTemplate(content, description).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PartlyMade);
    expect(error).toMatchObject({ id: 't1', cause: { status: 422 } });
  });

  it('stays where nobody knows whether its content arrived', async () => {
    answers = [201, 'no answer'];
    await expect(createTemplate(content, description)).rejects.toBeInstanceOf(PartlyMade);
    expect(asked).toEqual(CREATED);
  });

  it('is not made at all where its description is refused', async () => {
    answers = [422];
    await expect(createTemplate(content, description)).rejects.toMatchObject({ status: 422 });
    expect(asked).toEqual(['POST /v1/templates']);
  });
});

describe('a template whose answer was lost', () => {
  const draft = { id: 'd1', name: 'A', kind: 'integrator', version: null, modified: '2026-01-02' };
  const others = [
    { ...draft, id: 'full', version: { number: 1 } },
    { ...draft, id: 'other', name: 'B' },
    { ...draft, id: 'diga', kind: 'diga' },
  ];

  it('is looked for, and shown with those that it may be', async () => {
    answers = ['no answer'];
    own = [draft, { ...draft, id: 'd2', modified: '2026-01-03' }, ...others];
    const error = await createTemplate(content, description).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MaybeMade);
    expect(error).toMatchObject({ found: [{ id: 'd2' }, { id: 'd1' }], cause: { status: 0 } });
    expect(asked).toEqual(['POST /v1/templates', 'GET /api/v1/templates']);
  });

  it('may be made again where none is there', async () => {
    answers = ['no answer'];
    own = others;
    await expect(createTemplate(content, description)).rejects.toMatchObject({ status: 0 });
    expect(await lookFor(new MaybeMade('A', 'integrator', undefined, 'why'))).toBe('why');
  });
});

it('publishes nothing where the template is another than the one compared with', async () => {
  answers = [201];
  const followed = { ...content, follows: 'h1' };
  await expect(publishVersion('t1', followed, '')).rejects.toBeInstanceOf(NewerVersion);
  expect(asked).toEqual(['GET /api/v1/templates/t1']);
  await publishVersion('t1', { ...content, follows: 'h2' }, '');
  expect(asked.at(-1)).toBe('POST /api/v1/templates/t1/versions');
});
