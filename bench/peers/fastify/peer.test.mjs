// The peer and Imprint give the same documents for the same requests. Needs ../install to have run;
// IMPRINT names the binary.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { clientOf } from '../../../tests/e2e/support/client.mjs';
import { install, installPath, pathOf, publish } from '../../../tests/e2e/support/installs.mjs';
import {
  firstLine,
  imprint,
  removeFolder,
  repository,
  startServer,
  temporaryFolder,
} from '../../../tests/e2e/support/server.mjs';
import { COLLECTIONS } from './models.mjs';
import { Store } from './store.mjs';

const TOKEN = 'a-token-of-the-peer';
const STOP_MS = 20_000;
const ABSENT = 'f'.repeat(24);
const MEASURED = path.join(repository, 'bench/measured_bundle.py');
const SERVER = fileURLToPath(new URL('server.mjs', import.meta.url));

const id = (n) => `66e2b0f47d41c9b2e6${n.toString(16).padStart(6, '0')}`;

/** Ids in references, keys, texts, beside escapes and letters, and one that is not the bundle's. */
const TRICKY = [
  [
    'Integration',
    {
      name: 'Tricky é "quoted"',
      _id: id(1),
      _registeredConnectionIds: [id(2)],
      flowGroupings: [{ _id: id(20), name: 'First' }],
      createdAt: '2020-01-01T00:00:00.000Z',
      settings: { createdAt: 'kept below the top', empty: {}, list: [], nothing: null },
    },
  ],
  ['Connection', { _id: id(2), type: 'http', name: 'Shop', offline: true }],
  ['Export', { _id: id(4), name: 'Later', _connectionId: id(2), adaptorType: 'HTTPExport' }],
  [
    'Export',
    {
      _id: id(3),
      name: `Text ${id(4)}, not x${id(4)} nor é${id(4)}`,
      _connectionId: id(2),
      mapping: { [id(4)]: `\n${id(3)}\t${id(4)}\\n${id(4)}`, other: ABSENT },
    },
  ],
  [
    'Flow',
    {
      _id: id(5),
      name: 'Flow',
      disabled: false,
      _integrationId: id(1),
      _flowGroupingId: id(20),
      pageGenerators: [{ _exportId: id(3) }, { _exportId: id(4) }],
    },
  ],
];

function writeBundle(documents, folder) {
  for (const [model, doc] of documents) {
    const name =
      model === 'Integration' ? 'integration.json' : `${COLLECTIONS[model]}/${doc._id}.json`;
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), JSON.stringify(doc, null, 1));
  }
}

