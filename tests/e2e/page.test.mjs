import assert from 'node:assert/strict';
import http from 'node:http';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import zlib from 'node:zlib';
import { imprint, repository, startServer } from './support/server.mjs';

const BROWSER = 'text/html,application/xhtml+xml,*/*;q=0.8';
const DECODE = {
  br: zlib.brotliDecompressSync,
  gzip: zlib.gunzipSync,
  identity: (bytes) => bytes,
};

/** One request, its answer's body as it came: {status, headers, body}. */
function ask(server, target, headers = {}, method = 'GET') {
  return new Promise((resolve, reject) => {
    const request = http.request(server.url + target, { method, headers }, (answer) => {
      const pieces = [];
      answer.on('data', (piece) => pieces.push(piece));
      answer.on('end', () => {
        const { statusCode: status, headers: said } = answer;
        resolve({ status, headers: said, body: Buffer.concat(pieces) });
      });
    });
    request.on('error', reject).end();
  });
}

function checkSafe({ headers }) {
  const policy = headers['content-security-policy'];
  assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/);
  assert.match(policy, /frame-ancestors 'none'$/);
  assert.doesNotMatch(policy, /unsafe|\*/);
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.equal(headers['referrer-policy'], 'no-referrer');
  assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
  assert.match(headers['permissions-policy'], /camera=\(\)/);
}

describe('the page', () => {
  let server;
  let index;
  let script;
  before(async () => {
    server = await startServer();
    index = await ask(server, '/');
    assert.equal(index.status, 200, 'this binary has no page: `make web` before building it');
    script = /<script type="module"[^>]* src="(\/assets\/[^"]+)"/.exec(index.body.toString())[1];
  });
  after(() => server.stop());

  it('needs no token, and is checked for news each time', () => {
    assert.equal(index.headers['content-type'], 'text/html; charset=utf-8');
    assert.equal(index.headers['cache-control'], 'no-cache');
    assert.match(index.body.toString(), /^<!doctype html>/i);
    checkSafe(index);
  });

  it('needs no script or style inside of index.html', () => {
    const text = index.body.toString();
    assert.doesNotMatch(text, /<style|\sstyle=|\son\w+=/);
    for (const [tag] of text.matchAll(/<script[^>]*>/g)) assert.match(tag, / src="\//);
  });

  it('answers the same at every address that the page can have', async () => {
    const pages = JSON.parse(readFileSync(path.join(repository, 'web/pages.json')));
    assert.ok(pages.includes('/'));
    for (const page of pages) {
      const deep = await ask(server, page.replaceAll(/\{\w+\}/g, 'a%20b'), { Accept: BROWSER });
      assert.equal(deep.status, 200, page);
      assert.deepEqual(deep.body, index.body, page);
    }
    assert.deepEqual((await ask(server, '/?q=1')).body, index.body);
  });

  it('comes in the coding that is liked best', async () => {
    const cases = [
      ['gzip, deflate, br, zstd', 'br'],
      ['gzip, br;q=0', 'gzip'],
      ['br;q=0.1, gzip;q=0.2', 'gzip'],
      ['*', 'br'],
      ['deflate', 'identity'],
      ['', 'identity'],
      ['identity, br;q=0.5', 'identity'],
    ];
    const plain = await ask(server, script);
    assert.ok(plain.body.length > 10_000);
    for (const [accept, coding] of cases) {
      const answer = await ask(server, script, { 'Accept-Encoding': accept });
      assert.equal(answer.status, 200, accept);
      assert.equal(answer.headers['content-encoding'] ?? 'identity', coding, accept);
      assert.equal(answer.headers.vary, 'Accept-Encoding');
      assert.equal(answer.headers['content-length'], String(answer.body.length));
      assert.deepEqual(DECODE[coding](answer.body), plain.body, accept);
    }
    const none = await ask(server, script, { 'Accept-Encoding': 'identity;q=0, deflate' });
    assert.equal(none.status, 406);
  });

  it('is kept for ever where its name changes with it', async () => {
    const answer = await ask(server, script);
    assert.equal(answer.headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.equal(answer.headers['content-type'], 'text/javascript; charset=utf-8');
    checkSafe(answer);
  });

  it('answers 304 to who has it, by the tag of each form', async () => {
    const tags = new Set();
    for (const coding of Object.keys(DECODE)) {
      const headers = { 'Accept-Encoding': coding };
      const { etag } = (await ask(server, script, headers)).headers;
      assert.match(etag, /^"[\w-]+"$/);
      tags.add(etag);
      for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
        const again = await ask(server, script, { ...headers, 'If-None-Match': known });
        assert.equal(again.status, 304, known);
        assert.equal(again.body.length, 0);
        assert.equal(again.headers.etag, etag);
        assert.equal(again.headers.vary, 'Accept-Encoding');
        assert.equal(again.headers['cache-control'], 'public, max-age=31536000, immutable');
      }
      const other = await ask(server, script, { ...headers, 'If-None-Match': '"other"' });
      assert.equal(other.status, 200);
    }
    assert.equal(tags.size, 3);
  });

  it('answers HEAD like GET, without the body', async () => {
    for (const target of ['/', script]) {
      const headers = { 'Accept-Encoding': 'br' };
      const [got, head] = [await ask(server, target, headers), await ask(server, target, headers, 'HEAD')];
      assert.equal(head.status, 200);
      assert.equal(head.body.length, 0);
      for (const name of ['content-length', 'content-type', 'content-encoding', 'etag']) {
        assert.equal(head.headers[name], got.headers[name], name);
      }
    }
  });

  it('takes no other method', async () => {
    const answer = await ask(server, '/', {}, 'POST');
    assert.equal(answer.status, 405);
    assert.equal(answer.headers.allow, 'GET, HEAD');
  });

  it('says at unknown paths that nothing is there, in the form of who asks', async () => {
    for (const target of ['/unknown', '/templates/x/y', '/healthz/x']) {
      const read = await ask(server, target, { Accept: BROWSER });
      assert.equal(read.status, 404, target);
      assert.deepEqual(read.body, index.body, target);
      assert.equal(read.headers['cache-control'], 'no-store');
      checkSafe(read);
      const called = await ask(server, target, { Accept: '*/*' });
      assert.equal(called.status, 404, target);
      assert.match(called.headers['content-type'], /json/, target);
    }
  });

  it('is nothing at the paths of the APIs and of its own files', async () => {
    for (const target of ['/v1/unknown', '/api/v1/unknown', '/uploads/x/y/z']) {
      const answer = await ask(server, target, { Accept: BROWSER });
      assert.equal(answer.status, 404, target);
      assert.match(answer.headers['content-type'], /json/, target);
    }
    // The hash is of base64url's letters, so a dash may stand within it.
    const former = script.replace(/-[\w-]{8}\.js$/, '-00000000.js');
    assert.notEqual(former, script);
    const gone = await ask(server, former);
    assert.equal(gone.status, 404);
    assert.equal(gone.headers['cache-control'], 'no-store');
    for (const target of ['/assets/', '/assets/..%2findex.html', '/assets/%2e%2e/index.html']) {
      assert.equal((await ask(server, target)).status, 404, target);
    }
  });

  it('outlives clients that leave in the middle of it', async () => {
    for (let i = 0; i < 50; ++i) {
      await new Promise((resolve) => {
        const request = http.get(server.url + script, (answer) => {
          answer.once('data', () => request.destroy());
          answer.once('close', resolve);
          answer.on('error', () => {});
        });
        request.on('error', () => {});
      });
    }
    assert.equal((await ask(server, '/')).status, 200);
  });
});

