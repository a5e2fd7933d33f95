import assert from 'node:assert/strict';
import { COLLECTIONS, EMPTY_IS_204, SMALL, minimal, smallBundle, templateId } from './bundle.mjs';
import { clientOf, putFile } from './client.mjs';
import { needs } from './place.mjs';
import { Checks } from './prism.mjs';

/** Bodies and uploads above this are refused by servers with LIMITS. */
export const LIMIT = 50_000;
export const LIMITS = `[limits]
body_bytes = ${LIMIT}
upload_bytes = ${LIMIT}
header_bytes = 8000
`;
/** Whether files come to the server itself. */
export const OWN_UPLOADS = !needs('blob files');
const PUBLISH = [{ op: 'replace', path: '/published', value: true }];
const UNKNOWN = templateId(0xfff);
const TEXT = { headers: { 'content-type': 'text/plain' }, body: 'x' };
const TOO_LONG = { name: 'x'.repeat(LIMIT) };
const BIG_HEAD = { headers: { 'x-big': 'x'.repeat(10_000) } };

/** Clients that speak through the proxy, and the checks made through it. */
export class Story {
  constructor(server, proxy) {
    const through = (token) => clientOf(proxy.url, token);
    this.checks = new Checks();
    this.owner = through(server.token('acme', '--partner'));
    this.plain = through(server.token('shop'));
    this.nobody = through();
    this.stranger = through('x'.repeat(43));
    this.direct = clientOf(server.url, this.owner.token);
    this.expect = this.checks.expect.bind(this.checks);
  }

  /** Both kinds of 401 for an operation. */
  async unauthorized(operation, method, target, options) {
    for (const client of [this.nobody, this.stranger]) {
      await this.expect(operation, 401, client.request(method, target, options));
    }
  }

  /** A template of the owner with `bundle` uploaded. */
  async uploaded(bundle = smallBundle()) {
    const template = await this.direct.create('templates', { name: 'T' });
    await this.direct.uploadTo(template._id, bundle.zip());
    return `/v1/templates/${template._id}`;
  }

  async published(bundle) {
    const target = await this.uploaded(bundle);
    assert.equal((await this.direct.patch(target, PUBLISH)).status, 200);
    return target;
  }

  async connectionMap() {
    const { _id } = await this.direct.create('connections', { name: 'C', type: 'http' });
    return { [SMALL.connection]: _id };
  }
}

