import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { EVERYONE } from '../faults/support/clients.mjs';
import { Load, SEED } from '../faults/support/load.mjs';
import { somePostgres } from '../faults/support/services.mjs';
import { report } from '../faults/support/verdict.mjs';
import { PROCESSES, openCluster } from './support/cluster.mjs';

const ROUNDS = 3;
const CLIENTS = [...EVERYONE, ...EVERYONE, ...EVERYONE]; // so that some are always about to connect

describe('behind nginx', () => {
  let postgres;
  before(async () => {
    postgres = await somePostgres();
  });
  after(() => postgres?.end());

  /** Runs `disturb` for one process after the other while clients work through nginx. */
  async function inTurn(t, options, disturb) {
    t.diagnostic(`SEED=${SEED}`);
    const { world, close } = await openCluster(postgres, null);
    try {
      const load = new Load(world, { ...options, clients: CLIENTS });
      await load.progress(40);
      for (let n = 0; n < PROCESSES * ROUNDS; n += 1) {
        await disturb(world, n % PROCESSES, load);
        await load.progress(20);
      }
      await load.stop();
      await report(t, load);
      return load;
    } finally {
      await close();
    }
  }

  it('three processes go on when one of them is killed', (t) =>
    inTurn(t, { mayDrop: true }, async (world, n, load) => {
      await sleep(load.random(100));
      await world.kill(n);
      await load.progress(30);
      await world.start(n);
    }));

  it('three processes lose no request when one after the other restarts', async (t) => {
    const load = await inTurn(t, {}, async (world, n) => {
      world.servers[n].signal('SIGTERM');
      await world.servers[n].waitForCleanExit();
      await world.start(n);
    });
    assert.equal(load.refused, 0);
  });
});
