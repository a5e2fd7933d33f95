import { spawn } from 'node:child_process';
import path from 'node:path';
import { after, before } from 'node:test';
import { firstLine, repository, startServer } from '../../../tests/e2e/support/server.mjs';
import { openBrowser } from './browser.mjs';

const web = path.join(repository, 'web');

/**
 * With PAGE=dev, Vite serves the page in front of the server: what one works on shows at once,
 * but without the headers that the binary sends.
 */
async function startVite(serverUrl) {
  const vite = path.join(web, 'node_modules/vite/bin/vite.js');
  const child = spawn(process.execPath, [vite, '--host', '127.0.0.1', '--clearScreen', 'false'], {
    cwd: web,
    env: { ...process.env, IMPRINT_URL: serverUrl, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => (errors += chunk));
  process.on('exit', () => child.kill());
  try {
    const [, url] = await firstLine(child, /(http:\/\/127\.0\.0\.1:\d+)\//, 60_000, () => errors);
    child.stdout.resume();
    return { url, stop: () => child.kill() };
  } catch (error) {
    child.kill();
    throw error;
  }
}

/**
 * A server with the page, a partner account `acme` and a customer account `globex`:
 * {url, server, publisher, customer, as(account, ...flags), stop()}. The clients are those of
 * tests/e2e/support; each has its `token`. `options` are startServer's.
 */
export async function startSite(options = {}) {
  const server = await startServer(options);
  let vite;
  const stop = async () => {
    vite?.stop();
    await server.stop();
  };
  try {
    vite = process.env.PAGE === 'dev' ? await startVite(server.url) : undefined;
    return {
      url: vite?.url ?? server.url,
      server,
      publisher: server.as('acme', '--partner'),
      customer: server.as('globex'),
      as: (account, ...flags) => server.as(account, ...flags),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The pages first, as they ask the server until they are gone. */
async function close(browser, site) {
  try {
    for (const context of browser?.contexts() ?? []) await context.close();
    await browser?.close();
  } finally {
    await site?.stop();
  }
}

/**
 * A site and a browser: {site, browser, close()}. Where one of them does not start, the other ends.
 * `options` are startSite's.
 */
export async function openSite(options) {
  const begun = await Promise.allSettled([startSite(options), openBrowser()]);
  const [site, browser] = begun.map(({ value }) => value);
  const failed = begun.filter(({ status }) => status === 'rejected');
  if (failed.length === 0) return { site, browser, close: () => close(browser, site) };
  await close(browser, site);
  const reasons = failed.map(({ reason }) => reason);
  throw new AggregateError(reasons, reasons.map(({ message }) => message).join('\n'));
}

/**
 * A site and a browser for the tests of the `describe` that calls this: {site, browser}. They are
 * empty until its first hook, which is this one's, and end after its last test; of the browser there
 * is what openPage needs. `options` are startSite's.
 */
export function siteForTests(options = {}) {
  const site = {};
  const browser = {};
  let opened;
  before(async () => {
    opened = await openSite(options);
    Object.assign(site, opened.site);
    browser.newContext = (...args) => opened.browser.newContext(...args);
  });
  after(() => opened?.close());
  return { site, browser };
}
