import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readAll } from '../crash/whole.mjs';
import { smallBundle } from '../e2e/support/bundle.mjs';
import { putFile } from '../e2e/support/client.mjs';
import { ROOT, STORY_VALUES, TEMPLATES, must } from '../e2e/support/diga.mjs';
import { installPath } from '../e2e/support/installs.mjs';
import { previewPath } from './support/clients.mjs';
import { startPostgres } from './support/services.mjs';
import { World } from './support/world.mjs';

const KEYS = 100;
const EDITS = 60;
const UPLOADS = 40;
const SIGN = '/v1/s3SignedURL?file_name=t.zip&file_type=application/zip';

/** Does the same on each of the two processes at the same moment. */
const onBoth = (world, act) => Promise.all(world.servers.map(({ url }, n) => act(url, n)));

async function keys(world, t) {
  const given = new Set();
  for (let n = 0; n < KEYS; n += 1) {
    const body = { connectionMap: world.connectionMap, name: `race ${n}` };
    const headers = { 'idempotency-key': `race-${n}` };
    const [a, b] = await onBoth(world, (url) =>
      world.client(url).post(installPath(world.template), body, { headers }),
    );
    for (const reply of [a, b]) assert.equal(reply.status, 200, reply.text);
    assert.equal(a.text, b.text, `race-${n} gave two answers`);
    given.add(a.body._integrationId);
  }
  const found = [...(await readAll(world.client())).values()];
  const made = found.filter(({ collection }) => collection === 'integrations').length;
  t.diagnostic(`${t.name}: keys ${KEYS}, installations ${made}`);
  assert.equal(given.size, KEYS);
  assert.equal(made, KEYS);
}

/** One writer for each of three fields: whoever asks last, none loses what another wrote. */
async function differentFields(world, t) {
  const { _id } = await world.owner().create('templates', { name: 'T' });
  await world.owner().uploadTo(_id, smallBundle().zip());
  const path = `/v1/templates/${_id}`;
  let lost = 0;
  for (let n = 0; n < EDITS; n += 1) {
    const wanted = { description: `d ${n}`, websiteURL: `https://example.org/${n}` };
    const [a, b] = world.servers.map(({ url }) => world.owner(url));
    const published = n % 2 === 0;
    const replies = await Promise.all([
      a.put(path, { name: 'T', description: wanted.description }),
      b.put(path, { name: 'T', websiteURL: wanted.websiteURL }),
      (n % 3 ? a : b).patch(path, [{ op: 'replace', path: '/published', value: published }]),
    ]);
    for (const reply of replies) assert.equal(reply.status, 200, reply.text);
    const [one, other] = [await a.read(path), await b.read(path)];
    assert.deepEqual(one, other);
    const isKept = Object.entries(wanted).every(([key, value]) => one[key] === value);
    if (!isKept || (one.published ?? false) !== published) lost += 1;
  }
  t.diagnostic(`${t.name}: edits ${EDITS * 3}, lost ${lost}`);
  assert.equal(lost, 0);
}

async function differentDigaFields(world, t) {
  const copy = `${TEMPLATES}/${world.digaTemplate}/copy`;
  const { id } = await must(201, world.client().post(copy, { variables: STORY_VALUES }));
  const path = `${ROOT}/${id}`;
  let lost = 0;
  for (let n = 0; n < EDITS; n += 1) {
    const changes = [{ name: `n ${n}` }, { description: `d ${n}` }];
    await onBoth(world, (url, at) => must(200, world.client(url).patch(path, changes[at])));
    const shown = await onBoth(world, (url) => world.client(url).read(path));
    assert.deepEqual(shown[0], shown[1]);
    if (shown[0].name !== `n ${n}` || shown[0].description !== `d ${n}`) lost += 1;
  }
  t.diagnostic(`${t.name}: edits ${EDITS * 2}, lost ${lost}`);
  assert.equal(lost, 0);
}

/** Two documents for one thing: one of them is there, and no mixture. */
async function wholeDocuments(world, t) {
  const { _id } = await world.owner().create('templates', { name: 'T' });
  const flow = await world.client().create('flows', { name: 'F' });
  const template = `/v1/templates/${_id}`;
  const resource = `/v1/flows/${flow._id}`;
  let mixed = 0;
  for (let n = 0; n < EDITS; n += 1) {
    const text = (at) => `${n} of ${at}`;
    await onBoth(world, async (url, at) => {
      const document = { name: text(at), description: text(at) };
      const edits = await Promise.all([
        world.owner(url).put(template, document),
        world.client(url).put(resource, document),
      ]);
      for (const reply of edits) assert.equal(reply.status, 200, reply.text);
    });
    for (const [client, path] of [[world.owner, template], [world.client, resource]]) {
      const [one, other] = await onBoth(world, (url) => client(url).read(path));
      assert.deepEqual(one, other);
      if (one.name !== one.description || !one.name.startsWith(`${n} of `)) mixed += 1;
    }
  }
  t.diagnostic(`${t.name}: edits ${EDITS * 4}, mixed ${mixed}`);
  assert.equal(mixed, 0);
}

/** Two files at one signed URL: all see one of them, whole. */
async function uploads(world, t) {
  let mixed = 0;
  for (let n = 0; n < UPLOADS; n += 1) {
    const { signedURL, runKey } = await world.client().read(SIGN);
    const { pathname, search } = new URL(signedURL);
    await onBoth(world, async (url, at) => {
      const name = `${n} of ${at}`;
      const bundle = smallBundle({ integration: { name }, export: { name }, flow: { name } });
      const reply = await putFile(url + pathname + search, bundle.zip());
      assert.equal(reply.status, 200, reply.text);
    });
    const shown = await onBoth(world, (url) => world.client(url).read(previewPath(runKey)));
    const names = shown.flatMap(({ objects }) =>
      objects
        .filter(({ model }) => ['Integration', 'Export', 'Flow'].includes(model))
        .map(({ doc }) => doc.name),
    );
    if (names.length !== 6 || new Set(names).size !== 1) mixed += 1;
  }
  t.diagnostic(`${t.name}: uploads ${UPLOADS * 2}, mixed ${mixed}`);
  assert.equal(mixed, 0);
}

const RACES = {
  'one idempotency key makes one installation': keys,
  'edits of different fields of a template are all kept': differentFields,
  'edits of different fields of an integration are all kept': differentDigaFields,
  'of two whole documents, one is kept': wholeDocuments,
  'of two files, one is kept': uploads,
};

/** Runs each race with two processes on one place. */
function races(environment) {
  return async (t) => {
    const world = await World.open({ processes: 2, environment: environment?.() });
    t.after(() => world.close());
    for (const [name, race] of Object.entries(RACES)) {
      await t.test(name, (one) => race(world, one));
    }
  };
}

describe('two processes', () => {
  it('on one SQLite data folder', races());

  it('on one PostgreSQL database', async (t) => {
    const postgres = await startPostgres();
    t.after(() => postgres.end());
    await races(() => ({ IMPRINT_DATABASE: postgres.newDatabase() }))(t);
  });
});
