import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Bundle, COLLECTIONS, SMALL, smallBundle, templateId } from './support/bundle.mjs';
import { expectError } from './support/client.mjs';
import { connect, exchange, head } from './support/raw.mjs';
import { startServer } from './support/server.mjs';
import { DIRECTORY, SYMLINK, zip } from './support/zip.mjs';

const MB = 1024 * 1024;
const BODY_LIMIT = 100_000;
const JSON_TYPE = { 'content-type': 'application/json' };

const integration = { _id: SMALL.integration, name: 'Small' };
const withFile = (name, data, options) => smallBundle().file(name, data, options).zip();
const rawExport = (members) =>
  smallBundle().add(
    'Export',
    `{"_id":"${templateId(9)}","name":"X","_connectionId":"${SMALL.connection}",${members}}`,
    templateId(9),
  );

/** Zips over a limit. Functions, to keep only one in memory. */
const BIG_ZIPS = {
  'a bomb that says so': () =>
    withFile('scripts/bomb.js', Buffer.alloc(64 * MB), { deflate: true }),
  'a declared size that is not there': () =>
    withFile('scripts/a.js', 'x', { deflate: true, declaredSize: 0xfffffff0 }),
  'many files that are too much together': () => {
    const bundle = smallBundle();
    const part = Buffer.alloc(15 * MB);
    for (let i = 0; i < 20; ++i) bundle.file(`scripts/${i}.js`, part, { deflate: true });
    return bundle.zip();
  },
  'too many entries': () => {
    const bundle = smallBundle();
    for (let i = 0; i < 20_001; ++i) bundle.file(`scripts/${i}.js`, '');
    return bundle.zip();
  },
  'a string of 100 MB': () => {
    const text = `{"_id":"${templateId(9)}","name":"${'a'.repeat(100 * MB)}"}`;
    return withFile('exports/long.json', text, { deflate: true });
  },
};

/** Zips that are no good bundle, by what is wrong with them. */
const BAD_ZIPS = {
  'a bomb that lies about its size': () =>
    withFile('scripts/bomb.js', Buffer.alloc(64 * MB), { deflate: true, declaredSize: 100 }),
  'a name that climbs': () => withFile('../evil.json', '{}'),
  'a name that climbs later': () => withFile('exports/../../evil.json', '{}'),
  'an absolute name': () => withFile('/etc/evil.json', '{}'),
  'a drive name': () => withFile('C:/evil.json', '{}'),
  'a name with backslashes': () => withFile('exports\\evil.json', '{}'),
  'a name with a NUL': () => withFile('exports/a\0.json', '{}'),
  'a name that is not UTF-8': () => withFile(Buffer.from('exports/\xff\xfe.json', 'latin1'), '{}'),
  'a link': () => withFile('exports/link.json', '/etc/passwd', { mode: SYMLINK }),
  'a nested zip': () => withFile('connections/inner.zip', smallBundle().zip()),
  'one name twice': () => withFile('exports/Orders-66e2b0f47d41c9b2e6000003.json', '{}'),
  'one id twice': () =>
    smallBundle().add('Script', { _id: SMALL.export, name: 'Same id' }).zip(),
  'a bad checksum': () => withFile('scripts/a.js', 'hello', { crc: 0x12345678 }),
  'an encrypted entry': () => withFile('scripts/a.js', 'hello', { encrypted: true }),
  'a truncated file': () => smallBundle().zip().subarray(0, 600),
  'a file without its last byte': () => smallBundle().zip().subarray(0, -1),
  'something else than a zip': () => Buffer.from('<html>not a zip</html>'),
  'nothing at all': () => Buffer.alloc(0),
  'an empty zip': () => zip([]),
  'no integration.json': () => new Bundle().add('Script', { _id: SMALL.export, name: 'S' }).zip(),
  'integration.json twice': () => smallBundle().add('Integration', integration).zip(),
  'a second integration': () =>
    withFile('integrations/b.json', JSON.stringify({ ...integration, _id: templateId(99) })),
  'an integration that is an array': () => zip([{ name: 'integration.json', data: '[]' }]),
  'a document without an id': () => withFile('exports/a.json', '{"name":"A"}'),
  'a document with a bad id': () => withFile('exports/a.json', '{"_id":"x","name":"A"}'),
  'JSON that is broken': () => withFile('exports/a.json', '{"_id":'),
  'JSON that is not UTF-8': () =>
    withFile(
      'exports/a.json',
      Buffer.from(`{"_id":"${templateId(9)}","name":"\xff\xfe"}`, 'latin1'),
    ),
  'JSON with a lone surrogate': () => rawExport('"x":"\\ud800"').zip(),
  'JSON nested a million deep': () =>
    rawExport(`"deep":${'['.repeat(1e6)}${']'.repeat(1e6)}`).zip(),
  'JSON nested a million deep and never closed': () =>
    withFile('exports/a.json', '{"a":'.repeat(1e6)),
  'JSON with a key twice': () => rawExport('"a":1,"a":2').zip(),
  'JSON with a key twice by an escape': () => rawExport('"a":1,"\\u0061":2').zip(),
};

