// Usage: server.mjs --listen HOST:PORT --data DIR --token TOKEN --connection ID
//        --template FOLDER [--template FOLDER ...] [--workers N]
import cluster from 'node:cluster';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildApp } from './app.mjs';
import { Store } from './store.mjs';
import { compileTemplate } from './template.mjs';

const ACCOUNT = 1;

const { values: options } = parseArgs({
  options: {
    listen: { type: 'string', default: '127.0.0.1:0' },
    data: { type: 'string' },
    token: { type: 'string' },
    connection: { type: 'string' },
    template: { type: 'string', multiple: true, default: [] },
    workers: { type: 'string', default: '1' },
  },
});
for (const name of ['data', 'token', 'connection']) {
  if (!options[name]) throw new Error(`--${name} is missing`);
}

function openStore() {
  mkdirSync(options.data, { recursive: true });
  return new Store(path.join(options.data, 'peer.db'));
}

/** Adds what the options name, unless it is there; gives [[folder, template id], ...]. */
function seed(store) {
  store.addToken(ACCOUNT, options.token);
  store.addConnection(ACCOUNT, options.connection, 'http');
  return options.template.map((folder) => {
    const { name } = JSON.parse(readFileSync(path.join(folder, 'integration.json'), 'utf8'));
    return [folder, store.addTemplate(ACCOUNT, path.resolve(folder), name)];
  });
}

async function serve(store, seeded) {
  const compiled = seeded.map(([folder, id]) => compileTemplate(id, folder));
  const app = buildApp(store, new Map(compiled.map((template) => [template.id, template])));
  app.addHook('onClose', async () => store.close());
  onStop(() => app.close().then(() => process.exit())); // a worker's channel would keep it alive
  const [host, port] = options.listen.split(':');
  return app.listen({ host, port: Number(port) });
}

function onStop(stop) {
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, stop);
}

function announce(seeded, url) {
  for (const [folder, id] of seeded) console.log(`template ${folder} ${id}`);
  console.log(`listening on ${url}`);
}

async function startAlone() {
  const store = openStore();
  const seeded = seed(store);
  const url = await serve(store, seeded);
  if (cluster.isPrimary) announce(seeded, url);
}

function startWorkers(count) {
  const store = openStore();
  const seeded = seed(store);
  store.close();
  let waiting = count;
  cluster.on('listening', (worker, { address, port }) => {
    waiting -= 1;
    if (waiting === 0) announce(seeded, `http://${address}:${port}`);
  });
  for (let n = 0; n < count; ++n) cluster.fork();
  onStop(() => {
    for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGTERM');
  });
}

if (cluster.isPrimary && Number(options.workers) > 1) {
  startWorkers(Number(options.workers));
} else {
  await startAlone();
}
