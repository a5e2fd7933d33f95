import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { COLLECTIONS, smallBundle } from './support/bundle.mjs';
import { clientOf } from './support/client.mjs';
import { install, oneConnection, pathOf, publish } from './support/installs.mjs';
import { environmentOf, keepElsewhere } from './support/place.mjs';
import {
  binary,
  createToken,
  imprint,
  removeFolder,
  startServer,
  temporaryFolder,
} from './support/server.mjs';

/** What an account sees: every list, every document of an install, the audit. */
async function seenBy(client, objects) {
  const paths = [
    '/v1/templates/published',
    '/v1/audit?limit=1000',
    ...Object.values(COLLECTIONS).map((collection) => `/v1/${collection}`),
    ...objects.map(pathOf),
  ];
  const seen = {};
  for (const at of paths) {
    const { status, text } = await client.get(at);
    seen[at] = { status, text };
  }
  return seen;
}

/** `data` as a data folder of the same secret key, whatever this run keeps elsewhere. */
function asFolder(data, key) {
  keepElsewhere(data, { IMPRINT_SECRET_KEY: key });
}

describe('moving house', () => {
  let from;
  let key;
  let server;
  let token;
  let made;
  const folders = [];
  const newFolder = () => {
    const folder = temporaryFolder();
    folders.push(folder);
    return folder;
  };
  /** A folder's name where nothing is yet. */
  const noFolder = (name) => path.join(newFolder(), name);

  before(async () => {
    from = newFolder();
    server = await startServer({ data: from });
    token = createToken(from, 'shop');
    const environment = environmentOf(from);
    key =
      environment.IMPRINT_SECRET_KEY ??
      readFileSync(path.join(from, 'secret.key'), 'utf8').trim();
    const client = clientOf(server.url, token);
    const template = await publish(server.as('acme', '--partner'), smallBundle());
    const connectionMap = await oneConnection(client);
    made = (await install(client, template, { connectionMap })).body;
    const flow = made.objects.find(({ model }) => model === 'Flow').doc;
    const edited = await client.put(`/v1/flows/${flow._id}`, { ...flow, name: 'Edited' });
    assert.equal(edited.status, 200, edited.text);
    await client.create('connections', { name: 'S', type: 'http', http: { encrypted: 'hidden' } });
  });
  after(async () => {
    await server.stop();
    for (const folder of folders) removeFolder(folder);
  });

  /** Serves a data folder and asserts that the account sees there what `expected` says. */
  async function servesTheSame(data, expected) {
    const other = await startServer({ data });
    try {
      assert.deepEqual(await seenBy(clientOf(other.url, token), made.objects), expected);
    } finally {
      other.signal('SIGTERM');
      await other.waitForCleanExit();
    }
  }

  it('backs up while clients write, restores, and serves the same', async () => {
    const client = clientOf(server.url, token);
    const backup = noFolder('backup');
    let writing = true;
    let written = 0;
    const writer = (async () => {
      for (; writing; ++written) await client.create('connections', { name: 'W', type: 'http' });
    })();
    // Fails with what it wrote to standard error unless it exits with 0.
    await promisify(execFile)(binary, ['backup', '--data', from, '--output', backup], {
      env: { ...process.env, ...environmentOf(from) },
    });
    writing = false;
    await writer;
    assert.ok(written > 1);
    assert.equal(statSync(backup).mode & 0o777, 0o700);
    assert.ok(!existsSync(path.join(backup, 'secret.key')));

    const again = imprint('backup', '--data', from, '--output', backup);
    assert.equal(again.code, 1, 'a folder that is there is left alone');

    const second = noFolder('second');
    const quiet = imprint('backup', '--data', from, '--output', second);
    assert.equal(quiet.code, 0, quiet.stderr);
    const expected = await seenBy(client, made.objects);
    const restored = noFolder('restored');
    asFolder(restored, key);
    const restore = imprint('restore', second, '--data', restored);
    assert.equal(restore.code, 0, restore.stderr);
    await servesTheSame(restored, expected);

    const twice = imprint('restore', second, '--data', restored);
    assert.equal(twice.code, 1, 'a store in use is left alone');
    await servesTheSame(restored, expected);

    asFolder(second, key);
    await servesTheSame(second, expected);
  });

  it('moves into another store and back, and serves the same', async () => {
    const expected = await seenBy(clientOf(server.url, token), made.objects);
    const backup = noFolder('backup');
    assert.equal(imprint('backup', '--data', from, '--output', backup).code, 0);
    // The run's own kind of store: a folder, or a new database and prefix.
    const away = noFolder('away');
    const place = { ...environmentOf(away), IMPRINT_SECRET_KEY: key };
    keepElsewhere(away, place);
    const to = [place.IMPRINT_DATABASE, place.IMPRINT_BLOBS ?? away].filter(Boolean).join(',');
    const out = imprint('migrate-data', backup, to);
    assert.equal(out.code, 0, out.stderr);
    await servesTheSame(away, expected);

    const home = noFolder('home');
    const back = imprint('migrate-data', to, home);
    assert.equal(back.code, 0, back.stderr);
    asFolder(home, key);
    await servesTheSame(home, expected);
  });

  it('refuses another secret key and tells so', async () => {
    const backup = noFolder('backup');
    assert.equal(imprint('backup', '--data', from, '--output', backup).code, 0);
    asFolder(backup, 'ab'.repeat(32));
    const run = imprint('token', 'list', '--data', backup);
    assert.equal(run.code, 1);
    assert.match(run.stderr, /secret key/);
    assert.ok(!run.stderr.includes('ab'.repeat(32)));
  });
});
