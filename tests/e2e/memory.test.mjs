import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { Bundle, smallBundle, templateId } from './support/bundle.mjs';
import { startServer } from './support/server.mjs';

const UPLOAD_BYTES = 200_000_000;
const RESOURCES = 5000;
const RESOURCE_BYTES = 10_000;
const LIMIT_MB = 200;
const SANITIZED_LIMIT_MB = 2500; // sanitizers keep freed memory, and shadow what is in use
const END_RECORD_BYTES = 22;
const PIECE = Buffer.alloc(1_000_000, 'padding ');
const SIGN = '/v1/s3SignedURL?file_name=t.zip&file_type=application/zip';
const PREVIEW = '/v1/integrations/template/preview?runKey=';
const INSTALL = '/v1/integrations/template';

/** The zip with bytes of no entry before its directory, as {size, pieces}. */
function padded(zip, size) {
  const end = zip.length - END_RECORD_BYTES;
  const directory = zip.readUInt32LE(end + 16);
  const padding = size - zip.length;
  const record = Buffer.from(zip.subarray(end));
  record.writeUInt32LE(directory + padding, 16);
  function* pieces() {
    yield zip.subarray(0, directory);
    for (let left = padding; left > 0; left -= PIECE.length) {
      yield PIECE.subarray(0, Math.min(left, PIECE.length));
    }
    yield zip.subarray(directory, end);
    yield record;
  }
  return { size, pieces };
}

/** A bundle whose preview has RESOURCES documents of RESOURCE_BYTES each. */
function largeBundle() {
  const connection = templateId(2);
  const bundle = new Bundle()
    .add('Integration', { _id: templateId(1), name: 'Large' })
    .add('Connection', { _id: connection, type: 'http', name: 'Shop' });
  const fields = Array.from({ length: 100 }, (_, n) => ({ extract: `from${n}`, generate: `to${n}` }));
  const note = 'x'.repeat(RESOURCE_BYTES - JSON.stringify(fields).length);
  for (let n = 3; n <= RESOURCES; ++n) {
    const _id = templateId(n);
    const text = JSON.stringify({ _id, name: `Export ${n}`, _connectionId: connection, fields, note });
    bundle.file(`exports/e-${_id}.json`, text, { deflate: true });
  }
  return bundle.zip();
}

/** A request whose answer is counted and not kept: {status, bytes, text}, the text's first part. */
async function exchange(method, url, { headers, pieces }) {
  const request = http.request(url, { method, headers });
  const answered = once(request, 'response');
  await pipeline(Readable.from(pieces ?? []), request);
  const [response] = await answered;
  const reply = { status: response.statusCode, bytes: 0, text: '' };
  for await (const piece of response) {
    reply.bytes += piece.length;
    if (reply.text.length < 1000) reply.text += piece.toString('latin1', 0, 1000);
  }
  return reply;
}

describe('memory', () => {
  let server;
  let client;
  let limit = LIMIT_MB;
  before(async () => {
    server = await startServer();
    client = server.as('shop', '--partner');
    const maps = readFileSync(`/proc/${server.pid}/maps`, 'utf8');
    if (/lib[at]san/.test(maps)) limit = SANITIZED_LIMIT_MB;
  });
  after(() => server.stop());

  async function upload({ size, pieces }) {
    const { signedURL, runKey } = await client.read(SIGN);
    const headers = { 'content-type': 'application/zip', 'content-length': size };
    const reply = await exchange('PUT', signedURL, { headers, pieces: pieces() });
    assert.equal(reply.status, 200, reply.text);
    return runKey;
  }
  const uploadZip = (zip) => upload({ size: zip.length, pieces: () => [zip] });

  // Whoever asks while others hold the memory is asked to come again.
  async function ask(method, path, json) {
    const headers = { authorization: `Bearer ${client.token}` };
    const body = json && Buffer.from(JSON.stringify(json));
    if (body) Object.assign(headers, { 'content-type': 'application/json' });
    for (;;) {
      const reply = await exchange(method, server.url + path, { headers, pieces: body && [body] });
      if (reply.status !== 503) return reply;
      await sleep(1000);
    }
  }
  const preview = (runKey) => ask('GET', PREVIEW + runKey);

  function assertSmall(what) {
    const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
    const peak = (Number(/VmHWM:\s+(\d+) kB/.exec(status)[1]) * 1024) / 1e6;
    assert.ok(peak < limit, `${what}: the process had ${peak} MB`);
  }

  it('takes a 200 MB upload and previews what is in it', async () => {
    const runKey = await upload(padded(smallBundle().zip(), UPLOAD_BYTES));
    const reply = await preview(runKey);
    assert.equal(reply.status, 200, reply.text);
    assertSmall('200 MB upload');
  });

  it('refuses a 200 MB upload that would inflate to too much', async () => {
    const bundle = smallBundle();
    const text = Buffer.alloc(8_000_000, ' ');
    for (let n = 0; n < 9; ++n) bundle.file(`scripts/s${n}.js`, text);
    const runKey = await upload(padded(bundle.zip(), UPLOAD_BYTES));
    const reply = await preview(runKey);
    assert.equal(reply.status, 422, reply.text);
    assert.match(reply.text, /the limit for all of them/);
    assertSmall('refused upload');
  });

  it('previews and installs 5,000 resources, also for several at once', async () => {
    const zip = largeBundle();
    const runKey = await uploadZip(zip);
    const first = await preview(runKey);
    assert.equal(first.status, 200, first.text);
    assert.ok(first.bytes > RESOURCES * RESOURCE_BYTES * 0.95, `${first.bytes} bytes`);
    assertSmall('a preview');

    for (const reply of await Promise.all([1, 2, 3, 4].map(() => preview(runKey)))) {
      assert.deepEqual(reply, first);
    }
    assertSmall('four previews');

    const installs = [1, 2].map(() => ask('POST', INSTALL, { runKey }));
    for (const reply of await Promise.all(installs)) {
      assert.equal(reply.status, 200, reply.text);
      assert.ok(reply.bytes > first.bytes, 'with the fields that the server sets');
    }
    assertSmall('two installs');
  });

  it('judges several large uploads at once', async () => {
    const zip = largeBundle();
    const runKeys = [await uploadZip(zip), await uploadZip(zip), await uploadZip(zip)];
    for (const reply of await Promise.all(runKeys.map(preview))) {
      assert.equal(reply.status, 200, reply.text);
    }
    assertSmall('three uploads');
  });
});
