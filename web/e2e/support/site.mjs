import { spawn } from 'node:child_process';
import path from 'node:path';
import { firstLine, repository, startServer } from '../../../tests/e2e/support/server.mjs';

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
  const [, url] = await firstLine(child, /(http:\/\/127\.0\.0\.1:\d+)\//, 60_000, () => errors);
  child.stdout.resume();
  return { url, stop: () => child.kill() };
}

/**
 * A server with the page, a partner account `acme` and a customer account `globex`:
 * {url, server, publisher, customer, as(account, ...flags), stop()}. The clients are those of
 * tests/e2e/support; each has its `token`. `options` are startServer's.
 */
export async function startSite(options = {}) {
  const server = await startServer(options);
  const vite = process.env.PAGE === 'dev' ? await startVite(server.url) : undefined;
  return {
    url: vite?.url ?? server.url,
    server,
    publisher: server.as('acme', '--partner'),
    customer: server.as('globex'),
    as: (account, ...flags) => server.as(account, ...flags),
    async stop() {
      vite?.stop();
      await server.stop();
    },
  };
}
