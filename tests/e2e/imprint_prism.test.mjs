import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { operationsOf, startProxy } from './support/prism.mjs';
import { accountSteps, imageSteps, uploadSteps } from './support/account_steps.mjs';
import { graphSteps, openApiSteps } from './support/graph_steps.mjs';
import { startPictureHost } from './support/picture_host.mjs';
import { LIMIT, LIMITS, Story } from './support/prism_steps.mjs';
import {
  OPERATIONS,
  catalogueSteps,
  changeSteps,
  guardSteps,
  installSteps,
  unsignedSteps,
  versionSteps,
} from './support/native_steps.mjs';
import { repository, startServer } from './support/server.mjs';

const OURS = path.join(repository, 'api/imprint.openapi.yaml');

describe("Imprint's own API through Prism", () => {
  let server;
  let proxy;
  let story;
  let host;
  before(async () => {
    host = await startPictureHost();
    server = await startServer({ config: LIMITS, args: ['--outbound-allow', '127.0.0.1'] });
    proxy = await startProxy(OURS, server.url);
    story = new Story(server, proxy);
  });
  after(async () => {
    await proxy?.stop();
    await server?.stop();
    await host?.stop();
  });

  it('answers the account as described', () => accountSteps(story, server, proxy));
  it('answers uploads as described', () => uploadSteps(story, LIMIT));
  it('answers pictures as described', () => imageSteps(story, host));
  it('answers the catalogue as described', () => catalogueSteps(story));
  it('answers versions as described', () => versionSteps(story));
  it('answers graphs and resources as described', () => graphSteps(story));
  it('answers templates of OpenAPI documents as described', () => openApiSteps(story));
  it('answers plans and installs as described', () => installSteps(story));
  it('answers changes of installations as described', () => changeSteps(story));
  it('refuses as described', () => guardSteps(story));
  it('serves its description', async () => {
    const operation = 'GET /openapi/imprint.yaml';
    const { text } = await story.expect(operation, 200, story.nobody.get('/openapi/imprint.yaml'));
    assert.match(text, /^openapi: 3\.1/);
  });

  it('has checked every operation of the description', (t) => {
    for (const line of story.checks.report()) t.diagnostic(line);
    t.diagnostic(`${story.checks.total()} checks, no violation`);
    const names = operationsOf(OURS);
    assert.deepEqual(names.filter((name) => !story.checks.counts.has(name)), []);
    const known = [...Object.values(OPERATIONS), 'GET /openapi/imprint.yaml'];
    assert.deepEqual([...names].sort(), known.sort());
  });
});

describe("Imprint's own API, where templates must be signed", () => {
  let server;
  let proxy;
  before(async () => {
    server = await startServer({ config: `require_signatures = true\n${LIMITS}` });
    proxy = await startProxy(OURS, server.url);
  });
  after(async () => {
    await proxy?.stop();
    await server?.stop();
  });

  it('answers as described', () => unsignedSteps(new Story(server, proxy)));
});
