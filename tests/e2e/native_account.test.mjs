import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { SMALL, smallBundle } from './support/bundle.mjs';
import { clientOf } from './support/client.mjs';
import { publish } from './support/installs.mjs';
import { API, allItems, bySource, expectProblem, installed, must } from './support/native.mjs';
import { PICTURES, startPictureHost } from './support/picture_host.mjs';
import { connect, head } from './support/raw.mjs';
import { createToken, imprint, startServer } from './support/server.mjs';

const UPLOADS = `${API}/uploads?fileName=orders.zip`;
const LIMIT = 100_000;
/** Pictures of one account's templates: fetched at a time, and asked for at a time. */
const AT_A_TIME = 2;
const OF_ONE_OWNER = 8;
const ZIP = { 'content-type': 'application/zip' };

describe('the account', () => {
  let server;
  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  it('is that of the token', async () => {
    const version = imprint('--version').stdout.trim();
    const shown = await must(200, server.as('acme', '--partner').get(`${API}/account`));
    assert.match(shown.id, /^[0-9a-f]{24}$/);
    assert.match(shown.token.id, /^[0-9a-z]+$/i);
    assert.deepEqual(shown, {
      id: shown.id,
      name: 'acme',
      partner: true,
      token: { id: shown.token.id, expires: null },
      server: { version },
    });
    const listed = imprint('token', 'list', '--data', server.data).stdout;
    assert.ok(listed.includes(shown.token.id), listed);
    const other = await must(200, server.as('shop').get(`${API}/account`));
    assert.deepEqual([other.name, other.partner], ['shop', false]);
    assert.notEqual(other.id, shown.id);
  });

  it('tells when the token ends, and never the token', async () => {
    const token = createToken(server.data, 'shop', '--expires', '1h');
    const reply = await clientOf(server.url, token).get(`${API}/account`);
    assert.equal(reply.status, 200, reply.text);
    const left = Date.parse(reply.body.token.expires) - Date.now();
    assert.ok(left > 3_500_000 && left <= 3_600_000, `${left} ms are left`);
    assert.ok(!reply.text.includes(token.slice(-20)));
  });

  it('is refused without a good token', async () => {
    expectProblem(await server.anonymous().get(`${API}/account`), 401, 'unauthenticated');
    const stranger = clientOf(server.url, 'imp_wrong');
    expectProblem(await stranger.get(`${API}/account`), 401, 'bad_token');
    const bad = await server.as('shop').get(`${API}/account?x=1`);
    expectProblem(bad, 400, 'invalid_query', 'x');
  });
});

