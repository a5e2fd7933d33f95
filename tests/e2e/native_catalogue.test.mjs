import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { SMALL, smallBundle, templateId } from './support/bundle.mjs';
import { TEMPLATES, template as digaTemplate, tool } from './support/diga.mjs';
import { publish } from './support/installs.mjs';
import { API, allItems, expectProblem, must, newVersion, planOf } from './support/native.mjs';
import { startServer } from './support/server.mjs';

const names = (items) => items.map(({ name }) => name);

/** A publisher's key, and how it signs a version's hash. */
function newPublisher() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  return {
    publicKey: raw.toString('base64'),
    sign: (hash) => {
      const prefix = Buffer.from('imprint template version 1\n');
      const message = Buffer.concat([prefix, Buffer.from(hash, 'hex')]);
      const signature = sign(null, message, privateKey).toString('base64');
      return { publicKey: raw.toString('base64'), signature };
    },
  };
}

describe('the catalogue and versions', () => {
  const publisher = newPublisher();
  let server;
  let owner;
  let client;
  before(async () => {
    const config = `trusted_publishers = ["acme=${publisher.publicKey}"]\n`;
    server = await startServer({ config });
    owner = server.as('acme', '--partner');
    client = server.as('shop');
  });
  after(() => server.stop());

  const published = async (name, fields = {}) => {
    const id = await publish(owner, smallBundle());
    const put = { name, published: true, ...fields };
    await must(200, owner.put(`/v1/templates/${id}`, put));
    return id;
  };
  const search = (query) => allItems(client, `${API}/catalogue?${new URLSearchParams(query)}`);

  describe('the catalogue', () => {
    it('finds templates by words, the best first', async () => {
      await published('Shopify orders to NetSuite', { applications: ['shopify', 'netsuite'] });
      await published('Stock levels', { description: 'From Shopify, every hour.' });
      await published('Invoices', { applications: ['shopify'] });
      assert.deepEqual(names(await search({ q: 'shopify' })), [
        'Shopify orders to NetSuite',
        'Invoices',
        'Stock levels',
      ]);
      assert.deepEqual(names(await search({ q: 'SHOP netsuite' })), ['Shopify orders to NetSuite']);
      assert.deepEqual(names(await search({ application: 'shopify', q: 'inv' })), ['Invoices']);
      assert.deepEqual(await search({ q: 'nothing-has-this' }), []);
    });

    it('knows both kinds, languages and owners', async () => {
      await must(201, owner.post(TEMPLATES, digaTemplate({}, { name: 'Mesa', language: 'es' })));
      await must(201, owner.post(TEMPLATES, digaTemplate({}, { name: 'Desk', language: 'en' })));
      assert.deepEqual(names(await search({ kind: 'diga', language: 'en' })), ['Desk']);
      const diga = await search({ kind: 'diga' });
      assert.deepEqual(names(diga).sort(), ['Desk', 'Mesa']);
      assert.equal(diga[0].owner.name, 'acme');
      assert.equal((await search({ owner: diga[0].owner.id })).length, (await search({})).length);
      assert.deepEqual(await search({ owner: 'nobody' }), []);
    });

    it('gives each template once, page by page', async () => {
      for (let i = 0; i < 7; ++i) await published(`Paged ${i}`);
      const all = await allItems(client, `${API}/catalogue?q=paged`);
      assert.equal(all.length, 7);
      for (const limit of [1, 2, 3, 7]) {
        assert.deepEqual(await allItems(client, `${API}/catalogue?q=paged`, limit), all);
      }
      for (const query of ['cursor=nonsense', 'limit=0', 'kind=other', 'page=2']) {
        const reply = await client.get(`${API}/catalogue?${query}`);
        expectProblem(reply, 400, 'invalid_query', query.split('=')[0]);
      }
    });

    it('holds only what is published', async () => {
      const hidden = await owner.create('templates', { name: 'Hidden secret plan' });
      assert.deepEqual(await search({ q: 'hidden' }), []);
      expectProblem(await client.get(`${API}/templates/${hidden._id}`), 404, 'not_found');
      const own = await must(200, owner.get(`${API}/templates/${hidden._id}`));
      assert.equal(own.version, null);
      assert.equal(own.published, false);
      const mine = await allItems(owner, `${API}/templates`, 3);
      assert.ok(names(mine).includes('Hidden secret plan') && names(mine).includes('Desk'));
      assert.deepEqual(mine.map(({ id }) => id), mine.map(({ id }) => id).sort());
      assert.deepEqual(await allItems(client, `${API}/templates`), []);
    });
  });

  describe('versions', () => {
    it('are numbered, noted and compared', async () => {
      const id = await published('Versions');
      const path = `${API}/templates/${id}`;
      const bundle = smallBundle({ export: { name: 'All orders', x: '<<since>>' } })
        .script({ _id: templateId(0x70), name: 'Hook' }, 'x');
      assert.equal(await newVersion(owner, id, bundle, { note: 'More' }), 2);
      const runKey = await owner.upload(bundle.zip());
      const same = await must(200, owner.post(`${path}/versions`, { runKey }));
      assert.equal(same.number, 2, 'the same content is the same version');

      const { items } = await must(200, client.get(`${path}/versions`));
      assert.deepEqual(
        items.map(({ number, note, resources, current }) => [number, note, resources, current]),
        [[1, '', 5, false], [2, 'More', 6, true]],
      );
      const shown = await must(200, client.get(`${path}/versions/latest`));
      assert.equal(shown.number, 2);
      assert.deepEqual(shown.contents.map(({ model }) => model).sort(), [
        'Export',
        'Flow',
        'Import',
        'Integration',
        'Script',
      ]);
      assert.deepEqual(shown.connections, [
        { templateId: SMALL.connection, name: 'Shop', type: 'http' },
      ]);
      assert.deepEqual(shown.variables, [{ name: 'since', uses: 1 }]);
      assert.equal((await must(200, client.get(`${path}/versions/1`))).hash, items[0].hash);

      const diff = await must(200, client.get(`${path}/diff?from=1`));
      assert.deepEqual([diff.from, diff.to, diff.unchanged], [1, 2, 4]);
      assert.deepEqual(names(diff.added), ['Hook']);
      assert.deepEqual(diff.changed[0].fields, [
        { path: 'name', from: 'Orders', to: 'All orders' },
        { path: 'x', to: '<<since>>' },
      ]);
      assert.deepEqual(diff.variables, { added: ['since'], removed: [] });
      const back = await must(200, client.get(`${path}/diff?from=2&to=1`));
      assert.deepEqual(names(back.removed), ['Hook']);
      for (const number of ['3', '0', 'x', '-1', '4294967296']) {
        expectProblem(await client.get(`${path}/versions/${number}`), 404, 'not_found', 'version');
      }
      expectProblem(await client.get(`${path}/diff?from=1&to=9`), 404, 'not_found', 'version');
      expectProblem(await client.get(`${path}/diff`), 400, 'missing_parameter', 'from');
    });

    it('come back as the bytes that make them again', async () => {
      const id = await published('Download it');
      const path = `${API}/templates/${id}/versions/1/content`;
      const reply = await fetch(client.base + path, {
        headers: { authorization: `Bearer ${client.token}` },
      });
      assert.equal(reply.status, 200);
      assert.equal(reply.headers.get('content-type'), 'application/zip');
      const disposition = reply.headers.get('content-disposition');
      assert.equal(disposition, 'attachment; filename="Download-it-v1.zip"');
      const bytes = Buffer.from(await reply.arrayBuffer());
      const { items } = await must(200, client.get(`${API}/templates/${id}/versions`));
      const tag = reply.headers.get('etag');
      assert.equal(tag, `"${items[0].hash}"`);
      const cached = await client.get(path, { headers: { 'if-none-match': `"x", W/${tag}` } });
      assert.equal(cached.status, 304);
      assert.equal(cached.text, '');
      const runKey = await client.upload(bytes);
      const plan = await planOf(client, { runKey });
      assert.equal(plan.hash, items[0].hash);
    });

    it('of Diga come back as the document', async () => {
      const sent = digaTemplate({ tools: [tool('a')] }, { name: 'Desk <1>' });
      const { id } = await must(201, owner.post(TEMPLATES, sent));
      const path = `${API}/templates/${id}/versions`;
      const reply = await client.get(`${path}/latest/content`);
      assert.equal(reply.status, 200, reply.text);
      assert.equal(reply.headers.get('content-type'), 'application/json');
      assert.match(reply.headers.get('content-disposition'), /filename="Desk-1-v1\.json"/);
      assert.equal(reply.body.tools[0].name, 'a');
      const next = digaTemplate({ tools: [tool('a'), tool('b')] }, { name: 'Desk' });
      const made = await must(201, owner.post(path, { template: next }));
      assert.equal(made.number, 2);
      const bad = digaTemplate({ tools: [tool('a', { method: 5 })] });
      const refused = await owner.post(path, { template: bad });
      expectProblem(refused, 422, 'invalid_field', 'template.template.tools[0].method');
    });

    it('can be tried, deprecated and signed by their owner alone', async () => {
      const id = await published('Signed');
      const path = `${API}/templates/${id}/versions`;
      const runKey = await owner.upload(smallBundle({ flow: { name: 'F' } }).zip());
      const tried = await must(200, owner.post(`${path}?dryRun=true`, { runKey, note: 'N' }));
      assert.deepEqual([tried.number, tried.note, tried.dryRun], [2, 'N', true]);
      assert.equal((await must(200, owner.get(path))).items.length, 1);

      const { hash } = tried;
      const stranger = newPublisher();
      const wrong = publisher.sign('00'.repeat(32));
      expectProblem(
        await owner.post(path, { runKey, signature: wrong }),
        422,
        'signature_invalid',
        'signature',
      );
      const signature = publisher.sign(hash);
      const made = await must(201, owner.post(path, { runKey, signature }));
      assert.deepEqual(made.signature, { ...signature, publisher: 'acme', trusted: true });

      const reason = 'Use another';
      const change = { deprecated: { reason }, signature: stranger.sign(hash) };
      const dry = await must(200, owner.patch(`${path}/2?dryRun=true`, change));
      assert.deepEqual([dry.deprecated, dry.dryRun], [{ reason }, true]);
      assert.equal((await must(200, client.get(`${path}/2`))).deprecated, null);
      const changed = await must(200, owner.patch(`${path}/2`, change));
      assert.deepEqual(changed.deprecated, { reason });
      assert.deepEqual([changed.signature.publisher, changed.signature.trusted], [null, false]);
      const plan = await planOf(client, { template: id });
      assert.deepEqual(plan.version.deprecated, { reason });
      assert.equal(plan.signature.trusted, false);
      await must(200, owner.patch(`${path}/2`, { deprecated: null }));
      assert.equal((await must(200, client.get(`${path}/2`))).deprecated, null);

      expectProblem(await client.patch(`${path}/2`, change), 403, 'forbidden');
      expectProblem(await client.post(path, { runKey }), 403, 'forbidden');
      const rival = server.as('rival', '--partner');
      expectProblem(await rival.patch(`${path}/2`, change), 404, 'not_found', 'template');
      expectProblem(await owner.patch(`${path}/latest`, change), 404, 'not_found', 'version');
    });

    it('are not made of what is no good bundle', async () => {
      const id = await published('Careful');
      const path = `${API}/templates/${id}/versions`;
      const bad = await owner.upload(Buffer.from('not a zip'));
      expectProblem(await owner.post(path, { runKey: bad }), 422, 'invalid_bundle');
      expectProblem(await owner.post(path, { runKey: 'unknown' }), 404, 'upload_not_found');
      const credential = `ghp_${'aB3dE5fG7hI9jK1lM3nO'}${'5pQ7rS9tU1vW3xY5'}`;
      const headers = [{ name: 'Authorization', value: `Bearer ${credential}` }];
      const runKey = await owner.upload(smallBundle({ export: { http: { headers } } }).zip());
      const refused = await owner.post(path, { runKey });
      expectProblem(refused, 422, 'secret_in_template');
      assert.ok(!refused.text.includes(credential));
      expectProblem(await owner.post(`${API}/plans`, { runKey }), 422, 'secret_in_template');
      const asVariables = { runKey, credentialsAsVariables: true };
      const planned = await owner.post(`${API}/plans`, asVariables);
      assert.equal(planned.status, 200, planned.text);
      assert.deepEqual(
        planned.body.variables.map(({ type, filled }) => [type, filled]),
        [['secret', false]],
      );
      assert.ok(!planned.text.includes(credential));
      const kept = await must(201, owner.post(path, { runKey, secrets: 'variables' }));
      const { fingerprint } = (await owner.post(`${API}/plans`, { ...asVariables, createConnections: true })).body;
      const ask = { ...asVariables, createConnections: true, fingerprint };
      const made = await must(201, owner.post(`${API}/installations`, ask));
      assert.ok(!JSON.stringify(made).includes(credential));
      assert.deepEqual(made.toDo.unfilled, [planned.body.variables[0].name]);
      const plain = { runKey, createConnections: true, fingerprint };
      expectProblem(await owner.post(`${API}/installations`, plain), 422, 'secret_in_template');
      const { variables } = await must(200, owner.get(`${path}/${kept.number}`));
      assert.equal(variables.length, 1);
      assert.equal(variables[0].name, planned.body.variables[0].name);
      assert.equal(kept.hash, planned.body.hash);
      const diff = await owner.get(`${API}/templates/${id}/diff?from=1`);
      assert.ok(diff.text.includes(`<<${variables[0].name}>>`), diff.text);
      assert.ok(!diff.text.includes(credential));
    });
  });
});
