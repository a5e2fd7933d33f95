import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { COLLECTIONS, SMALL, smallBundle, templateId } from './support/bundle.mjs';
import { expectUnauthorized } from './support/client.mjs';
import { filesHolding } from './support/files.mjs';
import { needs } from './support/place.mjs';
import { connect, head } from './support/raw.mjs';
import {
  createToken,
  imprint,
  removeFolder,
  startServer,
  temporaryFolder,
} from './support/server.mjs';
import { STORY, STORY_SOURCE, storyBundle } from './support/story.mjs';

const succeeded = (run) => {
  assert.equal(run.code, 0, run.stderr + run.stdout);
  return run.stdout;
};
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function writeBundle(bundle, folder) {
  for (const { name, data } of bundle.entries()) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, data);
  }
  return folder;
}

describe('help', () => {
  const commands = [
    ['serve'],
    ['token'],
    ['token', 'create'],
    ['token', 'list'],
    ['token', 'revoke'],
    ['pack'],
    ['lint'],
    ['preview'],
  ];
  it('lists the commands', () => {
    const text = succeeded(imprint('--help'));
    for (const [command] of commands) assert.match(text, new RegExp(`\\b${command}\\b`));
  });
  for (const command of commands) {
    it(`explains ${command.join(' ')}`, () => {
      assert.ok(succeeded(imprint(...command, '--help')).length > 50);
    });
  }
  it('is what a wrong call leads to', () => {
    for (const call of [['nonsense'], ['serve', '--nonsense'], ['pack'], ['lint']]) {
      const run = imprint(...call);
      assert.notEqual(run.code, 0, call.join(' '));
      assert.ok(run.stderr.length > 0 && run.stdout === '', call.join(' '));
    }
  });
});

describe('tokens', () => {
  let server;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());
  const list = () => succeeded(imprint('token', 'list', '--data', server.data));
  const status = async (token) => (await server.anonymous().get('/v1/flows', { token })).status;

  it('are made while the server runs, for new accounts and old', async () => {
    const first = server.token('shop');
    const second = server.token('shop');
    assert.notEqual(first, second);
    assert.equal(await status(first), 200);
    assert.equal(await status(second), 200);
    const anonymous = server.anonymous();
    const made = await anonymous.post('/v1/flows', { name: 'F' }, { token: first });
    const read = await anonymous.get(`/v1/flows/${made.body._id}`, { token: second });
    assert.equal(read.status, 200, 'one account');
  });

  it('stop at once when they are revoked', async () => {
    const token = server.token('leaver');
    assert.equal(await status(token), 200);
    const row = list().split('\n').find((line) => /\bleaver\b/.test(line));
    assert.ok(row, list());
    const [id] = row.trim().split(/\s+/);
    succeeded(imprint('token', 'revoke', id, '--data', server.data));
    const reply = await server.anonymous().get('/v1/flows', { token });
    expectUnauthorized(reply, 'Bearer Authentication Failed');
    assert.notEqual(imprint('token', 'revoke', 'no-such-id', '--data', server.data).code, 0);
  });

  it('stop when they expire', async () => {
    const token = server.token('guest', '--expires', '1s');
    let last = 200;
    for (let tries = 0; tries < 150 && last !== 401; ++tries) {
      last = await status(token);
      if (last !== 401) await sleep(100);
    }
    assert.equal(last, 401);
    assert.equal(await status(server.token('guest', '--expires', '30d')), 200);
    const create = ['token', 'create', '--data', server.data, '--account', 'a'];
    const run = imprint(...create, '--expires', 'x');
    assert.notEqual(run.code, 0);
    assert.equal(run.stdout, '');
  });

  it('make an account a partner', async () => {
    const template = (token) => server.anonymous().get('/v1/templates', { token });
    const plain = server.token('grower');
    assert.equal((await template(plain)).status, 403);
    const partner = server.token('grower', '--partner');
    assert.equal((await template(partner)).status, 200);
  });

  it('are kept as hashes only, and not listed', async () => {
    const token = server.token('secretive');
    assert.equal(await status(token), 200);
    assert.deepEqual(filesHolding(server.data, token), []);
    assert.ok(!list().includes(token));
    assert.ok(!server.stderr().includes(token));
  });
});

