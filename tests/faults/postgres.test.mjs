import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fill, smallDisk } from './support/mounts.mjs';
import { Load, SEED } from './support/load.mjs';
import { startPostgres } from './support/services.mjs';
import { report } from './support/verdict.mjs';
import { inWorld } from './support/world.mjs';

const CUTS = 60;
const BETWEEN_CUTS_MS = 50;
const DISK_MB = 192;

/** Runs `fault` under load on a new database and holds what is there against what was told. */
function underLoad(t, postgres, fault) {
  t.diagnostic(`SEED=${SEED}`);
  const environment = { IMPRINT_DATABASE: postgres.newDatabase() };
  return inWorld({ environment }, async (world) => {
    const load = new Load(world);
    await load.progress(40);
    await fault(world, load, environment.IMPRINT_DATABASE);
    await world.readiness(200);
    await load.progress(60);
    await load.stop();
    await report(t, load);
  });
}

describe('PostgreSQL', () => {
  let postgres;
  before(async () => {
    postgres = await startPostgres();
  });
  after(() => postgres?.end());

  it('PostgreSQL stops at once and comes back', (t) =>
    underLoad(t, postgres, async (world, load) => {
      await postgres.stopAtOnce();
      await world.readiness(503);
      await load.refusals(40);
      await postgres.start();
    }));

  it('PostgreSQL is killed and comes back', (t) =>
    underLoad(t, postgres, async (world, load) => {
      await postgres.kill();
      await load.refusals(40);
      await postgres.start();
    }));

  it('PostgreSQL restarts', (t) => underLoad(t, postgres, () => postgres.restart()));

  it('PostgreSQL cuts all connections again and again', (t) =>
    underLoad(t, postgres, async (world, load, database) => {
      let cut = 0;
      for (let n = 0; n < CUTS; n += 1) {
        cut += Number(postgres.cutConnections(database));
        await sleep(BETWEEN_CUTS_MS);
      }
      assert.ok(cut > CUTS, `only ${cut} connections were there to cut`);
    }));
});

describe('a small disk', () => {
  it("PostgreSQL's disk is full for a while", async (t) => {
    const disk = smallDisk(t, DISK_MB);
    if (!disk) return;
    const postgres = await startPostgres(disk);
    try {
      await underLoad(t, postgres, async (world, load) => {
        const filler = fill(disk);
        // Changes that fit into what its files have left still succeed, the one that /readyz
        // makes among them: it may say either.
        await load.refusals(40);
        filler.empty();
        // Without room for its log the server ends; whoever runs it starts it again.
        if (!postgres.isUp()) await postgres.start();
      });
    } finally {
      postgres.end();
    }
  });
});
