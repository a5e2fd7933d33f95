import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  binary,
  removeFolder,
  repository,
  startServer,
  temporaryFolder,
} from './support/server.mjs';

const DOCUMENT = path.join(repository, 'docs/lifecycle.md');

/** The ```sh blocks of a document, in order, as one script. */
function scriptOf(document) {
  const blocks = [...readFileSync(document, 'utf8').matchAll(/^```sh\n(.*?)^```$/gms)];
  return blocks.map(([, block]) => block).join('\n');
}

describe('docs/lifecycle.md', () => {
  let server;
  let folder;
  before(async () => {
    server = await startServer();
    folder = temporaryFolder();
  });
  after(async () => {
    removeFolder(folder);
    await server.stop();
  });

  it('has a story to run', () => {
    assert.ok(scriptOf(DOCUMENT).split('\n').length > 100);
  });

  it('runs word by word', () => {
    const run = spawnSync('bash', ['-euxo', 'pipefail', '-c', scriptOf(DOCUMENT)], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 300_000,
      env: {
        ...process.env,
        PATH: `${path.dirname(binary)}:${process.env.PATH}`,
        HOME: folder,
        XDG_CONFIG_HOME: '',
        IMPRINT_SERVER: server.url,
        PUBLISHER: server.token('acme', '--partner'),
        ALICE: server.token('alice'),
        BOB: server.token('bob'),
      },
    });
    const output = `${run.stderr}\n${run.stdout}`;
    assert.equal(run.status, 0, `exit ${run.status} ${run.error ?? ''}\n${output}`);
  });
});
