import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import { NOTHING_SAID } from './description';

let there: string;
let put: string | undefined;

async function server(request: Request) {
  if (request.method === 'PUT') put = await request.text();
  return new Response(there, { headers: { 'content-type': 'application/json' } });
}

// The clients take what is there when they are made.
vi.stubGlobal('fetch', server);
const { ChangedMeanwhile, saveDescription } = await import('./save_description');

beforeEach(() => {
  put = undefined;
});
afterAll(() => vi.unstubAllGlobals());

const shown = { ...NOTHING_SAID, name: 'A', language: 'en' };

it('sends a document back as it is by now, each number as it was written', async () => {
  const template = '{"base_url":"https://a.example","limit":10157890123456789,"rate":1.0}';
  there = `{"id":"t","name":"A","language":"en","template":${template}}`;
  await saveDescription('diga', 't', { shown, wanted: { ...shown, description: 'New' } });
  expect(put).toContain(`"template":${template}`);
  expect(put).toContain('"description":"New"');
});

it('keeps what others changed of other fields', async () => {
  there = '{"_id":"t","name":"A","websiteURL":"https://theirs.example"}';
  await saveDescription('integrator', 't', { shown, wanted: { ...shown, name: 'Mine' } });
  expect(JSON.parse(put ?? '')).toMatchObject({
    name: 'Mine',
    websiteURL: 'https://theirs.example',
  });
});

it('does not take the place of what others said of the same field', async () => {
  there = '{"_id":"t","name":"Theirs"}';
  const edit = { shown, wanted: { ...shown, name: 'Mine' } };
  const error = await saveDescription('integrator', 't', edit).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ChangedMeanwhile);
  expect(error).toMatchObject({ fields: ['name'], now: { name: 'Theirs' } });
  expect(put).toBeUndefined();
});

it('saves where others said the same', async () => {
  there = '{"_id":"t","name":"Mine"}';
  await saveDescription('integrator', 't', { shown, wanted: { ...shown, name: 'Mine' } });
  expect(JSON.parse(put ?? '')).toMatchObject({ name: 'Mine' });
});
