import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { binary } from './server.mjs';

const TERMINAL = path.join(path.dirname(fileURLToPath(import.meta.url)), 'in_terminal.py');

/** The fixed ids of `writeTemplate`'s resources. */
export const IDS = Object.fromEntries(
  ['integration', 'connection', 'export', 'import', 'flow'].map((name, i) => [
    name,
    `65000000000000000000000${i + 1}`,
  ]),
);

/** Writes a template of a connection, an export, an import and a flow; `fields` go over each. */
export function writeTemplate(folder, fields = {}) {
  const _integrationId = IDS.integration;
  const _connectionId = IDS.connection;
  const documents = {
    'integration.json': { _id: IDS.integration, name: 'Orders', ...fields.integration },
    'connections/shop.json': {
      _id: IDS.connection,
      name: 'Shop',
      type: 'http',
      http: { baseURI: 'https://shop.example' },
    },
    'exports/orders.json': {
      _id: IDS.export,
      name: 'New orders',
      _connectionId,
      _integrationId,
      pageSize: 20,
      http: { relativeURI: '/<<store>>/orders', method: 'GET' },
      ...fields.export,
    },
    'imports/ledger.json': {
      _id: IDS.import,
      name: 'Ledger',
      _connectionId,
      _integrationId,
      http: { relativeURI: ['/ledger'], method: ['POST'] },
      ...fields.import,
    },
    'flows/hourly.json': {
      _id: IDS.flow,
      name: 'Hourly',
      _integrationId,
      pageGenerators: [{ _exportId: IDS.export }],
      pageProcessors: [{ type: 'import', _importId: IDS.import }],
    },
  };
  for (const [name, document] of Object.entries(documents)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), JSON.stringify(document));
  }
  return folder;
}

/**
 * The command line as one account uses it against one server. Calls give {code, stdout, stderr}.
 */
export function cliOf(server, token, home) {
  const env = {
    ...process.env,
    HOME: home,
    XDG_CONFIG_HOME: '',
    IMPRINT_SERVER: server.url,
    IMPRINT_TOKEN: token,
  };
  const run = (command, args, options) => {
    const done = spawnSync(command, args, {
      encoding: 'utf8',
      timeout: 120_000,
      cwd: home,
      input: '',
      ...options,
      env: { ...env, ...options?.env },
    });
    if (done.error) throw done.error;
    const result = { code: done.status, stdout: done.stdout, stderr: done.stderr };
    if (token) assert.ok(!(done.stdout + done.stderr).includes(token), 'a token was printed');
    return result;
  };
  const call = (...args) => run(binary, args);
  return {
    token,
    call,
    /** With more of the environment, or standard input. */
    callWith: (options, ...args) => run(binary, args, options),
    /** Asserts success; gives what was printed. */
    text(...args) {
      const done = call(...args);
      assert.equal(done.code, 0, `imprint ${args.join(' ')}\n${done.stderr}${done.stdout}`);
      return done.stdout;
    },
    json(...args) {
      return JSON.parse(this.text(...args, '--json'));
    },
    /** At a terminal, where a person answers: [[prompt, answer, command?]]; `stdout` shows all. */
    terminal: (steps, ...args) =>
      run('python3', [TERMINAL, JSON.stringify(steps), binary, ...args]),
  };
}