describe('hostile zips', () => {
  let server;
  let client;
  let world;
  before(async () => {
    server = await startServer();
    client = server.as('shop', '--partner');
    const runKey = await client.upload(smallBundle().zip());
    const reply = await client.post('/v1/integrations/template', { runKey });
    assert.equal(reply.status, 200, reply.text);
    world = await lists();
  });
  after(() => server.stop());

  async function lists() {
    const all = {};
    for (const collection of [...Object.values(COLLECTIONS), 'templates']) {
      all[collection] = await client.list(`/v1/${collection}`);
    }
    return all;
  }
  async function unharmed() {
    assert.deepEqual(await server.anonymous().read('/healthz'), { status: 'ok' });
    assert.deepEqual(await lists(), world);
  }

  async function refused(bytes, status, code) {
    const runKey = await client.upload(bytes);
    const shown = await client.get(`/v1/integrations/template/preview?runKey=${runKey}`);
    expectError(shown, status, code);
    assert.ok(shown.text.length < 200_000, 'an answer of a sane size');
    expectError(await client.post('/v1/integrations/template', { runKey }), status, code);
    await unharmed();
  }

  for (const [name, make] of Object.entries({ ...BIG_ZIPS, ...BAD_ZIPS })) {
    it(`refuses ${name}`, () => refused(make(), 422, 'invalid_template'));
  }

  it('refuses credentials, names each and tells none', async () => {
    const secret = 'hunter2-in-a-bundle';
    const bundle = smallBundle({
      connection: {
        http: { auth: { basic: { username: 'u', password: secret }, token: { token: secret } } },
      },
    }).add('Connection', {
      _id: templateId(8),
      type: 'ftp',
      name: 'Files',
      ftp: { password: secret },
    });
    const runKey = await client.upload(bundle.zip());
    const reply = await client.get(`/v1/integrations/template/preview?runKey=${runKey}`);
    const fields = expectError(reply, 422, 'secret_in_template').map(({ field }) => field);
    for (const [file, path] of [
      [`connections/Shop-${SMALL.connection}.json`, 'http.auth.basic.password'],
      [`connections/Shop-${SMALL.connection}.json`, 'http.auth.token.token'],
      [`connections/Files-${templateId(8)}.json`, 'ftp.password'],
    ]) {
      assert.ok(fields.includes(`${file}: ${path}`), `${file}: ${path} in ${fields}`);
    }
    assert.ok(!reply.text.includes(secret), reply.text);
    assert.ok(!server.stderr().includes(secret));
    await unharmed();
  });

  it('reports several problems at once', async () => {
    const bundle = smallBundle()
      .file('exports/a.json', '{"_id":')
      .file('imports/b.json', '[]');
    const runKey = await client.upload(bundle.zip());
    const reply = await client.get(`/v1/integrations/template/preview?runKey=${runKey}`);
    const text = JSON.stringify(expectError(reply, 422, 'invalid_template'));
    assert.ok(text.includes('exports/a.json') && text.includes('imports/b.json'), text);
  });

  it('keeps numbers that no machine number holds', async () => {
    const numbers = '"n":[18446744073709551616,-9223372036854775809,1e999,0.10000000000000000001]';
    const runKey = await client.upload(rawExport(numbers).zip());
    const reply = await client.get(`/v1/integrations/template/preview?runKey=${runKey}`);
    assert.equal(reply.status, 200, reply.text);
    assert.ok(reply.text.includes(numbers), reply.text);
  });

  it('takes folder entries, a byte order mark and compressed files', async () => {
    const bundle = new Bundle()
      .file('exports/', '', { mode: DIRECTORY })
      .file('imports/', '', { mode: 0 })
      .file('integration.json', `\ufeff${JSON.stringify(integration)}`, { deflate: true });
    const runKey = await client.upload(bundle.zip());
    await client.read(`/v1/integrations/template/preview?runKey=${runKey}`);
  });
});

