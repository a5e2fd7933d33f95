import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomOf } from '../../crash/random.mjs';
import { expectRefusal, isOfProxy } from './answers.mjs';
import { EVERYONE } from './clients.mjs';
import { WorldLedger } from './ledger.mjs';

export const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const PAUSE_MS = 4;
const REFUSED_MS = 50;
/** No answer takes longer, whatever happens to what is behind. */
const SLOWEST_MS = 30_000;

/**
 * Clients that keep asking a world for changes until they are stopped, and a ledger of what they
 * were told. options.mayDrop: connections may break, because a process is killed;
 * options.clients: their classes; options.pause: milliseconds between a client's steps.
 */
export class Load {
  refused = 0;
  dropped = 0;
  slowest = 0;
  statuses = new Map(); // how often each was answered
  violations = [];
  random = randomOf(SEED);

  constructor(world, options = {}) {
    this.world = world;
    this.mayDrop = options.mayDrop ?? false;
    this.pause = options.pause ?? PAUSE_MS;
    this.ledger = new WorldLedger();
    const clients = options.clients ?? EVERYONE;
    this.running = clients.map((Client, number) => this.#loop(new Client(this, number)));
  }

  async #loop(client) {
    while (!this.stopped) {
      try {
        await client.step();
      } catch (error) {
        const message = `of a client (${client.constructor.name}): ${error.message}`;
        this.violations.push(new Error(message, { cause: error }));
        return;
      }
      await sleep(this.pause);
    }
  }

  /**
   * Sends a request that must be answered with one of `statuses` or refused in the dialect's form;
   * a bucket may refuse in any way. Gives the reply, or null.
   */
  async ask(dialect, statuses, send, client = this.world.client()) {
    const started = performance.now();
    let reply;
    try {
      reply = await send(client);
    } catch (error) {
      const isBroken = error instanceof TypeError && error.message === 'fetch failed';
      if (!isBroken || !(this.mayDrop || dialect === 'bucket')) throw error;
      return this.#drop();
    } finally {
      this.slowest = Math.max(this.slowest, performance.now() - started);
    }
    this.statuses.set(reply.status, (this.statuses.get(reply.status) ?? 0) + 1);
    if (statuses.includes(reply.status)) return reply;
    if (dialect === 'bucket' || (this.mayDrop && isOfProxy(reply))) return this.#drop();
    expectRefusal(reply, dialect);
    this.refused += 1;
    await sleep(REFUSED_MS);
    return null;
  }

  askOwner(statuses, send) {
    return this.ask('integrator', statuses, send, this.world.owner());
  }

  async #drop() {
    this.dropped += 1;
    await sleep(REFUSED_MS);
    return null;
  }

  /** Lets the clients work until `count` more changes were acknowledged. */
  async progress(count, milliseconds = 120_000) {
    const wanted = this.ledger.count + count;
    const end = Date.now() + milliseconds;
    while (this.ledger.count < wanted) {
      this.#assertGood();
      assert.ok(Date.now() < end, `${count} more acknowledged within ${milliseconds} ms`);
      await sleep(10);
    }
  }

  /** Lets the clients work until `count` more requests were refused. */
  async refusals(count, milliseconds = 120_000) {
    const wanted = this.refused + count;
    const end = Date.now() + milliseconds;
    while (this.refused < wanted) {
      this.#assertGood();
      assert.ok(Date.now() < end, `${count} more refused within ${milliseconds} ms`);
      await sleep(10);
    }
  }

  #assertGood() {
    if (this.violations.length > 0) throw this.violations[0];
  }

  async stop() {
    this.stopped = true;
    await Promise.all(this.running);
    this.#assertGood();
    assert.ok(this.slowest < SLOWEST_MS, `an answer took ${Math.round(this.slowest)} ms`);
  }
}
