import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';

type Answer = 'kept' | 'lost' | 'never arrived' | 'refused';
let answers: Answer[];
let there: { _id: string; name: string; type: string }[];

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

async function server(request: Request) {
  if (request.method === 'GET') return json(there);
  const { name, type } = (await request.json()) as { name: string; type: string };
  const answer = answers.shift();
  if (answer === 'refused') return json({ errors: [{ code: 'x', message: 'No.' }] }, 422);
  const made = { _id: `c${there.length}`, name, type };
  if (answer !== 'never arrived') there = [...there, made];
  if (answer === 'kept') return json(made, 201);
  throw new TypeError('no network');
}

// The clients take what is there when they are made.
vi.stubGlobal('fetch', server);
const { createConnection } = await import('./create_connection');
const { queryClient } = await import('~/api/queries');

beforeEach(() => {
  queryClient.clear();
  there = [{ _id: 'c0', name: 'Shop', type: 'http' }];
});
afterAll(() => vi.unstubAllGlobals());

const made = (name: string) => ({
  name,
  type: 'http',
  baseURI: 'https://a.example',
  body: { name, type: 'http' },
});
const shop = made('Shop');

describe('a connection whose answer was lost', () => {
  it('is taken instead of a second one, and not one that was there before', async () => {
    answers = ['lost', 'kept'];
    await expect(createConnection(shop)).rejects.toMatchObject({ status: 0 });
    expect(await createConnection(shop)).toMatchObject({ id: 'c1' });
    expect(there).toHaveLength(2);
  });

  it('is made again where it never arrived', async () => {
    answers = ['never arrived', 'kept'];
    await expect(createConnection(shop)).rejects.toMatchObject({ status: 0 });
    expect(await createConnection(shop)).toMatchObject({ id: 'c1' });
    expect(there).toHaveLength(2);
  });

  it('has nothing to do with another', async () => {
    answers = ['lost', 'kept'];
    await expect(createConnection(shop)).rejects.toMatchObject({ status: 0 });
    await createConnection(made('Ledger'));
    expect(there).toHaveLength(3);
  });
});

it('makes another of the same name where both were answered or refused', async () => {
  answers = ['kept', 'refused', 'kept'];
  await createConnection(shop);
  await expect(createConnection(shop)).rejects.toMatchObject({ status: 422 });
  await createConnection(shop);
  expect(there).toHaveLength(3);
});
