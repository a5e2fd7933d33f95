import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { clientOf } from './support/client.mjs';
import { cliOf, IDS, writeTemplate } from './support/cli.mjs';
import { binary, removeFolder, startServer, temporaryFolder } from './support/server.mjs';

const SHOP = { name: 'My shop', type: 'http', http: { baseURI: 'https://shop.example' } };
// What would clear a screen, change a title or turn a text around.
const HOSTILE = 'Bad\u001b[2J\u001b]0;x\u0007\u202egpj\u009b31m\nname';

let server;
let home;
let publisher;
let alice;
before(async () => {
  server = await startServer();
  home = temporaryFolder();
  publisher = cliOf(server, server.token('acme', '--partner'), home);
  alice = cliOf(server, server.token('alice'), home);
});
after(async () => {
  removeFolder(home);
  await server.stop();
});

const source = (fields) => writeTemplate(temporaryFolder(), fields);
const publishNew = (name, folder = source()) =>
  publisher.json('publish', folder, '--name', name).template.id;
const publishNext = (template, fields) =>
  publisher.json('publish', source(fields), '--template', template).version.number;
const newConnection = async (cli) =>
  (await clientOf(server.url, cli.token).create('connections', SHOP))._id;
async function installFor(cli, template) {
  const connection = await newConnection(cli);
  const bound = `${IDS.connection}=${connection}`;
  return cli.json('install', template, '--connect', bound, '--set', 'store=north', '--yes').id;
}
const installedAs = (cli, id, name) =>
  cli.json('show', id).resources.find((resource) => resource.templateId === IDS[name]).id;