describe('hostile requests', () => {
  let server;
  let client;
  before(async () => {
    server = await startServer({ config: `[limits]\nbody_bytes = ${BODY_LIMIT}\n` });
    client = server.as('shop');
  });
  after(() => server.stop());

  const bearer = () => ({ Authorization: `Bearer ${client.token}` });
  const post = (body, headers = JSON_TYPE) =>
    client.request('POST', '/v1/exports', { body, headers });

  it('answers 400 to a body that is not a JSON object', async () => {
    for (const body of ['', '{', '[]', '"x"', 'null', '{"a":1}}', '{"a":1,"a":2}', '{a:1}']) {
      expectError(await post(body), 400, 'invalid_json');
    }
    expectError(await post(Buffer.from('{"name":"\xff"}', 'latin1')), 400, 'invalid_json');
    const deep = `{"name":"E","a":${'['.repeat(40_000)}${']'.repeat(40_000)}}`;
    expectError(await post(deep), 400, 'invalid_json');
  });

  it('answers 415 to another content type', async () => {
    for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded']) {
      const reply = await post('{"name":"E"}', { 'content-type': type });
      expectError(reply, 415, 'unsupported_media_type');
    }
    const ours = await post('{"name":"E"}', { 'content-type': 'Application/JSON; charset=UTF-8' });
    assert.equal(ours.status, 201, ours.text);
  });

  it('answers 413 to a body over the limit, announced or not', async () => {
    const body = JSON.stringify({ name: 'x'.repeat(BODY_LIMIT) });
    const headers = { ...bearer(), 'Content-Type': 'application/json' };
    const announced = head('POST', '/v1/exports', { ...headers, 'Content-Length': body.length });
    expectError(await exchange(server.port, announced + body), 413, 'too_large');
    const chunked = head('POST', '/v1/exports', { ...headers, 'Transfer-Encoding': 'chunked' });
    const chunk = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    expectError(await exchange(server.port, chunked + chunk), 413, 'too_large');
  });

  it('answers 404 to unknown paths', async () => {
    for (const path of ['/v2', '/v2/x', '/v1', '/v1/nothing', '/v1/exports/a/b', '/v1/exports/']) {
      expectError(await client.get(path), 404, 'not_found');
    }
  });

  it('answers 405 with the methods there are', async () => {
    const cases = [
      ['DELETE', '/v1/exports', ['GET', 'POST']],
      ['POST', `/v1/exports/${templateId(1)}`, ['DELETE', 'GET', 'PUT']],
      ['PUT', '/v1/templates', ['GET', 'POST']],
      ['POST', '/healthz', ['GET']],
      ['BREW', '/v1/exports', ['GET', 'POST']],
    ];
    for (const [method, path, allowed] of cases) {
      const reply = await client.request(method, path);
      expectError(reply, 405, 'method_not_allowed');
      const methods = reply.headers.get('allow').split(/,\s*/);
      for (const one of allowed) assert.ok(methods.includes(one), `${one} in ${methods}`);
      assert.ok(!methods.includes(method));
    }
  });

  it('answers 431 to a head over the limit', async () => {
    const big = head('GET', '/healthz', { 'X-Big': 'a'.repeat(64 * 1024) });
    expectError(await exchange(server.port, big), 431, 'headers_too_large');
  });

  it('answers 4xx to what is not HTTP', async () => {
    for (const bytes of [
      'GARBAGE\r\n\r\n',
      'GET /healthz HTTP/9.9\r\nHost: a\r\n\r\n',
      'GET  /healthz HTTP/1.1\r\nHost: a\r\n\r\n',
      'GET /healthz HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n',
      'POST /v1/exports HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n',
      'POST /v1/exports HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}',
      'POST /v1/exports HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n' +
        'Content-Length: 5\r\n\r\n0\r\n\r\n',
    ]) {
      const answer = await exchange(server.port, bytes);
      if (answer) assert.ok(answer.status >= 400 && answer.status < 500, `${bytes}${answer.text}`);
    }
    assert.deepEqual(await server.anonymous().read('/healthz'), { status: 'ok' });
  });

  it('answers 4xx to paths with broken escapes', async () => {
    for (const target of ['/v1/exports/%zz', '/v1/exports/%00', '/v1/exports/%ff?x=%']) {
      const answer = await exchange(server.port, head('GET', target, bearer()));
      assert.ok(answer.status >= 400 && answer.status < 500, `${target} ${answer.text}`);
    }
  });

  it('answers a client that closed its half', async () => {
    const connection = connect(server.port);
    connection.write(head('GET', '/healthz'));
    connection.end();
    const answer = await connection.answer();
    connection.close();
    assert.deepEqual(answer?.body, { status: 'ok' });
  });

  it('answers pipelined requests in their order', async () => {
    const connection = connect(server.port);
    const paths = ['/healthz', '/v1/exports?limit=x', '/readyz', '/v1/nothing', '/healthz'];
    connection.write(paths.map((path) => head('GET', path, bearer())).join(''));
    const statuses = [];
    for (const path of paths) {
      const answer = await connection.answer();
      assert.ok(answer, `an answer to ${path}`);
      statuses.push(answer.status);
    }
    connection.close();
    assert.deepEqual(statuses, [200, 400, 200, 404, 200]);
  });

  it('answers pipelined requests with bodies', async () => {
    const connection = connect(server.port);
    const request = (name) => {
      const body = JSON.stringify({ name });
      const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length };
      return head('POST', '/v1/scripts', { ...bearer(), ...headers }) + body;
    };
    connection.write(request('one') + request('two'));
    for (const name of ['one', 'two']) {
      const answer = await connection.answer();
      assert.equal(answer.status, 201, answer.text);
      assert.equal(answer.body.name, name);
    }
    connection.close();
  });

  it('takes a body after 100-continue', async () => {
    const connection = connect(server.port);
    const body = '{"name":"Later"}';
    const headers = {
      ...bearer(),
      'Content-Type': 'application/json',
      'Content-Length': body.length,
      Expect: '100-continue',
    };
    connection.write(head('POST', '/v1/scripts', headers));
    connection.write(body);
    assert.equal((await connection.answer()).status, 201);
    connection.close();
  });
});

