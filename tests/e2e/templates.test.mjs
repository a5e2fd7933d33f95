import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SMALL, smallBundle, templateId } from './support/bundle.mjs';
import { expectError, expectUnauthorized } from './support/client.mjs';
import { startServer } from './support/server.mjs';

const FULL = {
  name: 'Orders',
  description: 'Orders to invoices',
  imageURL: 'https://example.org/a.png',
  websiteURL: 'http://example.org/',
  contactEmail: 'help@example.org',
  applications: ['shopify', '66e2b0f47d41c9b2e63a1c00'],
};
const PUBLISH = [{ op: 'replace', path: '/published', value: true }];

describe('templates', () => {
  let server;
  let owner;
  let other;
  let plain;
  before(async () => {
    server = await startServer();
    owner = server.as('acme', '--partner');
    other = server.as('rival', '--partner');
    plain = server.as('shop');
  });
  after(() => server.stop());

  const make = (fields = { name: 'T' }) => owner.create('templates', fields);
  const pathOf = (template) => `/v1/templates/${template._id}`;

  it('creates, reads, lists and deletes', async () => {
    const made = await make(FULL);
    assert.match(made._id, /^[0-9a-f]{24}$/);
    assert.match(made.lastModified, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    for (const [key, value] of Object.entries(FULL)) assert.deepEqual(made[key], value, key);
    assert.deepEqual(await owner.read(pathOf(made)), made);
    const list = await owner.read('/v1/templates');
    assert.deepEqual(list.find((item) => item._id === made._id), made);

    const gone = await owner.delete(pathOf(made));
    assert.equal(gone.status, 204);
    assert.equal(gone.text, '');
    expectError(await owner.get(pathOf(made)), 404, 'invalid_ref');
    expectError(await owner.delete(pathOf(made)), 404, 'invalid_ref');
  });

  it('lists nothing as an empty array', async () => {
    assert.deepEqual(await server.as('newcomer', '--partner').read('/v1/templates'), []);
  });

  it('leaves out what is false or empty', async () => {
    const made = await make({ name: 'Bare', description: '', applications: [] });
    const left = ['description', 'imageURL', 'websiteURL', 'contactEmail', 'applications'];
    for (const key of [...left, 'published', 'free']) assert.ok(!(key in made), key);
  });

  it('ignores unknown and read-only fields', async () => {
    const made = await make({
      name: 'Mine',
      _id: templateId(77),
      published: true,
      free: true,
      numInstalls: 99,
      lastModified: '2001-01-01T00:00:00.000Z',
      surprise: 1,
    });
    assert.notEqual(made._id, templateId(77));
    assert.notEqual(made.lastModified, '2001-01-01T00:00:00.000Z');
    assert.ok(!made.published && !made.free && !made.numInstalls && !('surprise' in made));
  });

  it('names the field that is not acceptable', async () => {
    const cases = [
      [{}, 'missing_required_field', 'name'],
      [{ name: 5 }, 'invalid_field', 'name'],
      [{ name: 'T', description: [] }, 'invalid_field', 'description'],
      [{ name: 'T', imageURL: 'not a url' }, 'invalid_field', 'imageURL'],
      [{ name: 'T', imageURL: 'javascript:alert(1)' }, 'invalid_field', 'imageURL'],
      [{ name: 'T', websiteURL: 'ftp//x' }, 'invalid_field', 'websiteURL'],
      [{ name: 'T', contactEmail: 'nobody' }, 'invalid_field', 'contactEmail'],
      [{ name: 'T', applications: 'shopify' }, 'invalid_field', 'applications'],
    ];
    const kept = await make({ name: 'Kept' });
    for (const [body, code, field] of cases) {
      expectError(await owner.post('/v1/templates', body), 422, code, field);
      expectError(await owner.put(pathOf(kept), body), 422, code, field);
    }
    const items = await owner.post('/v1/templates', { name: 'T', applications: ['a', 5] });
    const errors = expectError(items, 422, 'invalid_field');
    assert.match(errors[0].field, /^applications/);
    assert.deepEqual(await owner.read(pathOf(kept)), kept);
  });

  it('reports several bad fields at once', async () => {
    const reply = await owner.post('/v1/templates', { imageURL: 'x', contactEmail: 'y' });
    const fields = expectError(reply, 422, reply.body.errors[0].code).map((e) => e.field);
    assert.deepEqual(fields.sort(), ['contactEmail', 'imageURL', 'name']);
  });

  it('keeps what a PUT leaves out, and clears what it empties', async () => {
    const made = await make(FULL);
    const renamed = await owner.put(pathOf(made), { name: 'Renamed' });
    assert.equal(renamed.status, 200, renamed.text);
    assert.equal(renamed.body.name, 'Renamed');
    for (const key of Object.keys(FULL).slice(1)) {
      assert.deepEqual(renamed.body[key], FULL[key], key);
    }
    const emptied = await owner.put(pathOf(made), { name: 'E', description: '', applications: [] });
    assert.ok(!('description' in emptied.body) && !('applications' in emptied.body));
    assert.equal(emptied.body.imageURL, FULL.imageURL);
  });

  it('is for partner accounts only', async () => {
    const made = await make();
    const path = pathOf(made);
    for (const reply of [
      await plain.get('/v1/templates'),
      await plain.post('/v1/templates', { name: 'T' }),
      await plain.get(path),
      await plain.put(path, { name: 'T' }),
      await plain.patch(path, PUBLISH),
      await plain.delete(path),
      await plain.get(`${path}/upload/signedURL?file_type=application/zip`),
    ]) {
      expectError(reply, 403, 'forbidden');
    }
  });

  it('asks for a token', async () => {
    const anonymous = server.anonymous();
    expectUnauthorized(await anonymous.get('/v1/templates'), 'Unauthorized');
    const basic = { headers: { authorization: 'Basic YTpi' } };
    expectUnauthorized(await anonymous.get('/v1/templates', basic), 'Unauthorized');
    const wrong = await anonymous.get('/v1/templates', { token: 'x'.repeat(43) });
    expectUnauthorized(wrong, 'Bearer Authentication Failed');
  });

  it("hides other partners' templates", async () => {
    const path = pathOf(await make());
    for (const reply of [
      await other.get(path),
      await other.put(path, { name: 'T' }),
      await other.patch(path, PUBLISH),
      await other.delete(path),
      await other.get(`${path}/preview`),
      await other.get(`${path}/upload/signedURL?file_type=application/zip`),
      await owner.get(`/v1/templates/${templateId(0xabc)}`),
      await owner.get('/v1/templates/not-an-id'),
    ]) {
      assert.equal(expectError(reply, 404, 'invalid_ref')[0].message, 'Template not found.');
    }
  });

  it('publishes by PUT only what was uploaded, and unpublishes', async () => {
    const made = await make();
    const path = pathOf(made);
    const publish = (published) => owner.put(path, { name: 'T', published });
    expectError(await publish(true), 422, 'template_not_uploaded');
    assert.ok(!(await owner.read(path)).published);

    await owner.uploadTo(made._id, smallBundle().zip());
    const published = await publish(true);
    assert.equal(published.status, 200, published.text);
    assert.equal(published.body.published, true);
    assert.equal((await owner.put(path, { name: 'Still' })).body.published, true);

    const taken = await publish(false);
    assert.equal(taken.status, 200, taken.text);
    assert.ok(!('published' in taken.body));
    expectError(await owner.put(path, { name: 'T', published: 'yes' }), 422, 'invalid_field');
  });

  it('publishes by JSON Patch', async () => {
    const made = await make();
    const path = pathOf(made);
    expectError(await owner.patch(path, PUBLISH), 422, 'template_not_uploaded');
    await owner.uploadTo(made._id, smallBundle().zip());
    for (const type of ['application/json', 'application/json-patch+json']) {
      const headers = { 'content-type': type };
      const on = await owner.patch(path, PUBLISH, { headers });
      assert.equal(on.status, 200, on.text);
      assert.equal(on.body.published, true);
      const off = await owner.patch(path, [{ ...PUBLISH[0], value: false }], { headers });
      assert.equal(off.status, 200, off.text);
      assert.ok(!('published' in off.body));
    }
    for (const patch of [
      [{ op: 'remove', path: '/published' }],
      [{ op: 'add', path: '/published', value: true }],
      [{ op: 'replace', path: '/name', value: 'X' }],
      [{ op: 'replace', path: '/published', value: 'true' }],
      [{ op: 'replace', path: '/published' }],
    ]) {
      expectError(await owner.patch(path, patch), 422, 'invalid_field');
    }
    assert.ok(!(await owner.read(path)).published);
  });

  it('does not publish a bad bundle', async () => {
    const made = await make();
    await owner.uploadTo(made._id, Buffer.from('not a zip'));
    expectError(await owner.patch(pathOf(made), PUBLISH), 422, 'invalid_template');
    expectError(await owner.get(`${pathOf(made)}/preview`), 422, 'invalid_template');
    assert.ok(!(await owner.read(pathOf(made))).published);
  });

  it('shows published templates to everyone, by pages', async () => {
    const published = [];
    for (const name of ['P1', 'P2', 'P3']) {
      const made = await make({ name });
      await owner.uploadTo(made._id, smallBundle().zip());
      assert.equal((await owner.patch(pathOf(made), PUBLISH)).status, 200);
      published.push(made._id);
    }
    const hidden = await make({ name: 'Hidden' });
    const ids = (await plain.read('/v1/templates/published')).map((item) => item._id);
    for (const id of published) assert.ok(ids.includes(id));
    assert.ok(!ids.includes(hidden._id));
    assert.deepEqual(ids, [...ids].sort());

    const paged = [];
    let path = '/v1/templates/published?limit=2';
    while (path) {
      const reply = await plain.get(path);
      assert.equal(reply.status, 200, reply.text);
      assert.ok(reply.body.length <= 2);
      paged.push(...reply.body.map((item) => item._id));
      path = /<([^>]*)>; *rel="next"/.exec(reply.headers.get('link') ?? '')?.[1];
    }
    assert.deepEqual(paged, ids);

    const preview = await plain.read(`/v1/templates/${published[0]}/preview`);
    assert.equal(preview.objects[0].doc._id, SMALL.integration);
    expectError(await plain.get(`${pathOf(hidden)}/preview`), 404, 'invalid_ref');
    for (const query of ['limit=x', 'skip=-1', 'skip=1.5']) {
      const reply = await plain.get(`/v1/templates/published?${query}`);
      expectError(reply, 400, 'invalid_query_params');
    }
  });

  it('counts installs', async () => {
    const made = await make();
    await owner.uploadTo(made._id, smallBundle().zip());
    await owner.patch(pathOf(made), PUBLISH);
    const connection = await plain.create('connections', { name: 'C', type: 'http' });
    const body = { connectionMap: { [SMALL.connection]: connection._id } };
    for (const count of [1, 2]) {
      const reply = await plain.post(`/v1/integrations/template/${made._id}`, body);
      assert.equal(reply.status, 200, reply.text);
      assert.equal((await owner.read(pathOf(made))).numInstalls, count);
    }
  });

  it('previews an own template without content as not uploaded', async () => {
    expectError(await owner.get(`${pathOf(await make())}/preview`), 422, 'template_not_uploaded');
  });
});
