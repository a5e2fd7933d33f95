import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { dropDatabase, newDatabase, sql } from '../../e2e/support/place.mjs';
import { removeFolder, repository, temporaryFolder } from '../../e2e/support/server.mjs';

const START_MS = 400_000;

// What a test file that dies half-way would leave running.
const running = new Set();
process.on('exit', () => {
  for (const service of running) service.end();
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

const fileOf = (name) => path.join(repository, 'scripts/services', name);

/** Runs a service's script; the clients of a load go on meanwhile. */
async function script(name, command, folder) {
  const run = promisify(execFile)(fileOf(name), [command, folder], { timeout: START_MS });
  return (await run).stdout.trim();
}

// For the exit of the process, when nothing asynchronous runs any more.
function stopNow(name, folder) {
  const run = spawnSync(fileOf(name), ['stop', folder], { encoding: 'utf8', timeout: START_MS });
  assert.equal(run.status, 0, `${name} stop: ${run.error ?? run.stderr}`);
}

/** Waits until `condition` gives true, at most `milliseconds`; `what` says what was waited for. */
export async function until(condition, milliseconds, what) {
  const end = Date.now() + milliseconds;
  while (!(await condition())) {
    assert.ok(Date.now() < end, `${what} within ${milliseconds} ms`);
    await sleep(20);
  }
}

const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** A PostgreSQL server with its data in `folder`, which then is the caller's to remove. */
export async function startPostgres(folder) {
  const home = folder ?? temporaryFolder();
  const run = (command) => script('postgres', command, home);
  const pidFile = path.join(home, 'data/postmaster.pid');
  const service = {
    url: await run('start'),
    start: () => run('start'),
    stop: () => run('stop'),
    restart: () => run('restart'),
    kill: () => run('kill'),
    isUp: () => spawnSync('psql', [service.url, '-XAtqc', 'SELECT 1']).status === 0,
    /** What `pg_ctl stop -m immediate` does: the server ends without finishing anything. */
    async stopAtOnce() {
      const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
      process.kill(pid, 'SIGQUIT');
      await until(() => !alive(pid), 120_000, 'PostgreSQL ends');
    },
    newDatabase: () => newDatabase(service.url),
    /** Ends all connections to that database but the one that asks. */
    cutConnections: (database) =>
      sql(
        service.url,
        'SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity ' +
          `WHERE datname = '${new URL(database).pathname.slice(1)}'`,
      ),
    end() {
      if (!running.delete(service)) return;
      stopNow('postgres', home);
      if (!folder) removeFolder(home);
    },
  };
  running.add(service);
  return service;
}

/** An S3 server with a bucket. Gives {environment, bucket, endpoint, end}. */
export async function startBucket() {
  const home = temporaryFolder();
  const environment = {};
  for (const line of (await script('swift', 'start', home)).split('\n')) {
    const [, name, value] = /^export (\w+)=(.*)$/.exec(line) ?? assert.fail(`of swift: ${line}`);
    environment[name] = value;
  }
  const service = {
    environment,
    endpoint: environment.AWS_ENDPOINT_URL_S3,
    bucket: environment.IMPRINT_TEST_BUCKET,
    end() {
      if (!running.delete(service)) return;
      stopNow('swift', home);
      removeFolder(home);
    },
  };
  running.add(service);
  return service;
}

/** The PostgreSQL server that IMPRINT_TEST_DATABASE names, or one of its own. */
export async function somePostgres() {
  const url = process.env.IMPRINT_TEST_DATABASE;
  if (!url) return startPostgres();
  const made = [];
  return {
    url,
    newDatabase() {
      made.push(newDatabase(url));
      return made.at(-1);
    },
    end() {
      for (const database of made.splice(0)) dropDatabase(url, database);
    },
  };
}

/** The bucket that IMPRINT_TEST_BUCKET and the AWS_ variables name, or one of its own. */
export async function someBucket() {
  const bucket = process.env.IMPRINT_TEST_BUCKET;
  if (!bucket) return startBucket();
  return { environment: {}, bucket, endpoint: process.env.AWS_ENDPOINT_URL_S3, end() {} };
}
