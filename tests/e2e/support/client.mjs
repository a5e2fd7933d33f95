import assert from 'node:assert/strict';

const TIMEOUT_MS = 60_000;
const SIGNED_URL = '/v1/s3SignedURL?file_name=t.zip&file_type=application/zip';

/**
 * One request. options.json: a value to send as JSON; options.body: text or bytes as they are;
 * options.headers; options.token. Gives {status, headers, text, body}; `body` is the parsed JSON.
 */
export async function send(method, url, options = {}) {
  const headers = { ...options.headers };
  if (options.token) headers.authorization ??= `Bearer ${options.token}`;
  let body = options.body;
  if ('json' in options) {
    body = JSON.stringify(options.json);
    headers['content-type'] ??= 'application/json';
  }
  const answer = await fetch(url, {
    method,
    headers,
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await answer.text();
  const reply = { status: answer.status, headers: answer.headers, text, body: undefined };
  if (/\bjson\b/.test(answer.headers.get('content-type') ?? '') && text) {
    reply.body = JSON.parse(text);
  }
  return reply;
}

/** A client of one server with one token. Paths may also be whole URLs. */
export function clientOf(base, token) {
  const request = (method, path, options = {}) =>
    send(method, path.startsWith('http') ? path : base + path, { token, ...options });
  return {
    base,
    token,
    request,
    get: (path, options) => request('GET', path, options),
    delete: (path, options) => request('DELETE', path, options),
    post: (path, json, options) => request('POST', path, { json, ...options }),
    put: (path, json, options) => request('PUT', path, { json, ...options }),
    patch: (path, json, options) => request('PATCH', path, { json, ...options }),
    /** POST that must answer 201; gives the document. */
    async create(collection, json) {
      const reply = await this.post(`/v1/${collection}`, json);
      assert.equal(reply.status, 201, reply.text);
      return reply.body;
    },
    /** GET that must answer 200; gives the parsed body. */
    async read(path) {
      const reply = await this.get(path);
      assert.equal(reply.status, 200, reply.text);
      return reply.body;
    },
    /** Items of a list, whether it answers 200 or, empty, 204. */
    async list(path) {
      const reply = await this.get(path);
      if (reply.status === 204) return [];
      assert.equal(reply.status, 200, reply.text);
      return reply.body;
    },
    /** Uploads `bytes` for this account; gives the run key. */
    async upload(bytes, signedUrlPath = SIGNED_URL) {
      const { signedURL, runKey } = await this.read(signedUrlPath);
      const reply = await putFile(signedURL, bytes);
      assert.equal(reply.status, 200, reply.text);
      return runKey;
    },
    uploadTo(template, bytes) {
      const path = `/v1/templates/${template}/upload/signedURL?file_type=application/zip`;
      return this.upload(bytes, path);
    },
  };
}

/** PUT to a signed URL, without any token. */
export function putFile(url, bytes, headers = { 'content-type': 'application/zip' }) {
  return send('PUT', url, { body: bytes, headers });
}

/**
 * Asserts the error envelope with `code` first, and `field` where given.
 * Gives the list of errors.
 */
export function expectError(reply, status, code, field) {
  assert.equal(reply.status, status, reply.text);
  assert.match(reply.headers.get('content-type') ?? '', /^application\/json/);
  assert.ok(reply.headers.get('x-request-id'), 'X-Request-Id');
  const errors = reply.body?.errors;
  assert.ok(Array.isArray(errors) && errors.length > 0, reply.text);
  for (const error of errors) {
    assert.equal(typeof error.code, 'string', reply.text);
    assert.ok(error.message, reply.text);
  }
  assert.equal(errors[0].code, code, reply.text);
  if (field !== undefined) {
    assert.ok(errors.some((error) => error.field === field), `${field} in ${reply.text}`);
  }
  return errors;
}

/** Asserts the bare 401 body. */
export function expectUnauthorized(reply, message) {
  assert.equal(reply.status, 401, reply.text);
  assert.deepEqual(reply.body, { message });
}
