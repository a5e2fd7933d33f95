import assert from 'node:assert/strict';

// What each dialect says when it asks to come back later.
const FORMS = {
  integrator(body) {
    assert.deepEqual(Object.keys(body), ['errors']);
    assert.equal(body.errors[0].code, 'service_unavailable');
    assert.ok(body.errors[0].message);
  },
  diga(body) {
    assert.deepEqual(Object.keys(body), ['status', 'error_code', 'message']);
    assert.equal(body.error_code, 'SERVICE_UNAVAILABLE');
    assert.ok(body.message);
  },
};

/** Asserts that a 503 is in the dialect's form and says when to come back. */
export function expectRefusal(reply, dialect) {
  assert.equal(reply.status, 503, reply.text);
  assert.match(reply.headers.get('retry-after') ?? '', /^[1-9]\d*$/, `Retry-After: ${reply.text}`);
  assert.ok(reply.headers.get('x-request-id'), `X-Request-Id: ${reply.text}`);
  assert.ok(reply.body, `a JSON body: ${reply.text}`);
  FORMS[dialect](reply.body);
}

/** Whether a proxy in front answered for a process that was not there; it names no request. */
export const isOfProxy = (reply) =>
  [502, 504].includes(reply.status) && !reply.headers.get('x-request-id');
