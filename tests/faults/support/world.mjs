import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ID, bundle } from '../../crash/whole.mjs';
import { clientOf, send } from '../../e2e/support/client.mjs';
import { TEMPLATES, must, storyTemplate } from '../../e2e/support/diga.mjs';
import { freePort } from '../../e2e/support/free_port.mjs';
import { publish } from '../../e2e/support/installs.mjs';
import { environmentOf, keepElsewhere, secretKey } from '../../e2e/support/place.mjs';
import { binary, removeFolder, startServer, temporaryFolder } from '../../e2e/support/server.mjs';
import { until } from './services.mjs';

export const READY_MS = 120_000;

/**
 * Processes on one place, an account that owns templates, one that installs them and edits what it
 * installed, and a template of each dialect.
 */
export class World {
  /**
   * options.environment: leads to a database and a bucket, without it all is in the data folder;
   * options.data: that folder, then the caller's to remove; options.processes (1);
   * options.args, options.config, options.env: for each `serve`.
   */
  static async open(options = {}) {
    const world = new World();
    world.options = options;
    world.data = options.data ?? temporaryFolder();
    if (options.environment) {
      const key = { IMPRINT_SECRET_KEY: secretKey() };
      keepElsewhere(world.data, { ...key, ...options.environment });
    }
    world.servers = [];
    world.ports = [];
    for (let n = 0; n < (options.processes ?? 1); n += 1) {
      world.ports.push(await freePort());
      await world.start(n);
    }
    const embedded = path.join(world.data, 'imprint.db');
    const isElsewhere = Boolean(options.environment?.IMPRINT_DATABASE);
    assert.equal(existsSync(embedded), !isElsewhere, embedded);
    await world.#furnish();
    return world;
  }

  async #furnish() {
    this.ownerToken = await this.#newToken('owner', '--partner');
    this.token = await this.#newToken('shop');
    this.template = await publish(this.owner(), bundle());
    const { _id } = await this.client().create('connections', { name: 'C', type: 'http' });
    this.connectionMap = { [ID.connection]: _id };
    const made = await must(201, this.owner().post(TEMPLATES, storyTemplate()));
    this.digaTemplate = made.id;
  }

  // Unlike createToken, this lets what else runs in this process go on: a proxy of the bucket.
  async #newToken(account, ...flags) {
    const args = ['token', 'create', '--data', this.data, '--account', account, ...flags];
    const env = { ...process.env, ...environmentOf(this.data) };
    return (await promisify(execFile)(binary, args, { env })).stdout.trimEnd();
  }

  /** Starts process `n`, on the port that it always has. */
  async start(n = 0) {
    const { args, config, env } = this.options;
    const listen = `127.0.0.1:${this.ports[n]}`;
    this.servers[n] = await startServer({ data: this.data, listen, args, config, env });
  }

  async kill(n = 0) {
    this.servers[n].signal('SIGKILL');
    await this.servers[n].exited;
  }

  /** One of the processes, in turn; tests of a proxy set another `entry`. */
  entry = () => this.servers[(this.turn = (this.turn + 1) % this.servers.length)].url;
  turn = -1;

  client = (base = this.entry()) => clientOf(base, this.token);
  owner = (base = this.entry()) => clientOf(base, this.ownerToken);

  /** Waits until every process answers /readyz with `status`. */
  async readiness(status, milliseconds = READY_MS) {
    for (const { url } of this.servers) {
      const ask = async () => (await send('GET', `${url}/readyz`)).status === status;
      await until(ask, milliseconds, `/readyz answers ${status}`);
    }
  }

  async close() {
    for (const server of this.servers) await server.stop();
    if (!this.options.data) removeFolder(this.data);
  }

  /** What the processes said on standard error, for messages. */
  log = () => this.servers.map((server) => server.stderr().slice(-2000)).join('\n');
}

/** Lets `body` have a world and closes it, whatever happens. */
export async function inWorld(options, body) {
  const world = await World.open(options);
  let ended = false;
  try {
    await body(world);
    ended = true;
  } catch (error) {
    if (error instanceof Error) error.message += `\n${world.log()}`;
    throw error;
  } finally {
    // After a failure, what the servers still do says nothing.
    if (!ended) for (const server of world.servers) server.signal('SIGKILL');
    else await world.close();
  }
}

