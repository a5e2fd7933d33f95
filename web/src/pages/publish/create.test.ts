import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Content } from './content';
import { NOTHING_SAID } from './description';

const content: Content = {
  kind: 'integrator',
  fileName: 'a.zip',
  size: 1,
  runKey: 'k',
  secrets: 'variables',
  plan: undefined,
  dryRun: undefined,
};
const description = { ...NOTHING_SAID, name: 'A' };

let answers: (number | 'no answer')[];
let asked: string[];

// What the server answers, one after the other; `asked` is what it was asked.
async function server(request: Request) {
  asked.push(`${request.method} ${new URL(request.url).pathname}`);
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
const { createTemplate, PartlyMade } = await import('./create');

beforeEach(() => {
  asked = [];
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