/** What the vendor's own description covers: its operations with the statuses that it lists. */
export async function vendorSteps(story) {
  const { owner, expect } = story;
  const full = {
    name: 'T',
    description: 'D',
    imageURL: 'https://example.org/a.png',
    websiteURL: 'https://example.org/',
    contactEmail: 'help@example.org',
    applications: ['shopify'],
  };

  let operation = 'POST /v1/templates';
  const made = (await expect(operation, 201, owner.post('/v1/templates', full))).body;
  await expect(operation, 201, owner.post('/v1/templates', { name: 'Bare' }));
  await expect(operation, 422, owner.post('/v1/templates', {}));
  await expect(operation, 422, owner.post('/v1/templates', { name: 'T', imageURL: 'x' }));
  await story.unauthorized(operation, 'POST', '/v1/templates', { json: full });

  operation = 'GET /v1/templates';
  await expect(operation, 200, owner.get('/v1/templates'));
  await story.unauthorized(operation, 'GET', '/v1/templates');

  operation = 'GET /v1/templates/{_id}';
  const target = `/v1/templates/${made._id}`;
  await expect(operation, 200, owner.get(target));
  await expect(operation, 404, owner.get(`/v1/templates/${UNKNOWN}`));
  await expect(operation, 404, owner.get('/v1/templates/x'));
  await story.unauthorized(operation, 'GET', target);

  operation = 'PUT /v1/templates/{_id}';
  await expect(operation, 200, owner.put(target, { name: 'U' }));
  await expect(operation, 422, owner.put(target, { description: 'no name' }));
  await expect(operation, 422, owner.put(target, { name: 'T', published: true }));
  await expect(operation, 400, owner.put(target, []));
  await expect(operation, 404, owner.put(`/v1/templates/${UNKNOWN}`, { name: 'U' }));
  await story.unauthorized(operation, 'PUT', target, { json: { name: 'U' } });
  const uploaded = await story.uploaded();
  await expect(operation, 200, owner.put(uploaded, { name: 'P', published: true }));

  operation = 'DELETE /v1/templates/{_id}';
  await story.unauthorized(operation, 'DELETE', target);
  await expect(operation, 204, owner.delete(target));
  await expect(operation, 404, owner.delete(target));

  operation = 'POST /v1/integrations/template/{_id}';
  const template = (await story.published()).split('/').pop();
  const install = `/v1/integrations/template/${template}`;
  const connectionMap = await story.connectionMap();
  await expect(operation, 200, owner.post(install, { connectionMap }));
  await expect(operation, 400, owner.post(install, {}));
  await expect(operation, 400, owner.post(install, { connectionMap: {} }));
  await expect(operation, 422, owner.post(install, { connectionMap: { [UNKNOWN]: UNKNOWN } }));
  const nowhere = `/v1/integrations/template/${UNKNOWN}`;
  await expect(operation, 404, owner.post(nowhere, { connectionMap }));
  await story.unauthorized(operation, 'POST', install, { json: { connectionMap } });

  operation = 'GET /v1/integrations/template/preview';
  const runKey = await story.direct.upload(smallBundle().zip());
  const preview = '/v1/integrations/template/preview';
  await expect(operation, 200, owner.get(`${preview}?runKey=${runKey}`));
  await expect(operation, 400, owner.get(preview));
  await expect(operation, 404, owner.get(`${preview}?runKey=unknown`));
  await story.unauthorized(operation, 'GET', `${preview}?runKey=${runKey}`);

  operation = 'POST /v1/integrations/template';
  const post = (body) => owner.post('/v1/integrations/template', body);
  await expect(operation, 200, post({ runKey }));
  await expect(operation, 200, post({ runKey, connectionMap }));
  await expect(operation, 400, post({}));
  await expect(operation, 404, post({ runKey: 'unknown' }));
  await story.unauthorized(operation, 'POST', '/v1/integrations/template', { json: { runKey } });
}

/** What only our description covers of the templates. */
export async function templateSteps(story) {
  const { owner, plain, expect } = story;
  const target = await story.published();
  const bodies = { POST: '/v1/templates', PUT: target, PATCH: target };
  for (const [method, at] of Object.entries(bodies)) {
    const operation = `${method} ${at.replace(/[0-9a-f]{24}/, '{_id}')}`;
    const json = method === 'PATCH' ? PUBLISH : { name: 'T' };
    await expect(operation, 403, plain.request(method, at, { json }));
    await expect(operation, 400, owner.request(method, at, { json: 'x' }));
    await expect(operation, 413, owner.request(method, at, { json: TOO_LONG }));
    await expect(operation, 415, owner.request(method, at, TEXT));
    await expect(operation, 431, owner.request(method, at, { json, ...BIG_HEAD }));
  }
  for (const [method, at] of [
    ['GET', '/v1/templates'],
    ['GET', target],
    ['DELETE', target],
  ]) {
    const operation = `${method} ${at.replace(/[0-9a-f]{24}/, '{_id}')}`;
    await expect(operation, 403, plain.request(method, at));
    await expect(operation, 431, owner.request(method, at, BIG_HEAD));
  }

  let operation = 'PATCH /v1/templates/{_id}';
  const patchType = { headers: { 'content-type': 'application/json-patch+json' } };
  await expect(operation, 200, owner.patch(target, PUBLISH));
  await expect(operation, 200, owner.patch(target, PUBLISH, patchType));
  await expect(operation, 422, owner.patch(target, [{ op: 'remove', path: '/name' }]));
  await expect(operation, 404, owner.patch(`/v1/templates/${UNKNOWN}`, PUBLISH));
  await story.unauthorized(operation, 'PATCH', target, { json: PUBLISH });

  operation = 'GET /v1/templates/published';
  await expect(operation, 200, plain.get('/v1/templates/published'));
  await expect(operation, 200, plain.get('/v1/templates/published?limit=1'));
  await expect(operation, 400, plain.get('/v1/templates/published?limit=x'));
  await story.unauthorized(operation, 'GET', '/v1/templates/published');

  operation = 'GET /v1/templates/{_id}/preview';
  await expect(operation, 200, plain.get(`${target}/preview`));
  await expect(operation, 404, plain.get(`/v1/templates/${UNKNOWN}/preview`));
  const empty = await story.direct.create('templates', { name: 'Empty' });
  await expect(operation, 422, owner.get(`/v1/templates/${empty._id}/preview`));
  const password = { connection: { ftp: { password: 'p' } } };
  await expect(operation, 422, owner.get(`${await story.uploaded(smallBundle(password))}/preview`));
  await story.unauthorized(operation, 'GET', `${target}/preview`);
  await auditSteps(story, target);
}

