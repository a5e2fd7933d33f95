import assert from 'node:assert/strict';
import { test } from 'node:test';
import { send } from '../e2e/support/client.mjs';
import { removeFolder, temporaryFolder } from '../e2e/support/server.mjs';
import { Load, SEED } from './support/load.mjs';
import { fill, freeze, smallDisk } from './support/mounts.mjs';
import { report } from './support/verdict.mjs';
import { inWorld } from './support/world.mjs';

const DISK_MB = 128;

/** What was there can still be read. */
async function canRead(world) {
  const client = world.client();
  await client.read('/v1/connections');
  await world.owner().read(`/v1/templates/${world.template}/preview`);
}

/** Runs `fault` under load; it gives how to undo it, or null where this machine cannot do it. */
function underLoad(t, data, fault) {
  t.diagnostic(`SEED=${SEED}`);
  return inWorld({ data }, async (world) => {
    const load = new Load(world);
    await load.progress(40);
    const undo = fault();
    if (!undo) return load.stop();
    try {
      await load.refusals(40);
      await world.readiness(503);
      await canRead(world);
    } finally {
      undo();
    }
    await world.readiness(200);
    await load.progress(60);
    await load.stop();
    return report(t, load);
  });
}

test("SQLite's disk is full for a while", async (t) => {
  const disk = smallDisk(t, DISK_MB);
  if (!disk) return;
  await underLoad(t, disk, () => {
    const filler = fill(disk);
    return () => filler.empty();
  });
});

test("SQLite's disk cannot be written for a while", async (t) => {
  const data = temporaryFolder();
  try {
    await underLoad(t, data, () => freeze(t, data));
  } finally {
    removeFolder(data);
  }
});
