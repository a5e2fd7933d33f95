import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SMALL, smallBundle } from './support/bundle.mjs';
import { expectError, putFile, send } from './support/client.mjs';
import { needs } from './support/place.mjs';
import { connect, head } from './support/raw.mjs';
import { startServer } from './support/server.mjs';

const SIGN = '/v1/s3SignedURL?file_name=orders.zip&file_type=application/zip';
const LIMIT = 100_000;
const PUBLIC_URL = 'https://templates.example.org';

/** The URL with one of its query parameters changed. */
function withParameter(url, name, change) {
  const changed = new URL(url);
  assert.ok(changed.searchParams.has(name), `${name} in ${url}`);
  changed.searchParams.set(name, change(changed.searchParams.get(name)));
  return changed.href;
}
// What the server itself promises of the URLs that it takes files at.
const OWN_URLS = { skip: needs('blob files') };
const flipLast = (text) => text.slice(0, -1) + (text.endsWith('a') ? 'b' : 'a');

describe('uploads', () => {
  let server;
  let client;
  before(async () => {
    server = await startServer({ config: `[limits]\nupload_bytes = ${LIMIT}\n` });
    client = server.as('shop');
  });
  after(() => server.stop());

  const preview = (runKey) => client.get(`/v1/integrations/template/preview?runKey=${runKey}`);

  it('takes a zip at the signed URL without a token', OWN_URLS, async () => {
    const { signedURL, runKey } = await client.read(SIGN);
    assert.ok(signedURL.startsWith(`${server.url}/uploads/`), signedURL);
    expectError(await preview(runKey), 404, 'invalid_key');
    const reply = await putFile(signedURL, smallBundle().zip());
    assert.equal(reply.status, 200, reply.text);
    assert.equal(reply.text, '');
    assert.ok(reply.headers.get('etag'));
    assert.equal((await preview(runKey)).status, 200);
  });

  it('gives every upload a key of its own', async () => {
    const [a, b] = [await client.read(SIGN), await client.read(SIGN)];
    assert.notEqual(a.runKey, b.runKey);
    assert.ok(a.runKey.length >= 20, 'a run key cannot be guessed');
  });

  it('refuses a URL that was changed', OWN_URLS, async () => {
    const { signedURL, runKey } = await client.read(SIGN);
    const another = await client.read(SIGN);
    const unsigned = new URL(signedURL);
    unsigned.search = '';
    const swapped = new URL(signedURL);
    swapped.pathname = new URL(another.signedURL).pathname;
    const cases = {
      'wrong signature': withParameter(signedURL, 'signature', flipLast),
      'empty signature': withParameter(signedURL, 'signature', () => ''),
      'no signature': unsigned.href,
      'later expiry': withParameter(signedURL, 'expires', (text) => text.replace(/^./, '9')),
      'past expiry': withParameter(signedURL, 'expires', () => '1'),
      'not a time': withParameter(signedURL, 'expires', () => 'never'),
      "another upload's signature": swapped.href,
      'unknown key': signedURL.replace(runKey, `${flipLast(runKey)}`),
    };
    for (const [name, url] of Object.entries(cases)) {
      assert.notEqual(url, signedURL, name);
      const reply = await putFile(url, smallBundle().zip());
      assert.equal(reply.status, 403, `${name}: ${reply.text}`);
      expectError(reply, 403, 'invalid_signature');
    }
    expectError(await preview(runKey), 404, 'invalid_key');
  });

  it('refuses an expired URL', OWN_URLS, async () => {
    const brief = await startServer({ config: '[limits]\nupload_url_lifetime = 1\n' });
    try {
      const { signedURL } = await brief.as('shop').read(SIGN);
      let reply;
      for (let tries = 0; tries < 100; ++tries) {
        reply = await putFile(signedURL, smallBundle().zip());
        if (reply.status !== 200) break;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      expectError(reply, 403, 'invalid_signature');
    } finally {
      await brief.stop();
    }
  });

  it('is for PUT only', OWN_URLS, async () => {
    const { signedURL } = await client.read(SIGN);
    for (const method of ['GET', 'POST', 'DELETE']) {
      const reply = await send(method, signedURL);
      expectError(reply, 405, 'method_not_allowed');
      assert.match(reply.headers.get('allow'), /\bPUT\b/);
    }
  });

  it('replaces the file when it is uploaded again before use', async () => {
    const { signedURL, runKey } = await client.read(SIGN);
    const tags = [];
    for (const name of ['First', 'Second']) {
      const reply = await putFile(signedURL, smallBundle({ integration: { name } }).zip());
      assert.equal(reply.status, 200, reply.text);
      tags.push(reply.headers.get('etag'));
    }
    assert.notEqual(tags[0], tags[1]);
    assert.equal((await preview(runKey)).body.objects[0].doc.name, 'Second');
  });

  it('takes any content type and the headers of S3 clients', OWN_URLS, async () => {
    const bytes = smallBundle().zip();
    for (const headers of [
      { 'content-type': 'application/zip', 'x-amz-server-side-encryption': 'AES256' },
      { 'content-type': 'application/octet-stream' },
      { 'content-type': 'text/plain; charset=utf-8' },
      { 'content-type': 'nonsense' },
      {},
    ]) {
      const { signedURL, runKey } = await client.read(SIGN);
      const reply = await putFile(signedURL, bytes, headers);
      assert.equal(reply.status, 200, JSON.stringify(headers));
      assert.equal((await preview(runKey)).status, 200);
    }
  });

  it('takes a chunked body', OWN_URLS, async () => {
    const { signedURL, runKey } = await client.read(SIGN);
    const { pathname, search } = new URL(signedURL);
    const bytes = smallBundle().zip();
    const connection = connect(server.port);
    connection.write(head('PUT', pathname + search, { 'Transfer-Encoding': 'chunked' }));
    for (const part of [bytes.subarray(0, 100), bytes.subarray(100)]) {
      connection.write(`${part.length.toString(16)}\r\n`);
      connection.write(part);
      connection.write('\r\n');
    }
    connection.write('0\r\n\r\n');
    assert.equal((await connection.answer()).status, 200);
    connection.close();
    assert.equal((await preview(runKey)).status, 200);
  });

  it('refuses what is over the limit, announced or not', OWN_URLS, async () => {
    const { signedURL, runKey } = await client.read(SIGN);
    const { pathname, search } = new URL(signedURL);
    const tooLong = Buffer.alloc(LIMIT + 1);
    const announced = connect(server.port);
    announced.write(head('PUT', pathname + search, { 'Content-Length': LIMIT + 1 }));
    announced.write(tooLong);
    const chunked = connect(server.port);
    chunked.write(head('PUT', pathname + search, { 'Transfer-Encoding': 'chunked' }));
    chunked.write(`${tooLong.length.toString(16)}\r\n`);
    chunked.write(tooLong);
    chunked.write('\r\n0\r\n\r\n');
    for (const connection of [announced, chunked]) {
      const answer = await connection.answer();
      connection.close();
      assert.ok(answer, 'an answer before the end');
      expectError(answer, 413, 'too_large');
    }
    expectError(await preview(runKey), 404, 'invalid_key');

    const edge = await putFile(signedURL, Buffer.alloc(LIMIT));
    assert.equal(edge.status, 200, edge.text);
  });

  it('keeps nothing of an upload that breaks off', OWN_URLS, async () => {
    const { signedURL, runKey } = await client.read(SIGN);
    const { pathname, search } = new URL(signedURL);
    const connection = connect(server.port);
    connection.write(head('PUT', pathname + search, { 'Content-Length': 5000 }));
    connection.write(Buffer.alloc(2500));
    connection.end();
    await connection.answer(); // an error or a closed connection
    connection.close();
    expectError(await preview(runKey), 404, 'invalid_key');
  });

  it('lets only the owner upload to a template', async () => {
    const owner = server.as('acme', '--partner');
    const rival = server.as('rival', '--partner');
    const template = await owner.create('templates', { name: 'T' });
    const path = `/v1/templates/${template._id}/upload/signedURL?file_type=application/zip`;
    expectError(await rival.get(path), 404, 'invalid_ref');
    expectError(await client.get(path), 403, 'forbidden');
    await owner.upload(smallBundle().zip(), path);
    const shown = await owner.read(`/v1/templates/${template._id}/preview`);
    assert.equal(shown.objects[0].doc._id, SMALL.integration);
  });

  it("keeps a run key to its account", async () => {
    const runKey = await client.upload(smallBundle().zip());
    const stranger = server.as('stranger');
    const shown = await stranger.get(`/v1/integrations/template/preview?runKey=${runKey}`);
    expectError(shown, 404, 'invalid_key');
    expectError(await stranger.post('/v1/integrations/template', { runKey }), 404, 'invalid_key');
  });

  it('checks the parameters', async () => {
    for (const query of ['file_name=a.zip&file_type=text/html', 'file_name=a.zip&file_type=zip']) {
      expectError(await client.get(`/v1/s3SignedURL?${query}`), 400, 'invalid_query_params');
    }
    const missing = await client.get('/v1/integrations/template/preview');
    expectError(missing, 400, 'missing_required_field', 'runKey');
    expectError(await preview('no-such-key'), 404, 'invalid_key');
    const body = await client.post('/v1/integrations/template', {});
    expectError(body, 400, 'missing_required_field', 'runKey');
  });

  it('puts the public address into signed URLs', OWN_URLS, async () => {
    const fronted = await startServer({ args: ['--public-url', PUBLIC_URL] });
    try {
      const member = fronted.as('shop');
      const { signedURL, runKey } = await member.read(SIGN);
      assert.ok(signedURL.startsWith(`${PUBLIC_URL}/uploads/`), signedURL);
      const local = signedURL.replace(PUBLIC_URL, fronted.url);
      assert.equal((await putFile(local, smallBundle().zip())).status, 200);
      await member.read(`/v1/integrations/template/preview?runKey=${runKey}`);
    } finally {
      await fronted.stop();
    }
  });
});
