import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { firstLine } from './server.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const cli = path.resolve(here, '../node_modules/@stoplight/prism-cli/dist/index.js');
const START_MS = 120_000;

/** Starts Prism as a validating proxy in front of `upstream`. Gives {url, stop}. */
export async function startProxy(specification, upstream) {
  assert.ok(existsSync(cli), 'no Prism: run "npm ci" in tests/e2e');
  const args = [cli, 'proxy', specification, upstream, '--host', '127.0.0.1', '--port', '0'];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'test', FORCE_COLOR: '0' },
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => (stderr += chunk));
  const [, url] = await firstLine(
    child,
    /listening on (http:\/\/127\.0\.0\.1:\d+)/,
    START_MS,
    () => stderr,
  );
  child.stdout.resume();
  return {
    url,
    async stop() {
      const closed = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      await closed;
      process.off('exit', kill);
    },
  };
}

/**
 * What Prism holds against an answer that came through it. Prism only names the violations of a
 * request that was bad on purpose, and passes it on; those do not count.
 */
export function responseViolations(reply) {
  const header = reply.headers.get('sl-violations');
  if (!header) return [];
  let all;
  try {
    all = JSON.parse(header);
  } catch {
    return [{ message: header }]; // cut off: too many to tell apart
  }
  return all.filter(
    ({ location, message }) => location[0] !== 'request' || message === 'Selected route not found',
  );
}

/** Counts checks by operation, and fails on every violation of a response. */
export class Checks {
  counts = new Map();

  /** `operation` is such as "GET /v1/templates/{_id}". Gives the reply. */
  async expect(operation, status, pending) {
    const reply = await pending;
    assert.equal(reply.status, status, `${operation}: ${reply.text}`);
    assert.deepEqual(responseViolations(reply), [], `${operation} ${status}: ${reply.text}`);
    const statuses = this.counts.get(operation) ?? [];
    statuses.push(status);
    this.counts.set(operation, statuses);
    return reply;
  }

  /** One line for each operation: its name, the number of checks and their statuses. */
  report() {
    return [...this.counts].sort().map(([operation, statuses]) => {
      const different = [...new Set(statuses)].sort().join(' ');
      return `${operation}: ${statuses.length} checks (${different})`;
    });
  }

  total() {
    return [...this.counts.values()].reduce((sum, statuses) => sum + statuses.length, 0);
  }
}

/** "GET /path" for each operation of our own description, by its plain layout. */
export function operationsOf(yamlFile) {
  const operations = [];
  let current;
  for (const line of readFileSync(yamlFile, 'utf8').split('\n')) {
    if (/^components:/.test(line)) break;
    current = /^ {2}(\/\S*):$/.exec(line)?.[1] ?? current;
    const method = /^ {4}(get|put|post|patch|delete):$/.exec(line)?.[1];
    if (method) operations.push(`${method.toUpperCase()} ${current}`);
  }
  return operations;
}