describe('uploads through the API', () => {
  let server;
  let owner;
  let client;
  before(async () => {
    server = await startServer({ config: `[limits]\nupload_bytes = ${LIMIT}\n` });
    owner = server.as('acme', '--partner');
    client = server.as('shop');
  });
  after(() => server.stop());

  const send = (by, body, headers = ZIP, path = UPLOADS) =>
    by.request('POST', path, { body, headers });

  it('give a run key that plans and installs take', async () => {
    const bytes = smallBundle().zip();
    const { runKey, size } = await must(201, send(client, bytes));
    assert.ok(runKey.length >= 20);
    assert.equal(size, bytes.length);
    const made = await installed(client, { runKey, createConnections: true });
    assert.ok(bySource(made, SMALL.flow).id);
  });

  it('give a run key that new versions take', async () => {
    const template = await publish(owner, smallBundle());
    const next = smallBundle({ flow: { name: 'Second' } }).zip();
    const { runKey } = await must(201, send(owner, next));
    const path = `${API}/templates/${template}/versions`;
    assert.equal((await must(201, owner.post(path, { runKey }))).number, 2);
  });

  it('belong to who sent them', async () => {
    const { runKey } = await must(201, send(client, smallBundle().zip()));
    const another = await must(201, send(client, smallBundle().zip()));
    assert.notEqual(another.runKey, runKey);
    const reply = await server.as('stranger').post(`${API}/plans`, { runKey });
    expectProblem(reply, 404, 'upload_not_found');
    const { body: audit } = await client.get('/v1/audit');
    const account = await must(200, client.get(`${API}/account`));
    const entry = JSON.stringify(audit).includes(runKey);
    assert.ok(entry, `${runKey} in the audit`);
    assert.ok(JSON.stringify(audit).includes(account.token.id), 'by the token that sent it');
  });

  it('are looked into when they are used', async () => {
    const { runKey } = await must(201, send(client, Buffer.from('no zip at all')));
    expectProblem(await client.post(`${API}/plans`, { runKey }), 422, 'invalid_bundle');
    assert.equal((await must(201, send(client, Buffer.alloc(0)))).size, 0);
  });

  it('take a zip and say so', async () => {
    const bytes = smallBundle().zip();
    const types = ['application/octet-stream', 'application/json', 'multipart/form-data', ''];
    for (const type of types) {
      const reply = await send(client, bytes, { 'content-type': type });
      expectProblem(reply, 415, 'unsupported_media_type', 'Content-Type');
    }
    await must(201, send(client, bytes, { 'content-type': 'Application/Zip; x=y' }));
  });

  it('have a name', async () => {
    const bytes = smallBundle().zip();
    for (const query of ['', '?fileName=']) {
      const reply = await send(client, bytes, ZIP, `${API}/uploads${query}`);
      expectProblem(reply, 400, 'missing_parameter', 'fileName');
    }
    const long = `${API}/uploads?fileName=${encodeURIComponent('ü'.repeat(255))}`;
    await must(201, send(client, bytes, ZIP, long));
    expectProblem(await send(client, bytes, ZIP, `${long}x`), 400, 'invalid_query', 'fileName');
    expectProblem(await send(client, bytes, ZIP, `${UPLOADS}&x=1`), 400, 'invalid_query', 'x');
    expectProblem(await client.get(UPLOADS), 405, 'method_not_allowed');
  });

  it('are refused without a good token before any byte is taken', async () => {
    const cases = [[undefined, 'unauthenticated'], ['imp_wrong', 'bad_token']];
    for (const [token, code] of cases) {
      const connection = connect(server.port);
      connection.write(
        head('POST', UPLOADS, {
          ...(token && { Authorization: `Bearer ${token}` }),
          'Content-Type': 'application/zip',
          'Content-Length': LIMIT,
          Expect: '100-continue',
        }),
      );
      const answer = await connection.answer();
      connection.close();
      assert.equal(answer.status, 401, answer.text);
      assert.equal(JSON.parse(answer.text).code, code);
      assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
    }
  });

  it('are refused over the limit, announced or not', async () => {
    await must(201, send(client, Buffer.alloc(LIMIT)));
    const announced = connect(server.port);
    const authorized = { Authorization: `Bearer ${client.token}`, 'Content-Type': 'application/zip' };
    announced.write(head('POST', UPLOADS, { ...authorized, 'Content-Length': LIMIT + 1 }));
    const chunked = connect(server.port);
    chunked.write(head('POST', UPLOADS, { ...authorized, 'Transfer-Encoding': 'chunked' }));
    chunked.write(`${(LIMIT + 1).toString(16)}\r\n`);
    chunked.write(Buffer.alloc(LIMIT + 1));
    chunked.write('\r\n0\r\n\r\n');
    for (const connection of [announced, chunked]) {
      const answer = await connection.answer();
      connection.close();
      assert.equal(answer.status, 413, answer.text);
      assert.equal(JSON.parse(answer.text).code, 'too_large');
    }
  });

  it('are held to the rates that other requests are', async () => {
    const limits = '[limits]\nrequests_per_minute = 1\nrequests_burst = 1\n';
    const slow = await startServer({ config: limits });
    try {
      const eager = slow.as('shop');
      await must(201, send(eager, smallBundle().zip()));
      const reply = await send(eager, smallBundle().zip());
      expectProblem(reply, 429, 'rate_limited');
      assert.ok(Number(reply.headers.get('retry-after')) >= 1);
    } finally {
      await slow.stop();
    }
  });
});