describe('slow clients', () => {
  let server;
  before(async () => {
    const config = '[limits]\nheader_timeout = 1\nbody_timeout = 1\nidle_timeout = 1\n';
    server = await startServer({ config });
  });
  after(() => server.stop());

  it('that never finish their head get a time-out', async () => {
    const answer = await exchange(server.port, 'GET /healthz HTTP/1.1\r\nHost: a\r\nX-');
    assert.ok(answer, 'an answer before the end');
    expectError(answer, 408, 'request_timeout');
  });

  it('that never finish their body get a time-out', async () => {
    const headers = {
      Authorization: `Bearer ${server.token('shop')}`,
      'Content-Type': 'application/json',
      'Content-Length': 100,
    };
    const answer = await exchange(server.port, `${head('POST', '/v1/exports', headers)}{"name":`);
    assert.ok(answer, 'an answer before the end');
    expectError(answer, 408, 'request_timeout');
  });

  it('that keep an idle connection are let go', async () => {
    const connection = connect(server.port);
    connection.write(head('GET', '/healthz'));
    assert.equal((await connection.answer()).status, 200);
    await connection.closed();
    connection.close();
  });

  it('do not hold up others', async () => {
    const slow = Array.from({ length: 50 }, () => connect(server.port));
    for (const connection of slow) connection.write('GET /he');
    assert.deepEqual(await server.anonymous().read('/healthz'), { status: 'ok' });
    for (const connection of slow) connection.close();
  });
});