function writeMeasured(resources, folder) {
  const run = spawnSync('python3', [MEASURED, String(resources), folder], { encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
}

/** Starts the peer; gives a client, its template ids by folder, `pid` and `end(signal)`. */
async function startPeer(data, connection, folders, ...more) {
  const args = ['--listen', '127.0.0.1:0', '--data', data, '--token', TOKEN];
  const templates = folders.flatMap((folder) => ['--template', folder]);
  args.push('--connection', connection, ...templates, ...more);
  const child = spawn(process.execPath, [SERVER, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const killed = () => child.kill('SIGKILL');
  process.once('exit', killed);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => (stderr += chunk));
  const exited = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => (stdout += chunk));
  const pattern = /^((?:template .*\n)*)listening on (http:.*)\n$/;
  const [, lines, url] = await firstLine(child, pattern, 60_000, () => stderr);
  const ids = new Map([...lines.matchAll(/^template (.*) (\w+)$/gm)].map((line) => line.slice(1)));
  return {
    client: clientOf(url, TOKEN),
    stdout: () => stdout,
    template: (folder) => ids.get(folder),
    end: async (signal) => {
      process.off('exit', killed);
      child.kill(signal);
      const late = setTimeout(killed, STOP_MS); // the code is then not 0
      return exited.finally(() => clearTimeout(late));
    },
  };
}

const world = { bundles: [] };

before(async () => {
  world.folder = temporaryFolder();
  const folder = (name) => path.join(world.folder, name);
  writeMeasured(50, folder('measured'));
  writeBundle(TRICKY, folder('tricky'));
  world.server = await startServer();
  world.client = world.server.as('peer', '--partner');
  world.connection = await world.client.create('connections', { name: 'mine', type: 'http' });
  for (const name of ['measured', 'tricky']) {
    const zip = `${folder(name)}.zip`;
    const packed = imprint('pack', folder(name), '-o', zip);
    assert.equal(packed.code, 0, packed.stderr);
    const template = await publish(world.client, { zip: () => readFileSync(zip) });
    world.bundles.push({ name, folder: folder(name), template });
  }
});

after(async () => {
  await world.server?.stop();
  if (world.folder) removeFolder(world.folder);
});

async function withPeer(run, ...more) {
  const data = temporaryFolder();
  const folders = world.bundles.map((bundle) => bundle.folder);
  const start = () => startPeer(data, world.connection._id, folders, ...more);
  const peer = await start();
  try {
    await run(peer, { data, start });
    assert.equal(peer.stdout().match(/^listening on/gm).length, 1, peer.stdout());
    assert.equal(await peer.end('SIGTERM'), 0);
  } finally {
    await peer.end('SIGKILL');
    removeFolder(data);
  }
}

const MEASURED_CONNECTION = '5f0000000000000000000001';
const mapOf = ({ name }) => {
  const connection = name === 'tricky' ? id(2) : MEASURED_CONNECTION;
  return { connectionMap: { [connection]: world.connection._id } };
};

/** The text of an install's answer with fresh ids, times and the template's id replaced. */
function comparable({ text, body }, template) {
  const times = new Set(text.match(/(?<=")\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z(?=")/g));
  assert.equal(times.size, 1, 'one time');
  let plain = text.replaceAll([...times][0], 'TIME').replaceAll(template, 'TEMPLATE');
  const { flowGroupings = [] } = body.objects[0].doc;
  for (const { doc } of body.objects) plain = plain.replaceAll(doc._id, `of ${doc._sourceId}`);
  for (const [at, { _id }] of flowGroupings.entries()) {
    assert.notEqual(_id, TRICKY[0][1].flowGroupings[at]._id, 'a fresh id');
    plain = plain.replaceAll(_id, `grouping ${at}`);
  }
  return plain;
}

test('a template is the same document', () =>
  withPeer(async ({ client, template }) => {
    for (const bundle of world.bundles) {
      const ours = await world.client.read(`/v1/templates/${bundle.template}`);
      const theirs = await client.read(`/v1/templates/${template(bundle.folder)}`);
      assert.equal(theirs._id, template(bundle.folder));
      assert.match(theirs.lastModified, /^\d{4}-.*Z$/);
      const { _id, lastModified } = theirs;
      const name = bundle.name === 'tricky' ? TRICKY[0][1].name : 'Measured';
      const wanted = { ...ours, _id, lastModified, name };
      assert.equal(JSON.stringify(theirs), JSON.stringify(wanted));
    }
  }));

test('a preview is the same document, byte for byte', () =>
  withPeer(async ({ client, template }) => {
    for (const bundle of world.bundles) {
      const ours = await world.client.get(`/v1/templates/${bundle.template}/preview`);
      const theirs = await client.get(`/v1/templates/${template(bundle.folder)}/preview`);
      assert.equal(theirs.status, 200);
      assert.equal(withoutWarnings(theirs.text), withoutWarnings(ours.text));
      assert.equal(theirs.headers.get('content-type'), ours.headers.get('content-type'));
      if (bundle.name === 'measured') assert.equal(theirs.text, ours.text);
    }
  }));

// The peer warns of nothing.
const withoutWarnings = (text) => text.replace(/"warnings":\[.*\]}$/s, '');

for (const more of [[], ['--workers', '2']]) {
  test(`an install makes the same documents ${more.join(' ')}`, () =>
    withPeer(async ({ client, template }) => {
      for (const bundle of world.bundles) {
        const ours = await install(world.client, bundle.template, mapOf(bundle));
        const theirs = await install(client, template(bundle.folder), mapOf(bundle));
        const wanted = comparable(ours, bundle.template);
        assert.equal(
          withoutWarnings(comparable(theirs, template(bundle.folder))),
          withoutWarnings(wanted),
        );
        assert.ok(wanted.includes(world.connection._id), 'the connection is mapped');
        await expectStored(client, theirs.body.objects);
      }
    }, ...more));
}

async function expectStored(client, objects) {
  for (const object of objects) {
    const reply = await client.get(pathOf(object));
    assert.equal(reply.status, 200, reply.text);
    assert.equal(reply.text, JSON.stringify(object.doc));
  }
}

test('every install has ids of its own and is counted', () =>
  withPeer(async ({ client, template }) => {
    const [bundle] = world.bundles;
    const seen = new Set();
    for (let n = 0; n < 3; ++n) {
      const { body } = await install(client, template(bundle.folder), mapOf(bundle));
      assert.equal(body._integrationId, body.objects[0].doc._id);
      for (const { doc } of body.objects) seen.add(doc._id);
    }
    assert.equal(seen.size, 3 * 49, '50 resources without the connection');
    const found = await client.read(`/v1/templates/${template(bundle.folder)}`);
    assert.equal(found.numInstalls, 3);
  }));

test('what was answered is there after SIGKILL', () =>
  withPeer(async (peer, { data, start }) => {
    const [bundle] = world.bundles;
    const template = peer.template(bundle.folder);
    const { body } = await install(peer.client, template, mapOf(bundle));
    await peer.end('SIGKILL');
    const again = await start();
    assert.equal(again.template(bundle.folder), template, 'the template is the same');
    await expectStored(again.client, body.objects);
    assert.equal(await again.end('SIGTERM'), 0);
    const store = new Store(path.join(data, 'peer.db'));
    assert.equal(store.pragma('journal_mode'), 'wal');
    assert.equal(store.pragma('synchronous'), 2, 'FULL: synced before an answer');
    store.close();
    Object.assign(peer, again, { end: async () => 0 });
  }));

test('refusals have the same status and code', () =>
  withPeer(async ({ client, template }) => {
    const [bundle] = world.bundles;
    const mine = world.connection._id;
    const bodies = [
      {},
      { connectionMap: null },
      { connectionMap: [] },
      { connectionMap: {} },
      { connectionMap: { [MEASURED_CONNECTION]: ABSENT } },
      { connectionMap: { [MEASURED_CONNECTION]: 7 } },
      { connectionMap: { [MEASURED_CONNECTION]: mine, [ABSENT]: mine } },
    ];
    const asked = (base, at, token) => [
      ...bodies.map((json) => () => base.post(installPath(at), json)),
      () => base.post(installPath(ABSENT), bodies[6]),
      () => base.get(`/v1/templates/${ABSENT}`),
      () => base.get(`/v1/templates/${ABSENT}/preview`),
      () => base.get(`/v1/exports/${mine}`),
      () => base.get(`/v1/templates/${at}`, { token: '' }),
      () => base.get(`/v1/templates/${at}`, { token: `${token}x` }),
      () => base.get('/nothing'),
    ];
    const ours = asked(world.client, bundle.template, world.client.token);
    const theirs = asked(client, template(bundle.folder), TOKEN);
    for (const [at, ask] of theirs.entries()) {
      const [reply, wanted] = [await ask(), await ours[at]()];
      assert.equal(reply.status, wanted.status, `${at}: ${reply.text}`);
      assert.deepEqual(codesOf(reply), codesOf(wanted), `${at}`);
    }
  }));

const codesOf = ({ body }) => body.message ?? body.errors.map(({ code, field }) => [code, field]);