describe('what templates show', () => {
  let server;
  let owner;
  let client;
  let host;
  const keys = generateKeyPairSync('ed25519');
  const publicKey = keys.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  before(async () => {
    host = await startPictureHost();
    const config = `trusted_publishers = ["acme=${publicKey.toString('base64')}"]\n`;
    server = await startServer({ config, args: ['--outbound-allow', '127.0.0.1'] });
    owner = server.as('acme', '--partner');
    client = server.as('shop');
  });
  after(async () => {
    await server?.stop();
    await host?.stop();
  });

  const withImage = async (imageURL, fields = {}) => {
    const made = await owner.create('templates', { name: 'Pictured', imageURL, ...fields });
    const put = { name: 'Pictured', imageURL, published: true, ...fields };
    await owner.uploadTo(made._id, smallBundle().zip());
    await must(200, owner.put(`/v1/templates/${made._id}`, put));
    return made._id;
  };
  const imageOf = (id, by = client, headers = {}) =>
    by.get(`${API}/templates/${id}/image`, { headers });
  const bytesOf = async (id) => {
    const authorization = `Bearer ${client.token}`;
    const reply = await fetch(`${server.url}${API}/templates/${id}/image`, {
      headers: { authorization },
    });
    assert.equal(reply.status, 200);
    return { headers: reply.headers, bytes: Buffer.from(await reply.arrayBuffer()) };
  };

  it('is picture and website, where there are some', async () => {
    const websiteURL = 'https://example.org/more';
    const id = await withImage(`${host.url}/png`, { websiteURL });
    const shown = await must(200, client.get(`${API}/templates/${id}`));
    assert.deepEqual([shown.hasImage, shown.website], [true, websiteURL]);
    assert.ok(!JSON.stringify(shown).includes(host.url), 'no client is led to the host');
    const bare = await publish(owner, smallBundle());
    const plain = await must(200, owner.get(`${API}/templates/${bare}`));
    assert.equal(plain.hasImage, false);
    assert.ok(!('website' in plain));
    const listed = await allItems(client, `${API}/catalogue`);
    assert.equal(listed.find((item) => item.id === id).website, websiteURL);
    assert.equal(listed.find((item) => item.id === bare).hasImage, false);
  });

  it('is who signed the latest version and whether it is deprecated', async () => {
    const id = await publish(owner, smallBundle({ flow: { name: 'To be signed' } }));
    const path = `${API}/templates/${id}`;
    const { version } = await must(200, client.get(path));
    assert.deepEqual([version.signature, version.deprecated], [null, null]);
    const prefix = Buffer.from('imprint template version 1\n');
    const message = Buffer.concat([prefix, Buffer.from(version.hash, 'hex')]);
    const signature = {
      publicKey: publicKey.toString('base64'),
      signature: sign(null, message, keys.privateKey).toString('base64'),
    };
    const deprecated = { reason: 'Loses refunds.' };
    await must(200, owner.patch(`${path}/versions/1`, { signature, deprecated }));
    const expected = {
      ...version,
      deprecated,
      signature: { ...signature, publisher: 'acme', trusted: true },
    };
    assert.deepEqual((await must(200, client.get(path))).version, expected);
    for (const [by, list] of [[client, 'catalogue'], [owner, 'templates']]) {
      const items = await allItems(by, `${API}/${list}`);
      assert.deepEqual(items.find((item) => item.id === id).version, expected, list);
    }
  });

  it('comes as what its bytes are, and can do nothing', async () => {
    for (const [form, expected] of Object.entries(PICTURES)) {
      const { headers, bytes } = await bytesOf(await withImage(`${host.url}/${form}`));
      assert.equal(headers.get('content-type'), `image/${form}`);
      assert.equal(headers.get('cache-control'), 'private, no-cache');
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('content-security-policy'), "default-src 'none'; sandbox");
      assert.deepEqual(bytes, expected);
    }
    const { bytes } = await bytesOf(await withImage(`${host.url}/largest`));
    assert.equal(bytes.length, 1024 * 1024);
  });

  it('is fetched once for all who look', async () => {
    const before = host.asked('/moved');
    const ids = [await withImage(`${host.url}/moved`), await withImage(`${host.url}/moved`)];
    for (const id of ids) {
      for (const by of [client, owner]) assert.equal((await imageOf(id, by)).status, 200);
    }
    assert.equal(host.asked('/moved'), before + 1);
    for (const headers of host.seen) {
      assert.equal(headers.authorization, undefined);
      assert.equal(headers.cookie, undefined);
    }
  });

  it('is no picture where there is none', async () => {
    const cases = {
      svg: /no PNG, JPEG, GIF or WebP/,
      page: /no PNG, JPEG, GIF or WebP/,
      'too-large': /cannot be had/,
      nothing: /answered 404/,
      lost: /cannot be had/,
    };
    for (const [path, message] of Object.entries(cases)) {
      const id = await withImage(`${host.url}/${path}`);
      for (let view = 0; view < 2; ++view) {
        const reply = await imageOf(id);
        expectProblem(reply, 404, 'not_found', 'image');
        assert.match(reply.body.detail, message);
      }
      assert.equal(host.asked(`/${path}`), 1, 'a failure is remembered');
    }
    const bare = await publish(owner, smallBundle());
    const reply = await imageOf(bare);
    expectProblem(reply, 404, 'not_found', 'image');
    assert.match(reply.body.detail, /has no picture/);
  });

  it('is asked of no address that is not allowed', async () => {
    const strict = await startServer();
    try {
      const partner = strict.as('acme', '--partner');
      const imageURL = `${host.url}/gif?strict`;
      const { _id } = await partner.create('templates', { name: 'T', imageURL });
      const reply = await imageOf(_id, partner);
      expectProblem(reply, 404, 'not_found', 'image');
      assert.equal(host.asked('/gif?strict'), 0);
    } finally {
      await strict.stop();
    }
  });

  it('is hidden with the template, for whoever may not see it', async () => {
    const imageURL = `${host.url}/png?hidden`;
    const { _id } = await owner.create('templates', { name: 'Hidden', imageURL });
    expectProblem(await imageOf(_id), 404, 'not_found', 'template');
    expectProblem(await imageOf('x'), 404, 'not_found', 'template');
    expectProblem(await imageOf(_id, server.anonymous()), 401, 'unauthenticated');
    assert.equal(host.asked('/png?hidden'), 0);
    assert.equal((await imageOf(_id, owner)).status, 404);
    assert.equal(host.asked('/png?hidden'), 1);
  });

  it('does not hold up the server where its host is slow', async () => {
    const ids = [];
    for (let i = 0; i <= OF_ONE_OWNER; ++i) ids.push(await withImage(`${host.url}/hold${i}`));
    const another = server.as('another', '--partner');
    const imageURL = `${host.url}/png?another`;
    const { _id } = await another.create('templates', { name: 'T', imageURL });
    const asked = ids.map((id) => imageOf(id));
    const refused = await Promise.race(asked);
    expectProblem(refused, 503, 'unavailable');
    assert.equal(refused.headers.get('retry-after'), '1');
    const fetched = () => ids.filter((_, i) => host.asked(`/hold${i}`) > 0).length;
    while (fetched() < AT_A_TIME) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.equal((await imageOf(_id, another)).status, 404, 'is fetched, and is none');
    assert.equal(host.asked('/png?another'), 1);
    await must(200, client.get(`${API}/account`));
    assert.equal(fetched(), AT_A_TIME);
    host.release();
    const statuses = (await Promise.all(asked)).map((reply) => reply.status);
    assert.deepEqual(statuses.sort(), [...Array(OF_ONE_OWNER).fill(200), 503]);
    for (const id of ids) assert.equal((await imageOf(id)).status, 200);
    for (const i of ids.keys()) assert.equal(host.asked(`/hold${i}`), 1);
  });

  it('is asked for again by each account, and sent once', async () => {
    const { _id } = await owner.create('templates', { name: 'Mine', imageURL: `${host.url}/png` });
    const first = await imageOf(_id, owner);
    const tag = first.headers.get('etag');
    assert.match(tag, /^"[0-9a-f]{64}"$/);
    for (const reply of [first, await imageOf(_id, owner, { 'if-none-match': `"x", ${tag}` })]) {
      assert.equal(reply.status, reply === first ? 200 : 304);
      assert.equal(reply.headers.get('etag'), tag);
      assert.equal(reply.headers.get('cache-control'), 'private, no-cache');
      assert.equal(reply.headers.get('vary'), 'Authorization');
    }
    const known = { 'if-none-match': tag };
    expectProblem(await imageOf(_id, client, known), 404, 'not_found', 'template');
    expectProblem(await imageOf(_id, server.anonymous(), known), 401, 'unauthenticated');
  });
});
