import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { COLLECTIONS, templateId } from './support/bundle.mjs';
import { clientOf } from './support/client.mjs';
import { operationsOf, responseViolations, startProxy } from './support/prism.mjs';
import {
  LIMITS,
  OWN_UPLOADS,
  Story,
  collectionSteps,
  installSteps,
  roundTripSteps,
  serverSteps,
  templateSteps,
  uploadSteps,
  useSteps,
  vendorSteps,
} from './support/prism_steps.mjs';
import { repository, startServer } from './support/server.mjs';

const OURS = path.join(repository, 'api/integrator.openapi.yaml');
const VENDORS = process.env.IMPRINT_VENDOR_SPEC;

describe('through Prism, by our own description', () => {
  let server;
  let proxy;
  let story;
  before(async () => {
    server = await startServer({ config: LIMITS });
    proxy = await startProxy(OURS, server.url);
    story = new Story(server, proxy);
  });
  after(async () => {
    await proxy?.stop();
    await server?.stop();
  });

  it("answers the vendor's operations as described", () => vendorSteps(story));
  it('answers the other template operations as described', () => templateSteps(story));
  it('answers upload operations as described', () => uploadSteps(story));
  it('answers installs as described', () => installSteps(story));
  it('answers exports and clones as described', () => roundTripSteps(story));
  for (const collection of Object.values(COLLECTIONS)) {
    it(`answers ${collection} as described`, () => {
      const token = server.token(`member of ${collection}`);
      return collectionSteps(story, clientOf(proxy.url, token), collection);
    });
  }
  it('answers resources in use as described', () => useSteps(story));
  it("answers the server's own operations as described", () => serverSteps(story));

  it('has checked every operation of the description', (t) => {
    for (const line of story.checks.report()) t.diagnostic(line);
    t.diagnostic(`${story.checks.total()} checks, no violation`);
    const there = operationsOf(OURS).filter((name) => OWN_UPLOADS || !name.includes('/uploads/'));
    const missing = there.filter((name) => !story.checks.counts.has(name));
    assert.deepEqual(missing, []);
  });
});

describe("through Prism, by the vendor's description", { skip: !VENDORS }, () => {
  let server;
  let proxy;
  before(async () => {
    server = await startServer();
    proxy = await startProxy(path.resolve(VENDORS), server.url);
  });
  after(async () => {
    await proxy?.stop();
    await server?.stop();
  });

  it('answers all of its operations as described', async (t) => {
    const story = new Story(server, proxy);
    await vendorSteps(story);
    for (const line of story.checks.report()) t.diagnostic(line);
    t.diagnostic(`${story.checks.total()} checks, no violation`);
    assert.equal(story.checks.counts.size, 8);
  });
});

describe('the check itself', () => {
  let wrong;
  let proxy;
  let answer;
  before(async () => {
    wrong = createServer((_, response) => {
      const headers = { 'content-type': 'application/json', 'x-request-id': 'r' };
      response.writeHead(answer.status, headers);
      response.end(JSON.stringify(answer.body));
    });
    await new Promise((resolve) => wrong.listen(0, '127.0.0.1', resolve));
    proxy = await startProxy(OURS, `http://127.0.0.1:${wrong.address().port}`);
  });
  after(async () => {
    await proxy?.stop();
    wrong.closeAllConnections();
    await new Promise((resolve) => wrong.close(resolve));
  });
  const violations = async (status, body, target = '/v1/templates') => {
    answer = { status, body };
    return responseViolations(await clientOf(proxy.url, 'token').get(target));
  };
  const good = { _id: templateId(1), name: 'T', lastModified: '2026-01-31T09:05:00.123Z' };

  it('accepts a right answer', async () => {
    assert.deepEqual(await violations(200, [good]), []);
  });
  it('finds a wrong type, a missing field, a wrong envelope and an unknown status', async () => {
    for (const [status, body] of [
      [200, [{ ...good, name: 5 }]],
      [200, [{ name: 'T' }]],
      [403, { message: 'Forbidden' }],
      [418, { errors: [{ code: 'x', message: 'x' }] }],
    ]) {
      assert.ok((await violations(status, body)).length > 0, `${status} ${JSON.stringify(body)}`);
    }
  });
  it('does not blame the answer for the request', async () => {
    const error = { errors: [{ code: 'invalid_ref', message: 'Template not found.' }] };
    assert.deepEqual(await violations(404, error, '/v1/templates/x'), []);
  });
  it('finds a path that is not described', async () => {
    assert.ok((await violations(200, [], '/v1/nothing')).length > 0);
  });
});
