import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { smallBundle } from './support/bundle.mjs';
import { expectError, putFile, send } from './support/client.mjs';
import { publish } from './support/installs.mjs';
import { needs } from './support/place.mjs';
import { startServer } from './support/server.mjs';

const SIGN = '/v1/s3SignedURL?file_name=orders.zip&file_type=application/zip';
const LIMIT = 100_000;
const skip = needs('blob files') ? false : 'needs a bucket, which this run is without';

const named = (name) => smallBundle({ integration: { name } }).zip();

describe('uploads straight to the bucket', { skip }, () => {
  let server;
  let client;
  before(async () => {
    server = await startServer({ config: `[limits]\nupload_bytes = ${LIMIT}\n` });
    client = server.as('shop');
  });
  after(() => server.stop());

  const preview = (runKey) => client.get(`/v1/integrations/template/preview?runKey=${runKey}`);
  const uploaded = async (bytes) => {
    const { signedURL, runKey } = await client.read(SIGN);
    const reply = await putFile(signedURL, bytes);
    assert.equal(reply.status, 200, reply.text);
    return { signedURL, runKey };
  };

  it('pass through no process of ours', async () => {
    const { signedURL, runKey } = await uploaded(smallBundle().zip());
    assert.ok(!signedURL.startsWith(server.url), signedURL);
    assert.ok(!signedURL.includes(client.token));
    assert.equal((await preview(runKey)).status, 200);
    const { pathname, search } = new URL(signedURL);
    expectError(await putFile(server.url + pathname + search, ''), 404, 'not_found');
    expectError(await putFile(`${server.url}/uploads/${runKey}`, ''), 404, 'not_found');
  });

  it('are there for whoever has the run key once they have come', async () => {
    const { signedURL, runKey } = await client.read(SIGN);
    expectError(await preview(runKey), 404, 'invalid_key');
    await putFile(signedURL, named('Came'));
    assert.equal((await preview(runKey)).body.objects[0].doc.name, 'Came');
    const stranger = server.as('stranger');
    const theirs = await stranger.get(`/v1/integrations/template/preview?runKey=${runKey}`);
    expectError(theirs, 404, 'invalid_key');
  });

  it('replace each other before the first use, and not after it', async () => {
    const { signedURL, runKey } = await uploaded(named('First'));
    assert.equal((await putFile(signedURL, named('Second'))).status, 200);
    assert.equal((await preview(runKey)).body.objects[0].doc.name, 'Second');
    await putFile(signedURL, named('Third'));
    assert.equal((await preview(runKey)).body.objects[0].doc.name, 'Second');
  });

  it('are refused by the bucket when the URL was changed or is used otherwise', async () => {
    const { signedURL, runKey } = await client.read(SIGN);
    const other = await client.read(SIGN);
    const changed = new URL(signedURL);
    const signature = changed.searchParams.get('X-Amz-Signature');
    const first = signature.startsWith('a') ? 'b' : 'a';
    changed.searchParams.set('X-Amz-Signature', first + signature.slice(1));
    const swapped = new URL(signedURL);
    swapped.pathname = new URL(other.signedURL).pathname;
    for (const url of [changed.href, swapped.href]) {
      assert.equal((await putFile(url, named('X'))).status, 403);
    }
    for (const method of ['GET', 'DELETE']) {
      assert.equal((await send(method, signedURL)).status, 403, method);
    }
    expectError(await preview(runKey), 404, 'invalid_key');
  });

  it('are refused by the bucket when the URL has expired', async () => {
    const brief = await startServer({ config: '[limits]\nupload_url_lifetime = 1\n' });
    try {
      const { signedURL } = await brief.as('shop').read(SIGN);
      let last = 200;
      for (let tries = 0; tries < 100 && last === 200; ++tries) {
        last = (await putFile(signedURL, named('Late'))).status;
        if (last === 200) await new Promise((resolve) => setTimeout(resolve, 200));
      }
      assert.equal(last, 403);
    } finally {
      await brief.stop();
    }
  });

  it('are bounded when they are used', async () => {
    const { runKey } = await uploaded(Buffer.alloc(LIMIT + 1));
    expectError(await preview(runKey), 422, 'invalid_template');
    const installed = await client.post('/v1/integrations/template', { runKey });
    expectError(installed, 422, 'invalid_template');
  });

  it("become a template's content, the last one to come", async () => {
    const owner = server.as('acme', '--partner');
    const template = await publish(owner, smallBundle({ integration: { name: 'One' } }));
    const shown = async () =>
      (await owner.read(`/v1/templates/${template}/preview`)).objects[0].doc.name;
    assert.equal(await shown(), 'One');
    await owner.uploadTo(template, named('Two'));
    assert.equal(await shown(), 'Two');
    await owner.uploadTo(template, named('Three'));
    await owner.uploadTo(template, Buffer.from('no zip'));
    expectError(await owner.get(`/v1/templates/${template}/preview`), 422, 'invalid_template');
    const buyer = await client.post(`/v1/integrations/template/${template}`, {});
    assert.notEqual(buyer.status, 500, buyer.text);
  });
});