describe('a server without its page', () => {
  const ways = {
    'by --no-page': { args: ['--no-page'] },
    'by IMPRINT_PAGE': { env: { IMPRINT_PAGE: 'false' } },
    'by its settings': { config: 'page = false\n' },
    'by --no-page over IMPRINT_PAGE': { args: ['--no-page'], env: { IMPRINT_PAGE: 'true' } },
  };
  for (const [name, options] of Object.entries(ways)) {
    it(`serves the API alone: ${name}`, async () => {
      const server = await startServer(options);
      try {
        for (const target of ['/', '/installations', '/favicon.svg']) {
          assert.equal((await ask(server, target, { Accept: BROWSER })).status, 404, target);
        }
        assert.equal((await ask(server, '/v1/integrations')).status, 401);
        assert.equal((await ask(server, '/openapi/imprint.yaml')).status, 200);
      } finally {
        await server.stop();
      }
    });
  }

  it('is had back by IMPRINT_PAGE over the settings', async () => {
    const server = await startServer({ config: 'page = false\n', env: { IMPRINT_PAGE: 'true' } });
    try {
      assert.equal((await ask(server, '/')).status, 200);
    } finally {
      await server.stop();
    }
  });

  it('is no matter of opinion', () => {
    process.env.IMPRINT_PAGE = 'no';
    try {
      const run = imprint('serve', '--listen', '127.0.0.1:0', '--data', '/nonexistent/x');
      assert.notEqual(run.code, 0);
      assert.match(run.stderr, /IMPRINT_PAGE/);
    } finally {
      delete process.env.IMPRINT_PAGE;
    }
  });
});
