import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Copier, Installer, TemplateEditor, Uploader } from './support/clients.mjs';
import { Load, SEED } from './support/load.mjs';
import { startBucket, startPostgres } from './support/services.mjs';
import { report } from './support/verdict.mjs';
import { inWorld } from './support/world.mjs';

const KILLS = Number(process.env.KILLS ?? 12);

async function killed(t, world, options = {}) {
  t.diagnostic(`SEED=${SEED}`);
  const load = new Load(world, { mayDrop: true, ...options });
  for (let kill = 0; kill < KILLS; kill += 1) {
    await load.progress(5);
    await sleep(load.random(150));
    await world.kill();
    await world.start();
  }
  await load.progress(20);
  await load.stop();
  await report(t, load);
}

test(`SIGKILL ${KILLS} times on SQLite`, (t) => inWorld({}, (world) => killed(t, world)));

test('on PostgreSQL', async (t) => {
  const postgres = await startPostgres();
  t.after(() => postgres.end());
  await t.test(`SIGKILL ${KILLS} times on PostgreSQL`, (one) => {
    const environment = { IMPRINT_DATABASE: postgres.newDatabase() };
    return inWorld({ environment }, (world) => killed(one, world));
  });
});

// Files come past the process, and it takes them over when they are first looked at.
test('with a bucket', async (t) => {
  const bucket = await startBucket();
  t.after(() => bucket.end());
  await t.test(`SIGKILL ${KILLS} times while files are taken from a bucket`, (one) => {
    const blobs = `s3://${bucket.bucket}/${randomBytes(8).toString('hex')}`;
    const environment = { ...bucket.environment, IMPRINT_BLOBS: blobs };
    const uploaders = Array.from({ length: 6 }, () => Uploader);
    const clients = [...uploaders, Installer, TemplateEditor, Copier];
    return inWorld({ environment }, (world) => killed(one, world, { clients, pause: 20 }));
  });
});
