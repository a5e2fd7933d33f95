import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { removeFolder, temporaryFolder } from '../../e2e/support/server.mjs';
import { until } from '../../faults/support/services.mjs';
import { freePort } from '../../e2e/support/free_port.mjs';

const START_MS = 120_000;

// A process that cannot be connected to is passed over for the next. Nothing else is tried twice:
// nginx by itself sends a POST again only when no byte of it went out.
const configOf = (folder, port, servers) => `
${process.getuid() === 0 ? 'user root;' : ''}
daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  client_max_body_size 300m;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  upstream imprint {
${servers.map((server) => `    server ${server} max_fails=0;`).join('\n')}
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://imprint;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_next_upstream error timeout;
      proxy_connect_timeout 2s;
    }
  }
}
`;

const accepts = (port) =>
  new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

/** nginx before `servers` (host:port), asking one after the other. Gives {url, stop}. */
export async function startNginx(servers) {
  const folder = temporaryFolder();
  const port = await freePort();
  const config = path.join(folder, 'nginx.conf');
  for (const name of ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) {
    mkdirSync(path.join(folder, name));
  }
  writeFileSync(config, configOf(folder, port, servers));
  const PATH = `${process.env.PATH}:/usr/sbin`;
  const child = spawn('nginx', ['-e', `${folder}/error.log`, '-c', config, '-p', folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PATH },
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => (stderr += chunk));
  const kill = () => child.kill('SIGTERM');
  process.once('exit', kill);
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => resolve(`nginx ended with ${code}: ${stderr}`));
  });
  ended.then(() => (child.hasEnded = true));
  await until(async () => child.hasEnded || (await accepts(port)), START_MS, 'nginx answers');
  if (child.hasEnded) assert.fail(await ended);
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      kill();
      await ended;
      process.off('exit', kill);
      removeFolder(folder);
    },
  };
}
