import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { startFaultProxy } from '../s3/fault_proxy.mjs';
import { smallBundle } from '../e2e/support/bundle.mjs';
import { Copier, Installer, Reader, TemplateEditor, Uploader } from './support/clients.mjs';
import { Load, SEED } from './support/load.mjs';
import { startBucket } from './support/services.mjs';
import { report } from './support/verdict.mjs';
import { inWorld } from './support/world.mjs';

const CLIENTS = [Uploader, Uploader, Uploader, Installer, TemplateEditor, Copier, Reader];
const PAUSE_MS = 50; // a bucket on the same machine takes its time

describe('the bucket', () => {
  let bucket;
  let proxy;
  before(async () => {
    bucket = await startBucket();
    proxy = await startFaultProxy(bucket.endpoint);
  });
  after(async () => {
    await proxy?.stop();
    bucket?.end();
  });

  // Clients bring their files past the proxy, whatever happens to the server's own requests.
  const environment = () => ({
    ...bucket.environment,
    AWS_ENDPOINT_URL_S3: proxy.url,
    IMPRINT_S3_PUBLIC_ENDPOINT: bucket.endpoint,
    IMPRINT_BLOBS: `s3://${bucket.bucket}/${randomBytes(8).toString('hex')}`,
  });

  /** What needs no file that is not here yet goes on. */
  async function goesOn(world) {
    const client = world.client();
    await client.read('/v1/connections');
    await world.owner().read(`/v1/templates/${world.template}/preview`);
    const body = { connectionMap: world.connectionMap, name: 'meanwhile' };
    const reply = await client.post(`/v1/integrations/template/${world.template}`, body);
    assert.equal(reply.status, 200, reply.text);
  }

  const FAULTS = {
    'cannot be reached': ['refuse'],
    'is too slow': ['slow', { ms: 60_000 }],
    'answers 503': ['unavailable', { status: 503 }],
    'breaks off its answers': ['cut'],
    'breaks off what it is sent': ['cutUpload'],
  };
  for (const [name, fault] of Object.entries(FAULTS)) {
    it(`the bucket ${name} for a while`, (t) =>
      inWorld({ environment: environment() }, async (world) => {
        t.diagnostic(`SEED=${SEED}`);
        const load = new Load(world, { clients: CLIENTS, pause: PAUSE_MS });
        await load.progress(30);
        proxy.mode(...fault);
        try {
          await load.refusals(5);
          await world.readiness(503);
          await goesOn(world);
          await load.progress(20);
        } finally {
          proxy.mode('pass');
        }
        await world.readiness(200);
        await load.progress(30);
        await load.stop();
        await report(t, load);
      }));
  }
});