describe('bundles without a server', () => {
  let folder;
  before(() => {
    folder = temporaryFolder();
  });
  after(() => removeFolder(folder));
  const inFolder = (name) => path.join(folder, name);

  it('packs a folder into a zip that lints and previews as on the server', async () => {
    const source = writeBundle(storyBundle(), inFolder('story'));
    const file = inFolder('story.zip');
    succeeded(imprint('pack', source, '-o', file));
    succeeded(imprint('lint', file));
    succeeded(imprint('lint', source));
    const shown = JSON.parse(succeeded(imprint('preview', file)));
    assert.equal(shown.objects[0].doc._id, STORY.integration);
    const script = shown.objects.find(({ model }) => model === 'Script');
    assert.equal(script.doc.content, STORY_SOURCE);

    const server = await startServer();
    try {
      const client = server.as('shop');
      const runKey = await client.upload(readFileSync(file));
      const there = await client.read(`/v1/integrations/template/preview?runKey=${runKey}`);
      assert.deepEqual(shown, there);
    } finally {
      await server.stop();
    }
  });

  it('packs the same folder into the same bytes', () => {
    const source = writeBundle(smallBundle(), inFolder('same'));
    for (const name of ['a.zip', 'b.zip']) succeeded(imprint('pack', source, '-o', inFolder(name)));
    assert.deepEqual(readFileSync(inFolder('a.zip')), readFileSync(inFolder('b.zip')));
  });

  it('lints with file, JSON path and reason, and exits 1', () => {
    const bad = smallBundle({
      connection: { http: { auth: { basic: { password: 'hunter2' } } } },
      export: { _connectionId: templateId(0x9ff) },
    });
    const source = writeBundle(bad, inFolder('bad'));
    const zipped = inFolder('bad-by-hand.zip');
    writeFileSync(zipped, bad.zip());
    for (const target of [source, zipped]) {
      const run = imprint('lint', target);
      assert.equal(run.code, 1, run.stderr + run.stdout);
      const text = run.stdout + run.stderr;
      for (const [file, jsonPath] of [
        [`exports/Orders-${SMALL.export}.json`, '_connectionId'],
        [`connections/Shop-${SMALL.connection}.json`, 'http.auth.basic.password'],
      ]) {
        const line = text.split('\n').find((l) => l.includes(file) && l.includes(jsonPath));
        assert.ok(line, `${file} ${jsonPath} in ${text}`);
        assert.ok(line.length > file.length + jsonPath.length + 10, 'a reason');
      }
      assert.ok(!text.includes('hunter2'));
    }
  });

  it('does not preview or pack what is no bundle', () => {
    const garbage = inFolder('garbage.zip');
    writeFileSync(garbage, 'not a zip');
    const broken = inFolder('broken');
    mkdirSync(broken);
    writeFileSync(path.join(broken, 'integration.json'), '{');
    for (const call of [
      ['preview', garbage],
      ['preview', inFolder('nowhere.zip')],
      ['lint', garbage],
      ['lint', inFolder('nowhere')],
      ['pack', inFolder('nowhere'), '-o', inFolder('x.zip')],
      ['pack', broken, '-o', inFolder('x.zip')],
    ]) {
      const run = imprint(...call);
      assert.notEqual(run.code, 0, call.join(' '));
      assert.ok((run.stderr + run.stdout).length > 0, call.join(' '));
    }
    assert.ok(!existsSync(inFolder('x.zip')));
  });

  it('fills in what a list of flows needs', () => {
    const flows = [
      {
        _id: templateId(0x501),
        name: '/getCustomer',
        disabled: false,
        _integrationId: templateId(0x500),
        lastExecutedAt: '2021-09-27T20:27:27.447Z',
        pageGenerators: [{ _exportId: templateId(0x510) }],
        pageProcessors: [
          { type: 'export', _exportId: templateId(0x511) },
          { type: 'import', _importId: templateId(0x520) },
        ],
      },
      {
        _id: templateId(0x502),
        name: 'Routed',
        _integrationId: templateId(0x5ff),
        pageGenerators: [{ _exportId: templateId(0x510) }],
        routers: [
          {
            id: 'r1',
            branches: [{ pageProcessors: [{ type: 'import', _importId: templateId(0x521) }] }],
          },
        ],
        _runNextFlowIds: [templateId(0x501), templateId(0x5fe)],
      },
    ];
    const source = inFolder('flows.json');
    writeFileSync(source, JSON.stringify(flows));
    const file = inFolder('flows.zip');
    succeeded(imprint('pack', source, '-o', file, '--fill-missing'));
    succeeded(imprint('lint', file));
    const { objects } = JSON.parse(succeeded(imprint('preview', file)));
    const ids = (model) => objects.filter((o) => o.model === model).map(({ doc }) => doc._id);
    assert.equal(ids('Integration').length, 1);
    assert.deepEqual(ids('Flow').sort(), [templateId(0x501), templateId(0x502)]);
    assert.deepEqual(ids('Export').sort(), [templateId(0x510), templateId(0x511)]);
    assert.deepEqual(ids('Import').sort(), [templateId(0x520), templateId(0x521)]);
    assert.ok(ids('Connection').length >= 1);

    assert.equal(imprint('pack', source, '-o', inFolder('bare.zip')).code, 1, 'not without the flag');
    assert.ok(!existsSync(inFolder('bare.zip')));
  });
});