async function auditSteps(story, template) {
  const { owner, expect } = story;
  let operation = 'GET /v1/templates/{_id}/audit';
  await expect(operation, 200, owner.get(`${template}/audit`));
  await expect(operation, 400, owner.get(`${template}/audit?event=x`));
  await expect(operation, 404, owner.get(`/v1/templates/${UNKNOWN}/audit`));
  await story.unauthorized(operation, 'GET', `${template}/audit`);

  operation = 'GET /v1/audit';
  const queries = ['', '?limit=1', '?limit=1&skip=1', '?from=2026-01-31', '?resourceType=template'];
  for (const query of queries) {
    const { body } = await expect(operation, 200, owner.get(`/v1/audit${query}`));
    assert.ok(body.length > 0, query);
  }
  await expect(operation, 400, owner.get('/v1/audit?to=yesterday'));
  await story.unauthorized(operation, 'GET', '/v1/audit');
}

export async function uploadSteps(story) {
  const { owner, plain, expect } = story;
  let operation = 'GET /v1/templates/{_id}/upload/signedURL';
  const { _id } = await story.direct.create('templates', { name: 'T' });
  const signed = (id, type = 'application/zip') =>
    `/v1/templates/${id}/upload/signedURL?file_type=${type}`;
  await expect(operation, 200, owner.get(signed(_id)));
  await expect(operation, 400, owner.get(signed(_id, 'text/html')));
  await expect(operation, 403, plain.get(signed(_id)));
  await expect(operation, 404, owner.get(signed(UNKNOWN)));
  await story.unauthorized(operation, 'GET', signed(_id));

  operation = 'GET /v1/s3SignedURL';
  const own = '/v1/s3SignedURL?file_name=a.zip&file_type=';
  const { signedURL } = (await expect(operation, 200, plain.get(`${own}application/zip`))).body;
  await expect(operation, 400, plain.get(`${own}text/html`));
  await story.unauthorized(operation, 'GET', `${own}application/zip`);

  if (OWN_UPLOADS) await ownUploadSteps(story, signedURL);
}

async function ownUploadSteps({ nobody, expect }, signedURL) {
  // Prism reads bodies as text, so no real zip can pass through it.
  const operation = 'PUT /uploads/{runKey}';
  const { pathname, search } = new URL(signedURL);
  const put = (target, bytes) => putFile(nobody.base + target, bytes);
  await expect(operation, 200, put(pathname + search, 'text'));
  await expect(operation, 403, put(`${pathname}${search}0`, 'text'));
  await expect(operation, 413, put(pathname + search, 'x'.repeat(LIMIT + 1)));
}

export async function installSteps(story) {
  const { owner, expect } = story;
  const template = (await story.published()).split('/').pop();
  const runKey = await story.direct.upload(smallBundle().zip());
  const connectionMap = await story.connectionMap();
  for (const [operation, at, body] of [
    [
      'POST /v1/integrations/template/{_id}',
      `/v1/integrations/template/${template}`,
      { connectionMap },
    ],
    ['POST /v1/integrations/template', '/v1/integrations/template', { runKey, connectionMap }],
  ]) {
    const post = (json, options) => owner.post(at, json, options);
    const key = { headers: { 'idempotency-key': operation } };
    const whole = { ...body, name: 'N', sandbox: true, variables: {}, _stackId: UNKNOWN };
    await expect(operation, 200, post(whole, key));
    await expect(operation, 200, post(whole, key));
    await expect(operation, 200, owner.post(`${at}?fields=ids`, whole, key));
    await expect(operation, 400, owner.post(`${at}?fields=name`, whole));
    await expect(operation, 422, post(body, key));
    await expect(operation, 422, post({ ...body, variables: { nope: 1 } }));
    await expect(operation, 422, post({ ...body, connectionMap: { [UNKNOWN]: UNKNOWN } }));
    await expect(operation, 400, post({ ...body, connectionMap: [] }));
    await expect(operation, 400, post([]));
    await expect(operation, 413, post({ ...body, ...TOO_LONG }));
    await expect(operation, 415, owner.request('POST', at, TEXT));
    await expect(operation, 431, post(body, BIG_HEAD));
  }
  const preview = '/v1/integrations/template/preview';
  const bad = await story.direct.upload(Buffer.from('not a zip'));
  const operation = 'GET /v1/integrations/template/preview';
  await expect(operation, 422, owner.get(`${preview}?runKey=${bad}`));
  const install = 'POST /v1/integrations/template';
  await expect(install, 422, owner.post('/v1/integrations/template', { runKey: bad }));
}

