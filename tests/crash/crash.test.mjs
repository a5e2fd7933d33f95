import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { install as mustInstall, installPath, pathOf, publish } from '../e2e/support/installs.mjs';
import { clientOf } from '../e2e/support/client.mjs';
import { createToken, removeFolder, startServer, temporaryFolder } from '../e2e/support/server.mjs';
import { Ledger } from './ledger.mjs';
import { randomOf } from './random.mjs';
import { ID, bundle, group, isLost, isPartial, readAll } from './whole.mjs';

const KILLS = Number(process.env.KILLS ?? 20);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const CLIENTS = 12;

/** One client after another request until the server dies. Edits only what it installed itself. */
class Worker {
  constructor(number, world) {
    this.number = number;
    this.world = world;
    this.mine = [];
    this.count = 0;
  }

  /** Gives when a request fails because the server was killed. */
  async run(client, round) {
    for (;;) {
      try {
        await this.#step(client);
      } catch (error) {
        if (round.killed && !(error instanceof assert.AssertionError)) return;
        throw error;
      }
    }
  }

  #step(client) {
    const choice = this.world.random(100);
    if (choice < 60 || this.mine.length === 0) return this.#install(client);
    const entry = this.mine[this.world.random(this.mine.length)];
    if (entry.acknowledged === null) return this.#install(client);
    return choice < 85 || !entry.path.includes('/flows/')
      ? this.#edit(client, entry)
      : this.#delete(client, entry);
  }

  async #install(client) {
    const { ledger, template, connectionMap, random } = this.world;
    const name = `w${this.number}-${(this.count += 1)}`;
    const key = random(2) === 0 ? `key-${name}` : undefined;
    const install = ledger.begin(name, key, { connectionMap, name });
    const reply = await client.post(installPath(template), install.body, withKey(key));
    assert.equal(reply.status, 200, reply.text);
    ledger.installed(install, reply.body, pathOf);
    this.mine.push(...install.entries.slice(1));
  }

  async #edit(client, entry) {
    const { ledger, random } = this.world;
    const doc = { ...entry.acknowledged, description: `edit ${random(1e9)}` };
    ledger.editing(entry, doc);
    const reply = await client.put(entry.path, doc);
    if (this.#isGone(reply, entry)) return;
    assert.equal(reply.status, 200, reply.text);
    ledger.edited(entry, reply.body);
  }

  async #delete(client, entry) {
    this.world.ledger.deleting(entry);
    const reply = await client.delete(entry.path);
    if (this.#isGone(reply, entry)) return;
    assert.equal(reply.status, 204, reply.text);
    this.world.ledger.deleted(entry);
  }

  // A deletion that was not acknowledged may have been done all the same.
  #isGone(reply, entry) {
    if (reply.status !== 404 || !entry.allows(undefined)) return false;
    entry.acknowledge(null);
    return true;
  }
}

const withKey = (key) => ({ headers: key ? { 'idempotency-key': key } : {} });

/** Lets every worker loose on a started server and kills it at some moment. */
async function untilKilled(world, workers) {
  const server = await startServer({ data: world.data });
  const client = clientOf(server.url, world.token);
  const round = { killed: false };
  const running = Promise.all(workers.map((worker) => worker.run(client, round)));
  running.catch(() => {}); // seen below, after the kill
  // A quarter of the kills comes early; the others when work is under way, however slow it is.
  const had = world.ledger.acknowledged.length;
  const end = Date.now() + 60_000;
  if (world.random(4) > 0) {
    while (world.ledger.acknowledged.length === had && Date.now() < end) await sleep(5);
  }
  await sleep(15 + world.random(120));
  round.killed = true;
  server.signal('SIGKILL');
  await server.exited;
  await running;
}

/** Asks again for what was asked with a key; gives the ids by key. */
async function repeatKeyed(client, world) {
  const ids = new Map();
  for (const { key, body, id } of world.ledger.installs) {
    if (!key) continue;
    const { body: answer } = await mustInstall(client, world.template, body, withKey(key));
    if (id) assert.equal(answer._integrationId, id, `${key} gave another integration`);
    ids.set(key, answer._integrationId);
  }
  return ids;
}

async function checkRepeats(client, world) {
  const first = await repeatKeyed(client, world);
  assert.deepEqual(await repeatKeyed(client, world), first);
  assert.equal(new Set(first.values()).size, first.size, 'two keys gave one integration');
  const names = new Map();
  for (const { doc } of (await readAll(client)).values()) {
    if (!doc._integrationId) names.set(doc.name, (names.get(doc.name) ?? 0) + 1);
  }
  for (const { name, key } of world.ledger.installs) {
    if (key) assert.equal(names.get(name), 1, `integrations made with ${key}`);
  }
}

async function checkInstallCount(owner, world, found) {
  const integrations = [...found.values()].filter((x) => x.collection === 'integrations').length;
  const { numInstalls } = await owner.read(`/v1/templates/${world.template}`);
  assert.equal(numInstalls ?? 0, integrations);
}

async function checkSingly(client, world, found) {
  for (let n = 0; n < 50; n += 1) {
    const [id, { collection, doc }] = [...found][world.random(found.size)];
    assert.deepEqual(await client.read(`/v1/${collection}/${id}`), doc);
  }
}

async function prepare() {
  const world = {
    data: temporaryFolder(),
    random: randomOf(SEED),
    ledger: new Ledger(),
  };
  const server = await startServer({ data: world.data });
  world.ownerToken = createToken(world.data, 'owner', '--partner');
  world.token = createToken(world.data, 'client');
  world.template = await publish(clientOf(server.url, world.ownerToken), bundle());
  const client = clientOf(server.url, world.token);
  const { _id } = await client.create('connections', { name: 'C', type: 'http' });
  world.connectionMap = { [ID.connection]: _id };
  await server.stop();
  return world;
}

test(`${KILLS} kills lose nothing that was acknowledged`, { timeout: 1_800_000 }, async (t) => {
  t.diagnostic(`SEED=${SEED}`);
  const world = await prepare();
  const { ledger } = world;
  const workers = Array.from({ length: CLIENTS }, (_, number) => new Worker(number, world));
  for (let kill = 0; kill < KILLS; kill += 1) await untilKilled(world, workers);

  const server = await startServer({ data: world.data });
  const client = clientOf(server.url, world.token);
  const found = await readAll(client);
  const parts = group(found);
  const byId = new Map(ledger.acknowledged.map((install) => [install.id, install]));
  const lost = ledger.acknowledged.filter((install) => isLost(install, found));
  const partial = [...parts].filter(([id, members]) => isPartial(members, byId.get(id)));
  t.diagnostic(
    `kills ${KILLS}, installs acknowledged ${byId.size}, found ${parts.size}, ` +
      `lost ${lost.length}, partial ${partial.length}, ` +
      `edits ${ledger.edits}, deletions ${ledger.deletions}`,
  );
  assert.ok(byId.size >= KILLS, 'too few installs to mean anything');
  assert.deepEqual(lost.map(({ name }) => name), []);
  assert.deepEqual(partial.map(([id]) => id), []);
  await checkInstallCount(clientOf(server.url, world.ownerToken), world, found);
  await checkSingly(client, world, found);
  await checkRepeats(client, world);
  await server.stop();
  removeFolder(world.data);
});
