import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  OPERATIONS,
  digaGuardSteps,
  digaPublishSteps,
  digaVendorSteps,
} from './support/diga_steps.mjs';
import { operationsOf, startProxy } from './support/prism.mjs';
import { LIMITS, Story } from './support/prism_steps.mjs';
import { repository, startServer } from './support/server.mjs';

const OURS = path.join(repository, 'api/diga.openapi.yaml');
const VENDORS = process.env.IMPRINT_DIGA_VENDOR_SPEC;
const LOCAL = ['--outbound-allow', '127.0.0.1'];

function tell(t, checks) {
  for (const line of checks.report()) t.diagnostic(line);
  t.diagnostic(`${checks.total()} checks, no violation`);
}

describe('Diga through Prism, by our own description', () => {
  let server;
  let proxy;
  let story;
  before(async () => {
    server = await startServer({ config: `${LIMITS}\nmcp_request_timeout = 5\n`, args: LOCAL });
    proxy = await startProxy(OURS, server.url);
    story = new Story(server, proxy);
  });
  after(async () => {
    await proxy?.stop();
    await server?.stop();
  });

  it("answers the vendor's operations as described", () => digaVendorSteps(story));
  it('answers publishing as described', () => digaPublishSteps(story));
  it('refuses as described', () => digaGuardSteps(story, operationsOf(OURS)));
  it('has checked every operation of the description', (t) => {
    tell(t, story.checks);
    const names = operationsOf(OURS);
    assert.equal(names.length, 17);
    assert.deepEqual(names.filter((name) => !story.checks.counts.has(name)), []);
  });
});

describe("Diga through Prism, by the vendor's description", { skip: !VENDORS }, () => {
  let server;
  let proxy;
  before(async () => {
    server = await startServer({ config: '[limits]\nmcp_request_timeout = 5\n', args: LOCAL });
    proxy = await startProxy(path.resolve(VENDORS), server.url);
  });
  after(async () => {
    await proxy?.stop();
    await server?.stop();
  });

  it('answers all of its operations as described', async (t) => {
    const story = new Story(server, proxy);
    await digaVendorSteps(story);
    tell(t, story.checks);
    assert.deepEqual([...story.checks.counts.keys()].sort(), Object.values(OPERATIONS).sort());
  });
});
