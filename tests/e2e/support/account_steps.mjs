import assert from 'node:assert/strict';
import { smallBundle } from './bundle.mjs';
import { clientOf } from './client.mjs';
import { API } from './native.mjs';
import { OPERATIONS as O } from './native_steps.mjs';

const UPLOADS = `${API}/uploads?fileName=orders.zip`;
const ZIP = { 'content-type': 'application/zip' };

/** `server` is what `story` speaks to; tokens that end are made there. */
export async function accountSteps({ owner, plain, expect }, server, proxy) {
  const { body } = await expect(O.account, 200, owner.get(`${API}/account`));
  assert.equal(body.partner, true);
  await expect(O.account, 200, plain.get(`${API}/account`));
  const ending = clientOf(proxy.url, server.token('shop', '--expires', '1h'));
  const reply = await expect(O.account, 200, ending.get(`${API}/account`));
  assert.ok(reply.body.token.expires);
}

/** `limit` is what the server takes at most, in bytes. */
export async function uploadSteps({ plain, expect }, limit) {
  const send = (options, path = UPLOADS) => plain.request('POST', path, { headers: ZIP, ...options });
  // Prism passes bodies on as text, which leaves no zip whole: native_account.test.mjs uses one.
  await expect(O.upload, 201, send({ body: smallBundle().zip() }));
  await expect(O.upload, 400, send({ body: 'x' }, `${API}/uploads`));
  await expect(O.upload, 413, send({ body: Buffer.alloc(limit + 1) }));
  await expect(O.upload, 415, send({ body: 'x', headers: { 'content-type': 'text/plain' } }));
}

/** Pictures of `host` (support/picture_host.mjs), which the server may ask. */
export async function imageSteps({ direct, owner, plain, expect }, host) {
  const imageOf = async (path) => {
    const fields = { name: 'T', imageURL: host.url + path, websiteURL: 'https://example.org/' };
    const { _id } = await direct.create('templates', fields);
    await expect(O.template, 200, owner.get(`${API}/templates/${_id}`));
    return `${API}/templates/${_id}/image`;
  };
  for (const form of ['png', 'jpeg', 'gif', 'webp']) {
    const reply = await expect(O.image, 200, owner.get(await imageOf(`/${form}`)));
    assert.equal(reply.headers.get('content-type'), `image/${form}`);
  }
  const png = await imageOf('/png');
  const { headers } = await expect(O.image, 200, owner.get(png));
  const known = { headers: { 'if-none-match': headers.get('etag') } };
  await expect(O.image, 304, owner.get(png, known));
  const svg = await imageOf('/svg');
  await expect(O.image, 404, owner.get(svg));
  await expect(O.image, 404, plain.get(svg));
}
