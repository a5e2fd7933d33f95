import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { cliOf, IDS, writeTemplate } from './support/cli.mjs';
import { clientOf } from './support/client.mjs';
import { STORY_VALUES, storyTemplate } from './support/diga.mjs';
import { removeFolder, startServer, temporaryFolder } from './support/server.mjs';

const ended = (run, code) => assert.equal(run.code, code, run.stderr + run.stdout);

let home;
const local = () => cliOf({ url: 'http://127.0.0.1:1' }, '', home);
before(() => (home = temporaryFolder()));
after(() => removeFolder(home));

const inHome = (name) => path.join(home, name);
const newKey = (name) => local().text('keygen', '-o', inHome(name)).trim();

describe('keys and signatures', () => {
  let folder;
  let key;
  before(() => {
    folder = writeTemplate(temporaryFolder());
    key = newKey('publisher.key');
    local().text('sign', folder, '--key', inHome('publisher.key'), '-o', inHome('good.sig'));
  });
  const verify = (source, signature, publisher = key) =>
    local().call('verify', source, '--signature', signature, '--publisher', publisher);

  it('are for their owner alone, and never written over', () => {
    assert.equal(statSync(inHome('publisher.key')).mode & 0o777, 0o600);
    const before = readFileSync(inHome('publisher.key'), 'utf8');
    ended(local().call('keygen', '-o', inHome('publisher.key')), 1);
    assert.equal(readFileSync(inHome('publisher.key'), 'utf8'), before);
    assert.match(key, /^[A-Za-z0-9+/]{43}=$/);
    assert.notEqual(newKey('other.key'), key);
    chmodSync(inHome('other.key'), 0o644);
    const refused = local().call('sign', folder, '--key', inHome('other.key'));
    ended(refused, 1);
    assert.ok(!refused.stderr.includes(JSON.parse(before).seed));
  });

  it('are good for the content, not for its form', () => {
    ended(verify(folder, inHome('good.sig')), 0);
    local().text('pack', folder, '-o', inHome('signed.zip'));
    ended(verify(inHome('signed.zip'), inHome('good.sig')), 0);
    const again = local().text('sign', inHome('signed.zip'), '--key', inHome('publisher.key'));
    assert.equal(again, readFileSync(inHome('good.sig'), 'utf8'));
  });

  it('are bad for anything else', () => {
    const changed = writeTemplate(temporaryFolder(), { export: { pageSize: 21 } });
    ended(verify(changed, inHome('good.sig')), 1);
    ended(verify(folder, inHome('good.sig'), newKey('third.key')), 1);
    ended(verify(folder, inHome('good.sig'), 'AAAA'), 1);
    const good = JSON.parse(readFileSync(inHome('good.sig'), 'utf8'));
    const flipped = Buffer.from(good.signature, 'base64');
    flipped[0] ^= 1;
    const bad = [
      { ...good, signature: flipped.toString('base64') },
      { ...good, signature: '' },
      { ...good, version: '0'.repeat(64) },
      { ...good, version: 5 },
      [],
    ];
    for (const signature of [...bad.map((item) => JSON.stringify(item)), '', '{', '\0']) {
      writeFileSync(inHome('bad.sig'), signature);
      ended(verify(folder, inHome('bad.sig')), 1);
    }
    ended(local().call('verify', folder, '--signature', home, '--publisher', key), 1);
  });

  it('hold for documents of Diga too', () => {
    writeFileSync(inHome('desk.json'), JSON.stringify(storyTemplate()));
    local().text(
      ...['sign', inHome('desk.json'), '--key', inHome('publisher.key')],
      ...['-o', inHome('desk.sig')],
    );
    ended(verify(inHome('desk.json'), inHome('desk.sig')), 0);
    ended(verify(folder, inHome('desk.sig')), 1);
  });
});

