import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { clientOf } from './client.mjs';
import { environmentOf, leavePlace } from './place.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
export const repository = path.resolve(here, '../../..');
export const binary = path.resolve(
  process.env.IMPRINT ?? path.join(repository, 'build/release/imprint'),
);

const START_MS = 60_000;
const STOP_MS = 60_000;

// What a test that dies half-way would leave behind.
const children = new Set();
const folders = new Set();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders) {
    try {
      removeFolder(folder);
    } catch (error) {
      process.stderr.write(`not removed: ${folder}: ${error.message}\n`);
    }
  }
});

/** A new empty folder, removed when the process ends or by `removeFolder`. */
export function temporaryFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'imprint-e2e-'));
  folders.add(folder);
  return folder;
}

/** Removes the folder, and the database that went with it. */
export function removeFolder(folder) {
  leavePlace(folder);
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
}

// A data folder among the arguments says where its other things are.
function environmentFor(args) {
  const at = args.indexOf('--data');
  return at < 0 ? process.env : { ...process.env, ...environmentOf(args[at + 1]) };
}

/** Runs the binary to its end. Gives {code, stdout, stderr}. */
export function imprint(...args) {
  assert.ok(existsSync(binary), `no binary at ${binary}: build it or set IMPRINT`);
  const env = environmentFor(args);
  const run = spawnSync(binary, args, { encoding: 'utf8', timeout: 120_000, env });
  if (run.error) throw run.error;
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
}

/** Makes a token, and the account where it is new. */
export function createToken(data, account, ...flags) {
  const run = imprint('token', 'create', '--data', data, '--account', account, ...flags);
  assert.equal(run.code, 0, run.stderr);
  const token = run.stdout.trimEnd();
  assert.match(token, /^\S{20,}$/, 'the token stands alone on standard output');
  return token;
}

/**
 * Follows a child process until its first line on standard output that matches `pattern`.
 * Gives the match.
 */
export function firstLine(child, pattern, milliseconds, errorText) {
  return new Promise((resolve, reject) => {
    let text = '';
    const late = () => finish(reject, new Error(`no start: ${text}${errorText()}`));
    const timer = setTimeout(late, milliseconds);
    const finish = (action, value) => {
      clearTimeout(timer);
      child.stdout.off('data', onData);
      action(value);
    };
    const onData = (chunk) => {
      text += chunk;
      const match = pattern.exec(text);
      if (match) finish(resolve, match);
    };
    child.stdout.setEncoding('utf8').on('data', onData);
    child.once('error', (error) => finish(reject, error));
    child.once('exit', (code) => {
      finish(reject, new Error(`exited with ${code}: ${text}${errorText()}`));
    });
  });
}

/**
 * Starts `imprint serve` on a free port.
 * options.config: text of a configuration file; options.args: more arguments;
 * options.data: a data folder to use, which then is the caller's to remove;
 * options.listen: another address; options.env: more of the environment.
 */
export async function startServer(options = {}) {
  assert.ok(existsSync(binary), `no binary at ${binary}: build it or set IMPRINT`);
  const data = options.data ?? temporaryFolder();
  const listen = options.listen ?? '127.0.0.1:0';
  const args = ['serve', '--listen', listen, '--data', data, ...(options.args ?? [])];
  let configFolder;
  if (options.config) {
    configFolder = temporaryFolder();
    const file = path.join(configFolder, 'imprint.toml');
    writeFileSync(file, options.config);
    args.push('--config', file);
  }
  const env = { ...environmentFor(args), ...options.env };
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  children.add(child);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => (stderr += chunk));
  const exited = new Promise((resolve) => {
    child.once('close', (code, signal) => {
      children.delete(child);
      resolve({ code, signal });
    });
  });
  const [line, url] = await firstLine(
    child,
    /^listening on (http:\/\/[^\s:]+:\d+)\n/,
    START_MS,
    () => stderr,
  );
  assert.ok(line);
  child.stdout.resume();

  return {
    url,
    data,
    pid: child.pid,
    port: Number(new URL(url).port),
    exited,
    stderr: () => stderr,
    signal: (name) => child.kill(name),
    token: (account, ...flags) => createToken(data, account, ...flags),
    /** A client with no token. */
    anonymous: () => clientOf(url),
    /** A client with a new token of that account. */
    as: (account, ...flags) => clientOf(url, createToken(data, account, ...flags)),
    /** Waits for the end after SIGTERM and asserts that it was a clean one. */
    async waitForCleanExit() {
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      const { code, signal } = await exited;
      clearTimeout(timer);
      assert.equal(signal, null, `ended by ${signal}; ${stderr}`);
      assert.equal(code, 0, stderr);
    },
    async stop() {
      child.kill('SIGTERM');
      try {
        await this.waitForCleanExit();
      } finally {
        if (!options.data) removeFolder(data);
        if (configFolder) removeFolder(configFolder);
      }
    },
  };
}