describe('the life of a server', () => {
  let data;
  before(() => {
    data = temporaryFolder();
  });
  after(() => removeFolder(data));

  const refuses = (port) =>
    new Promise((resolve) => {
      const socket = net.connect({ port, host: '127.0.0.1' });
      socket.once('connect', () => {
        socket.destroy();
        resolve(false);
      });
      socket.once('error', () => resolve(true));
    });

  for (const signal of ['SIGTERM', 'SIGINT']) {
    it(`finishes what is in flight after ${signal}`, { skip: needs('blob files') }, async () => {
      const server = await startServer({ data });
      const { signedURL } = await server
        .as('shop')
        .read('/v1/s3SignedURL?file_name=t.zip&file_type=application/zip');
      const { pathname, search } = new URL(signedURL);
      const bytes = smallBundle().zip();
      const connection = connect(server.port);
      const headers = { 'Content-Length': bytes.length, Expect: '100-continue' };
      connection.write(head('PUT', pathname + search, headers));
      await connection.continued();
      connection.write(bytes.subarray(0, 100));
      server.signal(signal);
      for (let tries = 0; tries < 300 && !(await refuses(server.port)); ++tries) await sleep(50);
      assert.ok(await refuses(server.port), 'accepts no more');
      connection.write(bytes.subarray(100));
      const answer = await connection.answer();
      assert.equal(answer?.status, 200);
      connection.close();
      await server.waitForCleanExit();
    });
  }

  it('keeps everything for the next start', async () => {
    const token = createToken(data, 'acme', '--partner');
    const options = { token };
    let server = await startServer({ data });
    let client = server.anonymous();
    const template = (await client.post('/v1/templates', { name: 'T' }, options)).body;
    const connection = await client.post(
      '/v1/connections',
      { name: 'C', type: 'http', http: { encrypted: 'hunter2' } },
      options,
    );
    const sign = `/v1/templates/${template._id}/upload/signedURL?file_type=application/zip`;
    const { signedURL } = (await client.get(sign, options)).body;
    const put = await client.request('PUT', signedURL, {
      body: smallBundle().zip(),
      headers: { 'content-type': 'application/zip' },
    });
    assert.equal(put.status, 200, put.text);
    const publish = [{ op: 'replace', path: '/published', value: true }];
    const published = await client.patch(`/v1/templates/${template._id}`, publish, options);
    assert.equal(published.status, 200, published.text);
    const install = {
      path: `/v1/integrations/template/${template._id}`,
      body: { connectionMap: { [SMALL.connection]: connection.body._id } },
      options: { token, headers: { 'idempotency-key': 'k' } },
    };
    const first = await client.post(install.path, install.body, install.options);
    assert.equal(first.status, 200, first.text);
    const flow = first.body.objects.find(({ model }) => model === 'Flow').doc;
    await client.put(`/v1/flows/${flow._id}`, { ...flow, disabled: false }, options);

    const paths = [
      '/v1/templates',
      '/v1/templates/published',
      `/v1/templates/${template._id}/preview`,
      ...Object.values(COLLECTIONS).map((collection) => `/v1/${collection}`),
      ...first.body.objects.map(({ model, doc }) => `/v1/${COLLECTIONS[model]}/${doc._id}`),
    ];
    const readAll = async () => {
      const texts = {};
      for (const one of paths) {
        const reply = await client.get(one, options);
        texts[one] = `${reply.status} ${reply.text}`;
      }
      return texts;
    };
    const earlier = await readAll();
    await server.stop();

    server = await startServer({ data });
    client = server.anonymous();
    try {
      assert.deepEqual(await readAll(), earlier);
      const again = await client.post(install.path, install.body, install.options);
      assert.equal(again.text, first.text);
    } finally {
      await server.stop();
    }
    assert.deepEqual(filesHolding(data, 'hunter2'), []);
  });

  it('needs a data folder', { skip: needs('database file') }, () => {
    const file = path.join(data, 'a-file');
    writeFileSync(file, '');
    const run = imprint('serve', '--listen', '127.0.0.1:0', '--data', file);
    assert.notEqual(run.code, 0);
    assert.ok(run.stderr.length > 0);
  });

  it('refuses a configuration that it does not understand', () => {
    const config = path.join(data, 'bad.toml');
    for (const text of ['[limits]\nupload_byte = 1\n', '[limits]\nupload_bytes = "x"\n', '[[[']) {
      writeFileSync(config, text);
      const run = imprint('serve', '--listen', '127.0.0.1:0', '--data', data, '--config', config);
      assert.notEqual(run.code, 0, text);
      assert.ok(run.stderr.length > 0, text);
    }
  });
});
