import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';

/**
 * Where servers keep things that are not in their data folder. IMPRINT_E2E_DATABASE, a postgres://
 * URL that may make databases, gives each data folder a database of its own;
 * IMPRINT_E2E_BLOBS, s3://bucket[/prefix], gives each one a prefix of its own.
 */
const DATABASE = process.env.IMPRINT_E2E_DATABASE ?? '';
const BLOBS = process.env.IMPRINT_E2E_BLOBS ?? '';

const places = new Map(); // by data folder: {environment, database}

const random = () => randomBytes(8).toString('hex');

/** Runs SQL by psql; gives its output, unaligned and without headings. Throws on an error. */
export function sql(database, statement) {
  const args = [database, '-XAtq', '-v', 'ON_ERROR_STOP=1', '-c', statement];
  const run = spawnSync('psql', args, { encoding: 'utf8', timeout: 60_000 });
  if (run.error) throw run.error;
  if (run.status !== 0) throw new Error(`psql: ${run.stderr}`);
  return run.stdout.trimEnd();
}

/** The URL of another database of the same server. */
export function databaseNamed(server, name) {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** Makes an empty database on that server; gives its URL. */
export function newDatabase(server) {
  const name = `imprint_e2e_${random()}`;
  sql(server, `CREATE DATABASE ${name}`);
  return databaseNamed(server, name);
}

export function dropDatabase(server, database) {
  sql(server, `DROP DATABASE IF EXISTS ${new URL(database).pathname.slice(1)} WITH (FORCE)`);
}

/** A master key; processes that share a database share it. */
export const secretKey = () => randomBytes(32).toString('hex');

function makePlace() {
  const environment = {};
  const database = DATABASE && newDatabase(DATABASE);
  if (database) environment.IMPRINT_DATABASE = database;
  if (BLOBS) environment.IMPRINT_BLOBS = `${BLOBS.replace(/\/$/, '')}/${random()}`;
  if (database || BLOBS) environment.IMPRINT_SECRET_KEY = secretKey();
  return { environment, database };
}

/** What a command with that data folder needs in its environment; the same at every call. */
export function environmentOf(data) {
  if (!places.has(data)) places.set(data, makePlace());
  return places.get(data).environment;
}

/** From now on, commands with that data folder get this environment. */
export function keepElsewhere(data, environment) {
  places.set(data, { environment, database: '' });
}

/** Removes the folder's database. Objects in the bucket stay. */
export function leavePlace(data) {
  const place = places.get(data);
  places.delete(data);
  if (place?.database) dropDatabase(DATABASE, place.database);
}

/** All that the folder's database holds, as text; empty where it is in the folder. */
export function dumpOf(data) {
  const { database } = places.get(data) ?? {};
  if (!database) return '';
  const options = { encoding: 'utf8', maxBuffer: 1 << 30, timeout: 60_000 };
  const run = spawnSync('pg_dump', ['--inserts', database], options);
  if (run.status !== 0) throw new Error(`pg_dump: ${run.error ?? run.stderr}`);
  return run.stdout;
}

const HERE = { 'database file': !DATABASE, 'blob files': !BLOBS };
/** For a test's `skip`: the reason where this run keeps that thing elsewhere, otherwise false. */
export function needs(thing) {
  if (!(thing in HERE)) throw new Error(`no such thing: ${thing}`);
  return HERE[thing] ? false : `needs the ${thing}, which this run keeps elsewhere`;
}