describe('a server that wants signatures', () => {
  let server;
  let publisher;
  let alice;
  let folder;
  before(async () => {
    folder = writeTemplate(temporaryFolder());
    const trusted = `acme=${newKey('acme.key')}`;
    server = await startServer({ args: ['--require-signatures', '--trusted-publisher', trusted] });
    publisher = cliOf(server, server.token('acme', '--partner'), home);
    alice = cliOf(server, server.token('alice'), home);
  });
  after(() => server.stop());

  const sign = (source, key, to) =>
    local().text('sign', source, '--key', inHome(key), '-o', inHome(to));
  async function plan(template) {
    const client = clientOf(server.url, alice.token);
    const { _id } = await client.create('connections', { name: 'Shop', type: 'http' });
    const connection = `${IDS.connection}=${_id}`;
    return [template, '--connect', connection, '--set', 'store=x'];
  }

  it('installs what its publisher signed, and nothing else', async () => {
    const template = publisher.json('publish', folder, '--name', 'Orders').template.id;
    const args = await plan(template);
    ended(alice.call('plan', ...args), 2);
    ended(alice.call('install', ...args, '--yes'), 2);
    newKey('stranger.key');
    sign(folder, 'stranger.key', 'stranger.sig');
    const again = ['publish', folder, '--template', template, '--signature'];
    publisher.text(...again, inHome('stranger.sig'));
    ended(alice.call('plan', ...args), 2);
    sign(folder, 'acme.key', 'acme.sig');
    publisher.text(...again, inHome('acme.sig'));
    assert.match(alice.text('plan', ...args), /signed by acme\n/);
    alice.text('install', ...args, '--yes');
  });

  it('takes no signature of something else', () => {
    const other = writeTemplate(temporaryFolder(), { export: { pageSize: 5 } });
    sign(other, 'acme.key', 'other.sig');
    const refused = publisher.call(
      ...['publish', folder, '--name', 'Wrong', '--signature', inHome('other.sig')],
    );
    ended(refused, 1);
    assert.doesNotMatch(publisher.text('templates'), /Wrong/);
  });

  it('installs a signed template of Diga with a key that nobody sees', () => {
    const secret = 'diga-k3y-77';
    const document = inHome('desk2.json');
    writeFileSync(document, JSON.stringify(storyTemplate()));
    sign(document, 'acme.key', 'desk2.sig');
    const made = publisher.json('publish', document, '--signature', inHome('desk2.sig'));
    const set = Object.entries(STORY_VALUES).flatMap(([name, value]) => [
      '--set-json',
      `${name}=${JSON.stringify(value)}`,
    ]);
    const args = ['install', made.template.id, ...set, '--secret', 'auth_key', '--yes'];
    ended(alice.call(...args), 1); // nobody gave it
    const byLine = alice.callWith({ input: `${secret}\n` }, ...args);
    ended(byLine, 0);
    const environment = { env: { IMPRINT_SECRET_AUTH_KEY: secret } };
    const byVariable = alice.callWith(environment, ...args, '--json');
    ended(byVariable, 0);
    for (const run of [byLine, byVariable]) {
      assert.ok(!(run.stdout + run.stderr).includes(secret));
    }
    const { id, kind } = JSON.parse(byVariable.stdout);
    assert.equal(kind, 'diga');
    assert.match(alice.text('show', id), /Tool +get_order/);
    alice.text('export', id, '-o', inHome('exported.json'));
    assert.ok(!readFileSync(inHome('exported.json'), 'utf8').includes(secret));
    alice.text('uninstall', id, '--yes', '-q');
  });
});

describe('completion', () => {
  // What a person gets who pressed Tab behind these words.
  function complete(...words) {
    const script = `
      source <("$1" completion bash); shift
      compopt() { :; }
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _imprint
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const binary = process.env.IMPRINT ?? 'build/release/imprint';
    const run = spawnSync('bash', ['-euc', script, 'bash', path.resolve(binary), ...words], {
      encoding: 'utf8',
      cwd: home,
    });
    assert.equal(run.status, 0, run.stderr);
    return run.stdout.trim().split('\n');
  }

  it('knows commands, their commands and their options', () => {
    assert.deepEqual(complete('imprint', 'inst'), ['install', 'installations']);
    assert.deepEqual(complete('imprint', 'token', ''), ['create', 'list', 'revoke']);
    assert.deepEqual(complete('imprint', 'install', 'x', '--con'), ['--connect']);
    assert.deepEqual(complete('imprint', 'token', 'create', '--par'), ['--partner']);
    assert.deepEqual(complete('imprint', 'publish', 'template', '--no-'), ['--no-publish']);
    assert.ok(complete('imprint', 'verify', '').includes('good.sig'));
  });

  it('is there for three shells', () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const text = local().text('completion', shell);
      for (const word of ['break-references', 'from-openapi', 'installations']) {
        assert.ok(text.includes(word), `${shell}: ${word}`);
      }
    }
    assert.ok(local().call('completion', 'tcsh').code >= 100);
  });
});
