import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomOf } from '../crash/random.mjs';
import { environmentOf, keepElsewhere, secretKey, sql } from '../e2e/support/place.mjs';
import {
  binary,
  imprint,
  removeFolder,
  startServer,
  temporaryFolder,
} from '../e2e/support/server.mjs';
import { SEED } from './support/load.mjs';
import { startPostgres } from './support/services.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 4); // databases
const KILLS = 6; // of each, unless it is done earlier
const ROWS = 5000;
const random = randomOf(SEED);

/** Runs a line of Python with `sqlite3` imported and the database open as `db`. */
function python(data, code) {
  const file = path.join(data, 'imprint.db');
  const program = `import sqlite3, sys\ndb = sqlite3.connect(sys.argv[1])\n${code}\ndb.commit()`;
  const run = spawnSync('python3', ['-c', program, file], { encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
  return run.stdout.trim();
}

const SQLITE = {
  name: 'SQLite',
  newPlace: () => ({}),
  addAccounts(data) {
    python(
      data,
      `db.executemany("INSERT INTO accounts VALUES (?, ?, 0, 0)", ` +
        `[(n.to_bytes(12, 'big'), f'account {n}') for n in range(1, ${ROWS} + 1)])`,
    );
  },
  countAccounts: (data) =>
    Number(python(data, `print(db.execute("SELECT count(*) FROM accounts").fetchone()[0])`)),
  schema: (data) =>
    python(data, `print(sorted(db.execute("SELECT type, name, sql FROM sqlite_master")))`),
};

const onPostgres = (postgres) => ({
  name: 'PostgreSQL',
  newPlace: () => ({ IMPRINT_DATABASE: postgres.newDatabase() }),
  addAccounts(data) {
    sql(
      environmentOf(data).IMPRINT_DATABASE,
      'INSERT INTO accounts (id, name, partner, created) ' +
        "SELECT decode(lpad(to_hex(n), 24, '0'), 'hex'), convert_to('account ' || n, 'UTF8'), " +
        `false, 0 FROM generate_series(1, ${ROWS}) AS n`,
    );
  },
  countAccounts: (data) =>
    Number(sql(environmentOf(data).IMPRINT_DATABASE, 'SELECT count(*) FROM accounts')),
  schema(data) {
    const { IMPRINT_DATABASE } = environmentOf(data);
    const run = spawnSync('pg_dump', ['--schema-only', IMPRINT_DATABASE], { encoding: 'utf8' });
    assert.equal(run.status, 0, run.stderr);
    // The first and last lines of newer versions carry a key of their own for each dump.
    return run.stdout.replace(/^\\(un)?restrict .*$/gm, '');
  },
});

function newData(engine) {
  const data = temporaryFolder();
  keepElsewhere(data, { IMPRINT_SECRET_KEY: secretKey(), ...engine.newPlace() });
  return data;
}

function migrate(data, ...args) {
  const run = imprint('migrate', '--data', data, ...args);
  assert.equal(run.code, 0, run.stderr + run.stdout);
  return run.stdout;
}

/** Starts `command` and kills it after `milliseconds`; gives whether it had ended well before. */
async function killAfter(milliseconds, data, command) {
  const env = { ...process.env, ...environmentOf(data) };
  const child = spawn(binary, [...command, '--data', data], { env, stdio: 'ignore' });
  const ended = new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  await sleep(milliseconds);
  child.kill('SIGKILL');
  const { code, signal } = await ended;
  assert.ok(signal === 'SIGKILL' || code === 0, `${command[0]} ended with ${code}`);
  return code === 0;
}

/** A database on its way to the newest schema, killed again and again; gives the kills. */
async function brokenOff(engine, data, first, command, lasts) {
  if (first > 0) {
    migrate(data, '--to', String(first));
    engine.addAccounts(data);
  }
  let kills = 0;
  while (kills < KILLS && !(await killAfter(random(lasts), data, command))) kills += 1;
  migrate(data);
  return kills;
}

/** How long an undisturbed run takes, so that kills fall all over it; and what it leads to. */
function undisturbed(engine) {
  const data = newData(engine);
  const started = performance.now();
  migrate(data);
  const lasts = Math.ceil(performance.now() - started) + 5;
  const schema = engine.schema(data);
  removeFolder(data);
  return { lasts, schema };
}

async function migrations(t, engine) {
  t.diagnostic(`SEED=${SEED}`);
  const { lasts, schema } = undisturbed(engine);
  let kills = 0;
  let lost = 0;
  let partial = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const first = round % 2; // an empty database, or one of the first schema with rows
    const command = round % 4 < 2 ? ['migrate'] : ['serve', '--listen', '127.0.0.1:0'];
    const data = newData(engine);
    kills += await brokenOff(engine, data, first, command, lasts);
    if (engine.schema(data) !== schema) partial += 1;
    lost += first * ROWS - engine.countAccounts(data);
    const server = await startServer({ data });
    await server.as('a').create('flows', { name: 'F' });
    await server.stop();
    removeFolder(data);
  }
  t.diagnostic(
    `${t.name}: databases ${ROUNDS}, kills ${kills}, acknowledged ${(ROUNDS / 2) * ROWS}, ` +
      `lost ${lost}, in part ${partial}, refused 0`,
  );
  assert.ok(kills >= ROUNDS, 'too few kills to mean anything');
  assert.equal(lost, 0);
  assert.equal(partial, 0);
}

/** Every process migrates what it finds at its start: one does it, and the others wait for it. */
async function startTogether(engine) {
  const data = newData(engine);
  const servers = await Promise.all([1, 2, 3].map(() => startServer({ data })));
  const made = await servers[0].as('a').create('flows', { name: 'F' });
  for (const server of servers) {
    assert.equal((await server.as('a').read(`/v1/flows/${made._id}`)).name, 'F');
    await server.stop();
  }
  removeFolder(data);
}

test('SIGKILL during migrations of SQLite', (t) => migrations(t, SQLITE));

test('three processes start on one new data folder', () => startTogether(SQLITE));

test('PostgreSQL', async (t) => {
  const postgres = await startPostgres();
  t.after(() => postgres.end());
  await t.test('SIGKILL during migrations of PostgreSQL', (one) =>
    migrations(one, onPostgres(postgres)),
  );
  await t.test('three processes start on one new database', () =>
    startTogether(onPostgres(postgres)),
  );
});