/** Exports and clones of what the small bundle installs. */
export async function roundTripSteps(story) {
  const { owner, nobody, expect } = story;
  const runKey = await story.direct.upload(smallBundle().zip());
  const { objects } = (await story.direct.post('/v1/integrations/template', { runKey })).body;
  const id = Object.fromEntries(objects.map(({ model, doc }) => [model, doc._id]));
  for (const [model, collection] of [
    ['Integration', 'integrations'],
    ['Flow', 'flows'],
  ]) {
    const operation = `GET /v1/${collection}/{_id}/template`;
    const at = `/v1/${collection}/${id[model]}/template`;
    const { body } = await expect(operation, 200, owner.get(at));
    await expect(operation, 200, owner.get(`${at}?secrets=variables`));
    await expect(operation, 400, owner.get(`${at}?secrets=x`));
    await expect(operation, 404, owner.get(`/v1/${collection}/${UNKNOWN}/template`));
    await expect(operation, 431, owner.get(at, BIG_HEAD));
    await story.unauthorized(operation, 'GET', at);
    const { pathname, search } = new URL(body.signedURL);
    const download = 'GET /downloads/{runKey}';
    await expect(download, 200, nobody.get(pathname + search));
    await expect(download, 403, nobody.get(`${pathname}${search}0`));
  }
  for (const model of ['Integration', 'Flow', 'Export', 'Import']) {
    await cloneSteps(story, COLLECTIONS[model], id[model]);
  }
  const secret = { name: 'S', _integrationId: id.Integration, note: `ghp_${'a1B2c3D4e5'.repeat(4)}` };
  await story.direct.create('flows', secret);
  const operation = 'GET /v1/integrations/{_id}/template';
  await expect(operation, 422, owner.get(`/v1/integrations/${id.Integration}/template`));
}

async function cloneSteps(story, collection, id) {
  const { owner, expect } = story;
  const at = `/v1/${collection}/${id}/clone`;
  let operation = `GET /v1/${collection}/{_id}/clone/preview`;
  await expect(operation, 200, owner.get(`${at}/preview`));
  await expect(operation, 404, owner.get(`/v1/${collection}/${UNKNOWN}/clone/preview`));
  await expect(operation, 431, owner.get(`${at}/preview`, BIG_HEAD));

  operation = `POST /v1/${collection}/{_id}/clone`;
  const key = { headers: { 'idempotency-key': operation } };
  await expect(operation, 201, owner.post(at, {}));
  await expect(operation, 201, owner.post(`${at}?fields=ids`, {}));
  await expect(operation, 400, owner.post(`${at}?fields=name`, {}));
  await expect(operation, 201, owner.post(at, { name: 'N', sandbox: true }, key));
  await expect(operation, 201, owner.post(at, { name: 'N', sandbox: true }, key));
  await expect(operation, 422, owner.post(at, {}, key));
  await expect(operation, 422, owner.post(at, { connectionMap: { [UNKNOWN]: UNKNOWN } }));
  await expect(operation, 422, owner.post(at, { _integrationId: UNKNOWN }));
  await expect(operation, 400, owner.post(at, { connectionMap: [] }));
  await expect(operation, 400, owner.post(at, []));
  await expect(operation, 404, owner.post(`/v1/${collection}/${UNKNOWN}/clone`, {}));
  await expect(operation, 413, owner.post(at, TOO_LONG));
  await expect(operation, 415, owner.request('POST', at, TEXT));
  await expect(operation, 431, owner.post(at, {}, BIG_HEAD));
  for (const client of [story.nobody, story.stranger]) {
    await expect(operation, 401, client.post(at, {}));
    const preview = `GET /v1/${collection}/{_id}/clone/preview`;
    await expect(preview, 401, client.get(`${at}/preview`));
  }
}

