import assert from 'node:assert/strict';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { smallBundle } from '../e2e/support/bundle.mjs';
import { clientOf, expectError, expectUnauthorized, putFile } from '../e2e/support/client.mjs';
import { createToken, removeFolder, temporaryFolder } from '../e2e/support/server.mjs';
import { Load, SEED } from './support/load.mjs';
import { report } from './support/verdict.mjs';
import { World } from './support/world.mjs';

const LIBRARIES = ['x86_64-linux-gnu', 'aarch64-linux-gnu'].map(
  (machine) => `/usr/lib/${machine}/faketime/libfaketime.so.1`,
);
const LIBRARY = LIBRARIES.find((file) => existsSync(file));
// Longer than any step under load: a URL may be asked for before one and used after it.
const URL_SECONDS = 200_000;
const SIGN = '/v1/s3SignedURL?file_name=t.zip&file_type=application/zip';

describe('the clock', { skip: !LIBRARY && 'libfaketime is not installed' }, () => {
  let world;
  let folder;
  // In one step: every look at the clock reads the file.
  const set = (offset) => {
    writeFileSync(path.join(folder, 'offset.new'), `${offset}\n`);
    renameSync(path.join(folder, 'offset.new'), path.join(folder, 'offset'));
  };

  before(async () => {
    folder = temporaryFolder();
    set('+0s');
    const env = {
      LD_PRELOAD: LIBRARY,
      FAKETIME_TIMESTAMP_FILE: path.join(folder, 'offset'),
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    };
    world = await World.open({ env, config: `[limits]\nupload_url_lifetime = ${URL_SECONDS}\n` });
  });
  beforeEach(() => set('+0s'));
  after(async () => {
    await world?.close();
    removeFolder(folder);
  });

  const now = async () =>
    new Date((await world.client().create('scripts', { name: 'S' })).createdAt).getTime();

  it('is the one that the test sets', async () => {
    set('-3600s');
    assert.ok(Math.abs((await now()) - Date.now() + 3_600_000) < 60_000);
    set('+0s');
    assert.ok(Math.abs((await now()) - Date.now()) < 60_000);
  });

  it('the clock steps back and forth', async (t) => {
    t.diagnostic(`SEED=${SEED}`);
    const load = new Load(world);
    for (const offset of ['+0s', '-3600s', '+0s', '+3600s', '-86400s', '+0s']) {
      set(offset);
      await load.progress(40);
    }
    await load.stop();
    assert.equal(load.refused, 0, 'nothing is refused for the clock');
    await report(t, load);
  });

  it('ends tokens by what it shows', async () => {
    const brief = clientOf(world.entry(), createToken(world.data, 'guest', '--expires', '30m'));
    assert.equal((await brief.get('/v1/flows')).status, 200);
    set('+3600s');
    expectUnauthorized(await brief.get('/v1/flows'), 'Bearer Authentication Failed');
    set('-3600s');
    assert.equal((await brief.get('/v1/flows')).status, 200);
    set('+0s');
    assert.equal((await brief.get('/v1/flows')).status, 200);
  });

  it('ends signed URLs by what it shows', async () => {
    const zip = smallBundle().zip();
    const { signedURL } = await world.client().read(SIGN);
    set(`+${URL_SECONDS + 60}s`);
    expectError(await putFile(signedURL, zip), 403, 'invalid_signature');
    set('-3600s');
    assert.equal((await putFile(signedURL, zip)).status, 200);
    set('+0s');
    assert.equal((await putFile(signedURL, zip)).status, 200);
  });
});