async function edit(cli, installation, fields) {
  const at = `/v1/exports/${installedAs(cli, installation, 'export')}`;
  const client = clientOf(server.url, cli.token);
  const document = await client.read(at);
  const reply = await client.put(at, { ...document, ...fields });
  assert.equal(reply.status, 200, reply.text);
}
const ended = (run, code) => assert.equal(run.code, code, run.stderr + run.stdout);
function harmless(text) {
  // eslint-disable-next-line no-control-regex
  assert.doesNotMatch(text.replaceAll('\n', ''), /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
}

describe('login', () => {
  const nobody = () => cliOf(server, '', temporaryFolder());
  const withoutEnvironment = { env: { IMPRINT_SERVER: '', IMPRINT_TOKEN: '' } };
  const logIn = (cli, token = alice.token) =>
    cli.callWith({ input: `${token}\n` }, 'login', '--server', server.url);

  it('keeps a good token for its owner alone, until logout', () => {
    const folder = temporaryFolder();
    const cli = cliOf(server, '', folder);
    const kept = path.join(folder, '.config/imprint/login.toml');
    const done = logIn(cli);
    ended(done, 0);
    assert.ok(!(done.stdout + done.stderr).includes(alice.token));
    assert.equal(statSync(kept).mode & 0o777, 0o600);
    ended(cli.callWith(withoutEnvironment, 'installations'), 0);
    ended(cli.callWith(withoutEnvironment, 'logout'), 0);
    assert.ok(!existsSync(kept));
    ended(cli.callWith({ env: { IMPRINT_TOKEN: '' } }, 'installations'), 3);
    ended(cli.callWith(withoutEnvironment, 'installations'), 1);
  });

  it('keeps no bad one', () => {
    const folder = temporaryFolder();
    const cli = cliOf(server, '', folder);
    ended(logIn(cli, 'imp_not-a-token'), 3);
    ended(logIn(cli, ''), 1);
    ended(logIn(cli, 'two words'), 1);
    assert.ok(!existsSync(path.join(folder, '.config/imprint/login.toml')));
  });

  it('knows a token that cannot be sent', () => {
    const broken = 'imp_a\u0001b';
    const folder = temporaryFolder();
    for (const run of [
      logIn(cliOf(server, '', folder), broken),
      cliOf(server, broken, home).call('installations'),
    ]) {
      ended(run, 3);
      assert.match(run.stderr, /control character/);
    }
    assert.ok(!existsSync(path.join(folder, '.config/imprint/login.toml')));
  });

  it('shows and keeps no password of an address', () => {
    const folder = temporaryFolder();
    const at = server.url.replace('//', '//user:pass-w0rd@');
    const cli = cliOf(server, '', folder);
    for (const run of [
      cli.callWith({ input: `${alice.token}\n` }, 'login', '--server', at),
      cli.callWith({ env: { IMPRINT_SERVER: at } }, 'installations'),
    ]) {
      ended(run, 1);
      assert.ok(!(run.stdout + run.stderr).includes('pass-w0rd'), run.stderr);
      assert.match(run.stderr, /password/);
    }
    assert.ok(!existsSync(path.join(folder, '.config/imprint/login.toml')));
  });

  it('warns where others can read the token on its way', () => {
    const far = ['login', '--server', 'http://localhost.invalid:1'];
    const warned = nobody().callWith({ input: `${alice.token}\n` }, ...far);
    ended(warned, 5);
    assert.match(warned.stderr, /is not https/);
    assert.doesNotMatch(logIn(nobody()).stderr, /is not https/);
  });

  it('is to no server of another kind', async () => {
    const code = `require('http').createServer((request, response) => response.end('{}'))
      .listen(0, '127.0.0.1', function () { console.log(this.address().port); })`;
    const other = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [port] = await once(other.stdout, 'data');
      const url = `http://127.0.0.1:${String(port).trim()}`;
      const folder = temporaryFolder();
      const cli = cliOf({ url }, alice.token, folder);
      const unknown = '65ffffffffffffffffffffff';
      for (const run of [
        cli.callWith({ input: `${alice.token}\n` }, 'login', '--server', url),
        cli.call('installations'),
        cli.call('show', unknown),
        cli.call('install', unknown, '--yes', '-q'),
        cli.call('publish', source(), '--name', 'Nowhere', '-q'),
      ]) {
        ended(run, 1);
        assert.match(run.stderr, /no Imprint server's answer/);
        assert.equal(run.stdout, '');
      }
      assert.ok(!existsSync(path.join(folder, '.config/imprint/login.toml')));
    } finally {
      other.kill();
    }
  });

  it('gives the token to no other server', () => {
    const cli = cliOf(server, '', temporaryFolder());
    ended(logIn(cli), 0);
    const same = { env: { IMPRINT_SERVER: `${server.url}/` } };
    ended(cli.callWith(same, 'installations'), 0);
    const other = { env: { IMPRINT_SERVER: server.url.replace('127.0.0.1', 'localhost') } };
    ended(cli.callWith(other, 'installations'), 3);
  });

  it('is not used while others may read it', () => {
    const folder = temporaryFolder();
    const cli = cliOf(server, '', folder);
    ended(logIn(cli), 0);
    chmodSync(path.join(folder, '.config/imprint/login.toml'), 0o644);
    const refused = cli.callWith(withoutEnvironment, 'installations');
    ended(refused, 1);
    assert.match(refused.stderr, /chmod 600/);
    writeFileSync(path.join(folder, '.config/imprint/login.toml'), 'token = "imp_secret"\nx');
    chmodSync(path.join(folder, '.config/imprint/login.toml'), 0o600);
    const damaged = cli.callWith(withoutEnvironment, 'installations');
    ended(damaged, 1);
    assert.ok(!damaged.stderr.includes('imp_secret'));
  });

  it('does not show what is typed', () => {
    const cli = nobody();
    const done = cli.terminal([['Token: ', alice.token]], 'login', '--server', server.url);
    ended(done, 0);
    assert.match(done.stdout, /Token: \r?\nLogged in/);
  });
});

describe('exit codes', () => {
  it('tell what happened', () => {
    const unknown = '65ffffffffffffffffffffff';
    ended(cliOf(server, 'imp_bad', home).call('installations'), 3);
    ended(alice.call('publish', source(), '--name', 'Not a partner'), 3);
    ended(alice.call('show', unknown), 4);
    ended(alice.call('versions', unknown), 4);
    ended(alice.call('show', unknown, '--server', 'http://127.0.0.1:1'), 5);
    ended(alice.call('show', unknown, '--server', 'ftp://127.0.0.1'), 1);
    for (const wrong of [
      ['show'],
      ['show', ''],
      ['show', '../templates'],
      ['uninstall', '..'],
      ['diff'],
      ['diff', 'a'],
      ['diff', 'a', 'b', '--template', unknown, '--from', '1'],
      ['publish', 'x', '--name', 'N', '--template', unknown],
      ['upgrade', unknown, '--rule', 'ours'],
      ['versions', unknown, 'newest'],
    ]) {
      const run = alice.call(...wrong);
      assert.ok(run.code >= 100, `${wrong.join(' ')}: ${run.code} ${run.stderr}`);
      assert.equal(run.stdout, '');
    }
  });

  it('are one for a file that is not there, which is named', () => {
    const publisherKey = Buffer.alloc(32).toString('base64');
    for (const call of [
      ['publish', 'nowhere', '--name', 'X'],
      ['publish', 'nowhere.json'],
      ['diff', 'nowhere', home],
      ['diff', 'nowhere.json', home],
      ['pack', 'nowhere', '-o', 'x.zip'],
      ['sign', home, '--key', 'nowhere'],
      ['verify', home, '--signature', 'nowhere', '--publisher', publisherKey],
    ]) {
      const run = publisher.call(...call);
      ended(run, 1);
      assert.match(run.stderr, /nowhere/, call.join(' '));
    }
  });

  it('stand beside the answer of the server', () => {
    const run = alice.call('show', '65ffffffffffffffffffffff', '--json');
    ended(run, 4);
    assert.equal(JSON.parse(run.stdout).code, 'not_found');
    assert.match(run.stderr, /not found/i);
  });
});

describe('publish', () => {
  it('takes folders and zips, and says which version it became', () => {
    const folder = source();
    const zip = path.join(home, 'packed.zip');
    const template = publishNew('Published', folder);
    publisher.text('pack', folder, '-o', zip);
    const again = publisher.json('publish', zip, '--template', template, '--note', 'The same');
    assert.equal(again.version.number, 1);
    assert.equal(again.version.note, 'The same');
    assert.equal(publishNext(template, { export: { pageSize: 30 } }), 2);
    assert.match(publisher.text('versions', template), /1 .*The same\n2 .*current\n$/);
    assert.match(publisher.text('versions', template, '1'), /Export +New orders/);
    assert.deepEqual(
      alice.json('search', 'published').items.map(({ id }) => id),
      [template],
    );
  });

  it('leaves a template alone where it is told to', () => {
    const made = publisher.json('publish', source(), '--name', 'Hidden', '--no-publish');
    assert.equal(made.template.published, false);
    assert.match(publisher.text('templates'), /Hidden \(not published\)/);
    assert.equal(alice.call('versions', made.template.id).code, 4);
  });

  it('leaves nothing behind for a bad file', () => {
    const before = publisher.text('templates', '-q');
    const bad = path.join(home, 'bad.zip');
    writeFileSync(bad, 'not a zip');
    ended(publisher.call('publish', bad, '--name', 'Bad'), 1);
    const damaged = source();
    writeFileSync(path.join(damaged, 'exports/orders.json'), '{"_id": ');
    ended(publisher.call('publish', damaged, '--name', 'Bad'), 1);
    assert.equal(publisher.text('templates', '-q'), before);
  });

  it('refuses credentials, or makes variables of them', () => {
    const folder = source({
      export: {
        http: { relativeURI: '/x', headers: [{ name: 'X-Api-Key', value: 'k3y-Zq81xW04' }] },
      },
    });
    const refused = publisher.call('publish', folder, '--name', 'With a key');
    ended(refused, 1);
    assert.ok(!refused.stderr.includes('k3y-Zq81xW04'));
    const made = publisher.json('publish', folder, '--name', 'Without', '--secrets', 'variables');
    const version = publisher.json('versions', made.template.id, '1');
    assert.equal(version.variables.length, 1);
  });

  it('shows how far it is on a terminal alone', () => {
    const args = ['publish', source(), '--name', 'Progress'];
    assert.match(publisher.terminal([], ...args).stdout, /\(100%\)/);
    assert.doesNotMatch(publisher.terminal([], ...args, '--quiet').stdout, /%/);
    assert.equal(publisher.call(...args).stderr, '');
  });

  it('comes back by download and diff', () => {
    const folder = source();
    const template = publishNew('There and back', folder);
    const zip = path.join(home, 'back.zip');
    publisher.text('download', template, '1', '-o', zip);
    assert.match(publisher.text('diff', zip, folder, '--exit-code'), /0 changed, 5 unchanged/);
    const other = source({ export: { pageSize: 7 } });
    ended(publisher.call('diff', zip, other, '--exit-code'), 2);
    assert.match(publisher.text('diff', zip, other), /pageSize: 20 -> 7/);
    publisher.text('publish', other, '--template', template);
    const here = publisher.json('diff', zip, other);
    assert.deepEqual(publisher.json('diff', '--template', template, '--from', '1'), here);
  });

  it('comes back through a link to what is no file', () => {
    const folder = source();
    const template = publishNew('Piped', folder);
    const link = path.join(temporaryFolder(), 'output');
    symlinkSync('/proc/self/fd/1', link);
    for (const output of [link, '-']) {
      const got = publisher.call('download', template, '-o', output);
      ended(got, 0);
      assert.match(got.stdout, /^PK/);
      const packed = publisher.call('pack', folder, '-o', output);
      ended(packed, 0);
      assert.match(packed.stdout, /^PK/);
      assert.match(packed.stderr, /5 files/);
    }
    assert.ok(lstatSync(link).isSymbolicLink());
    assert.ok(!existsSync(path.join(home, '-')));
    const nowhere = path.join(home, 'to-nothing');
    symlinkSync(path.join(home, 'nothing'), nowhere);
    ended(publisher.call('download', template, '-o', nowhere), 1);
    ended(publisher.call('pack', folder, '-o', nowhere), 1);
    assert.ok(lstatSync(nowhere).isSymbolicLink());
  });

  it('marks versions that are not to be installed', () => {
    const template = publishNew('Deprecated');
    publisher.text('deprecate', template, '1', '--reason', 'Loses refunds');
    assert.match(alice.call('plan', template).stdout, /deprecated: Loses refunds/);
    publisher.text('deprecate', template, '1', '--undo');
    assert.doesNotMatch(alice.call('plan', template).stdout, /deprecated/);
  });
});

describe('plan and install', () => {
  it('tell all that is missing, and do nothing', async () => {
    const template = publishNew('Missing');
    const args = [template, '--set', 'store=x', '--set', 'colour=red', '--select', IDS.flow];
    const plan = alice.call('plan', ...args);
    ended(plan, 2);
    assert.match(plan.stdout, /connections\.\w+: /);
    assert.match(plan.stdout, /colour/);
    ended(alice.call('install', ...args, '--yes'), 2);
    const refused = alice.call('install', ...args, '--yes', '--json');
    ended(refused, 2);
    assert.equal(JSON.parse(refused.stdout).plan.installable, false);
    assert.deepEqual(alice.json('installations', '--template', template).items, []);
  });

  it('ask a person, who may say no', async () => {
    const template = publishNew('Asked');
    const connection = `${IDS.connection}=${await newConnection(alice)}`;
    const args = ['install', template, '--connect', connection];
    const no = alice.terminal([['[y/N] ', 'n']], ...args);
    ended(no, 2);
    ended(alice.call(...args), 2); // nobody there
    assert.deepEqual(alice.json('installations', '--template', template).items, []);
    const yes = alice.terminal([['[y/N] ', 'y']], ...args);
    ended(yes, 0);
    assert.match(yes.stdout, /Installed "Orders"/);
    assert.equal(alice.json('installations', '--template', template).items.length, 1);
  });

  it('install exactly what was shown, or nothing', async () => {
    const template = publishNew('Raced');
    const connection = `${IDS.connection}=${await newConnection(alice)}`;
    const other = source({ export: { pageSize: 31 } });
    const meanwhile = [
      `IMPRINT_TOKEN=${publisher.token}`,
      process.env.IMPRINT ?? 'build/release/imprint',
      `publish ${other} --template ${template} -q`,
    ].join(' ');
    const run = alice.terminal(
      [['[y/N] ', 'y', meanwhile]],
      ...['install', template, '--connect', connection],
    );
    ended(run, 2);
    assert.match(run.stdout, /the version: 1 -> 2/);
    assert.deepEqual(alice.json('installations', '--template', template).items, []);
  });

  it('take numbers, flags and texts for variables', async () => {
    const template = publishNew('Typed', source({ export: { pageSize: '<<size>>' } }));
    const connection = `${IDS.connection}=${await newConnection(alice)}`;
    const id = alice.text(
      ...['install', template, '--connect', connection, '--set-json', 'size=25'],
      ...['--set', 'store=7', '--yes', '--quiet'],
    );
    assert.deepEqual(alice.json('show', id.trim()).variables, { size: 25, store: '7' });
  });
});

describe('an installation', () => {
  it('is upgraded by what a person decides', async () => {
    const template = publishNew('Decided');
    const id = await installFor(alice, template);
    await edit(alice, id, { pageSize: 100 });
    assert.equal(publishNext(template, { export: { pageSize: 50 } }), 2);
    const open = alice.call('upgrade', id, '--yes');
    ended(open, 2);
    assert.match(open.stdout, /base +20\n +mine +100\n +theirs +50\n/);
    const answer = alice.call('upgrade', id, '--yes', '--json');
    ended(answer, 2);
    assert.equal(JSON.parse(answer.stdout).code, 'merge_conflict');
    ended(alice.call('upgrade', id, '--interactive', '--yes'), 2); // nobody there
    ended(alice.terminal([['uit? ', 'q']], 'upgrade', id, '--interactive'), 2);
    assert.equal(alice.json('show', id).version.number, 1);
    const steps = [
      ['uit? ', 'e'],
      ['on one line: ', 'seventy'],
      ['The value: ', '70'],
      ['[y/N] ', 'y'],
    ];
    const done = alice.terminal(steps, 'upgrade', id, '--interactive');
    ended(done, 0);
    assert.match(done.stdout, /chosen +70[^]*\[y\/N\]/);
    assert.match(done.stdout, /Upgraded \(step 1\)/);
    assert.equal(alice.json('drift', id).resources[0].fields[0].installed, 70);
    ended(alice.call('drift', id, '--exit-code'), 2);
    assert.match(alice.text('upgrade', id, '--yes'), /nothing to do/);
  });

  it('ends an upgrade as the server does while a person decides', async () => {
    const template = publishNew('Lost');
    const id = await installFor(alice, template);
    await edit(alice, id, { pageSize: 100 });
    publishNext(template, { export: { pageSize: 50 } });
    const meanwhile = `${path.resolve(binary)} uninstall ${id} --discard-edits --yes -q`;
    ended(alice.terminal([['uit? ', 'm', meanwhile]], 'upgrade', id, '--interactive'), 4);
  });

  it('goes by a rule, back, and away', async () => {
    const template = publishNew('Ruled');
    const id = await installFor(alice, template);
    await edit(alice, id, { pageSize: 100 });
    publishNext(template, { export: { pageSize: 50 } });
    ended(alice.call('upgrade', id, '--dry-run'), 2);
    ended(alice.call('upgrade', id, '--dry-run', '--rule', 'theirs'), 0);
    assert.equal(alice.json('show', id).version.number, 1);
    alice.text('upgrade', id, '--rule', 'theirs', '--yes');
    ended(alice.call('drift', id, '--exit-code'), 0);
    alice.text('rollback', id, '--dry-run');
    ended(alice.terminal([['[y/N] ', 'n']], 'rollback', id), 2);
    assert.equal(alice.json('show', id).version.number, 2);
    alice.text('rollback', id, '--yes', '-q');
    assert.equal(alice.json('show', id).version.number, 1);
    const resource = installedAs(alice, id, 'export');
    assert.match(alice.text('revert', id, resource, '--dry-run'), /pageSize: 20 -> 100/);
    ended(alice.call('drift', id, '--exit-code'), 2);
    const refused = alice.call('uninstall', id, '--yes');
    ended(refused, 2);
    assert.match(refused.stderr, /--discard-edits/);
    alice.text('revert', id, resource);
    assert.match(alice.text('history', id), /1 +upgrade.*\n2 +rollback.*\n3 +revert/);
    assert.match(alice.text('uninstall', id, '--dry-run'), /Would remove 4/);
    ended(alice.terminal([['[y/N] ', 'y']], 'uninstall', id), 0);
    ended(alice.call('show', id), 4);
  });

  it('becomes a template again', async () => {
    const folder = source();
    const id = await installFor(alice, publishNew('Exported', folder));
    const zip = path.join(home, 'exported.zip');
    alice.text('export', id, '-o', zip);
    assert.match(alice.text('diff', folder, zip), /, 0 removed, .* unchanged/);
    assert.equal(readFileSync(zip).subarray(0, 2).toString(), 'PK');
  });

  it('is cloned with its connections', async () => {
    const id = await installFor(alice, publishNew('Cloned'));
    const clone = alice.text('clone', id, '--name', 'Second', '-q').trim();
    assert.notEqual(clone, id);
    const client = clientOf(server.url, alice.token);
    assert.equal((await client.read(`/v1/integrations/${clone}`)).name, 'Second');
  });
});

describe('what a server says', () => {
  it('does not control the terminal', async () => {
    const template = publishNew(HOSTILE, source({ integration: { name: HOSTILE } }));
    const connection = `${IDS.connection}=${await newConnection(alice)}`;
    const args = [template, '--connect', connection];
    for (const call of [
      ['search', 'bad'],
      ['search', 'bad', '--json'],
      ['versions', template, '1'],
      ['plan', ...args],
      ['plan', ...args, '--json'],
      ['install', ...args, '--yes'],
      ['installations'],
      ['installations', '--json'],
    ]) {
      const text = alice.text(...call);
      harmless(text);
      assert.match(text, /Bad/, call.join(' '));
    }
    const found = alice.json('search', 'bad').items.find(({ id }) => id === template);
    assert.equal(found.name, HOSTILE);
  });
});