export async function collectionSteps(story, client, collection) {
  const { expect } = story;
  const root = `/v1/${collection}`;
  const good = minimal(collection, 'R');
  const bad = { ...good, name: 5 };

  let operation = `GET ${root}`;
  await expect(operation, EMPTY_IS_204.includes(collection) ? 204 : 200, client.get(root));
  await expect(operation, 400, client.get(`${root}?include=a&exclude=b`));
  await expect(operation, 431, client.get(root, BIG_HEAD));
  await story.unauthorized(operation, 'GET', root);

  operation = `POST ${root}`;
  const { _id } = (await expect(operation, 201, client.post(root, good))).body;
  await expect(operation, 201, client.post(root, good));
  await story.unauthorized(operation, 'POST', root, { json: good });
  const target = `${root}/${_id}`;
  for (const [method, at] of Object.entries({ POST: root, PUT: target })) {
    operation = method === 'POST' ? `POST ${root}` : `PUT ${root}/{_id}`;
    await expect(operation, 422, client.request(method, at, { json: bad }));
    await expect(operation, 400, client.request(method, at, { json: [] }));
    await expect(operation, 413, client.request(method, at, { json: { ...good, ...TOO_LONG } }));
    await expect(operation, 415, client.request(method, at, TEXT));
  }

  operation = `GET ${root}`;
  for (const query of ['', '?limit=1', '?limit=1&skip=1', '?include=name', '?exclude=name']) {
    await expect(operation, 200, client.get(root + query));
  }
  operation = `GET ${root}/{_id}`;
  await expect(operation, 200, client.get(target));
  await expect(operation, 404, client.get(`${root}/${UNKNOWN}`));
  await story.unauthorized(operation, 'GET', target);

  operation = `PUT ${root}/{_id}`;
  await expect(operation, 200, client.put(target, { ...good, more: 1 }));
  await expect(operation, 404, client.put(`${root}/${UNKNOWN}`, good));
  await story.unauthorized(operation, 'PUT', target, { json: good });

  operation = `GET ${root}/{_id}/dependencies`;
  await expect(operation, 200, client.get(`${target}/dependencies`));
  await expect(operation, 404, client.get(`${root}/${UNKNOWN}/dependencies`));
  await story.unauthorized(operation, 'GET', `${target}/dependencies`);

  operation = `GET ${root}/{_id}/audit`;
  const changes = await expect(operation, 200, client.get(`${target}/audit`));
  assert.equal(changes.body.length, 2);
  await expect(operation, 400, client.get(`${target}/audit?from=x`));
  await expect(operation, 404, client.get(`${root}/${UNKNOWN}/audit`));
  await story.unauthorized(operation, 'GET', `${target}/audit`);

  operation = `DELETE ${root}/{_id}`;
  await story.unauthorized(operation, 'DELETE', target);
  await expect(operation, 204, client.delete(target));
  await expect(operation, 404, client.delete(target));
}

/** Resources that others use: dependencies with something in them, deletions that are refused. */
export async function useSteps(story) {
  const { owner, expect } = story;
  const runKey = await story.direct.upload(smallBundle().zip());
  const { objects } = (await story.direct.post('/v1/integrations/template', { runKey })).body;
  for (const { model, doc } of objects) {
    if (model === 'Flow') continue;
    const root = `/v1/${COLLECTIONS[model]}`;
    const uses = owner.get(`${root}/${doc._id}/dependencies`);
    const { body } = await expect(`GET ${root}/{_id}/dependencies`, 200, uses);
    assert.ok(Object.keys(body).length > 0, model);
    await expect(`DELETE ${root}/{_id}`, 422, owner.delete(`${root}/${doc._id}`));
  }
}

export async function serverSteps(story) {
  const { nobody, expect } = story;
  await expect('GET /healthz', 200, nobody.get('/healthz'));
  await expect('GET /readyz', 200, nobody.get('/readyz'));
  const file = await expect(
    'GET /openapi/integrator.yaml',
    200,
    nobody.get('/openapi/integrator.yaml'),
  );
  assert.match(file.text, /^openapi: 3\.1/);
}
