import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SMALL, idsIn, smallBundle } from './support/bundle.mjs';
import { expectError } from './support/client.mjs';
import { ROOT, TEMPLATES, must, storyTemplate, tool, toolsOf } from './support/diga.mjs';
import { bySource, install, installSmall, oneConnection, publish } from './support/installs.mjs';
import { startServer } from './support/server.mjs';

/** A document without its ids and what the server sets. */
const plain = (doc, ids) => {
  const text = [...ids].reduce((all, [from, to]) => all.replaceAll(from, to), JSON.stringify(doc));
  const { createdAt, lastModified, _sourceId, _templateId, ...rest } = JSON.parse(text);
  return rest;
};

describe('round trips', () => {
  let server;
  let author;
  let reader;
  before(async () => {
    server = await startServer();
    author = server.as('author', '--partner');
    reader = server.as('reader', '--partner');
  });
  after(() => server.stop());

  /** The bytes of an exported zip, fetched without any token. */
  const download = async (client, path) => {
    const { signedURL } = await client.read(path);
    const answer = await fetch(signedURL);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'application/zip');
    return Buffer.from(await answer.arrayBuffer());
  };

  describe('export', () => {
    it('installs elsewhere as what it was, edits included', async () => {
      const made = await installSmall(author);
      const integration = made[SMALL.integration]._id;
      const flow = made[SMALL.flow];
      const edited = { ...flow, name: 'Edited', note: `see ${made[SMALL.export]._id}` };
      assert.equal((await author.put(`/v1/flows/${flow._id}`, edited)).status, 200);
      const added = await author.create('flows', {
        name: 'Added',
        disabled: true,
        _integrationId: integration,
        pageProcessors: [{ type: 'import', _importId: made[SMALL.import]._id }],
      });
      const zip = await download(author, `/v1/integrations/${integration}/template`);
      const again = await download(author, `/v1/integrations/${integration}/template`);
      assert.ok(zip.equals(again), 'the same bytes each time');

      const runKey = await reader.upload(zip);
      const { body } = await reader.post('/v1/integrations/template', { runKey });
      const ids = new Map(
        Object.entries(made).map(([source, { _id }]) => [_id, bySource(body, source)._id]),
      );
      const copy = bySource(body, added._id);
      ids.set(added._id, copy._id);
      for (const [collection, source] of [
        ['integrations', SMALL.integration],
        ['exports', SMALL.export],
        ['imports', SMALL.import],
        ['flows', SMALL.flow],
      ]) {
        const before = await author.read(`/v1/${collection}/${made[source]._id}`);
        assert.deepEqual(plain(bySource(body, source), []), plain(before, ids));
      }
      assert.deepEqual(plain(copy, []), plain(added, ids));
      const foreign = new Set([...ids.keys()].filter((id) => id !== added._id));
      for (const id of idsIn(JSON.stringify(body))) assert.ok(!foreign.has(id), id);

      // And back again: what the reader exports is what the author did.
      const back = await download(reader, `/v1/integrations/${body._integrationId}/template`);
      assert.ok(back.equals(zip), 'ids come back');
    });

    it('publishes the next version of a template from an account', async () => {
      const template = await publish(author, smallBundle());
      const map = await oneConnection(author);
      const { body } = await install(author, template, { connectionMap: map });
      const exported = bySource(body, SMALL.export);
      const changed = { ...exported, name: 'Next' };
      assert.equal((await author.put(`/v1/exports/${exported._id}`, changed)).status, 200);
      const path = `/v1/integrations/${body._integrationId}/template`;
      await author.uploadTo(template, await download(author, path));
      const preview = await author.read(`/v1/templates/${template}/preview`);
      const ids = preview.objects.map(({ doc }) => doc._id);
      assert.deepEqual(new Set(ids), new Set(Object.values(SMALL)));
      const next = preview.objects.find(({ doc }) => doc._id === SMALL.export);
      assert.equal(next.doc.name, 'Next');
    });

    it('gives a flow alone', async () => {
      const made = await installSmall(author);
      const integration = made[SMALL.integration]._id;
      await author.create('flows', { name: 'Other', _integrationId: integration });
      const zip = await download(author, `/v1/flows/${made[SMALL.flow]._id}/template`);
      const runKey = await reader.upload(zip);
      const { objects } = await reader.read(
        `/v1/integrations/template/preview?runKey=${runKey}`,
      );
      assert.deepEqual(
        objects.map(({ model }) => model),
        ['Integration', 'Connection', 'Export', 'Import', 'Flow'],
      );
    });

    it('keeps credentials at home', async () => {
      const secret = `ghp_${'a1B2c3D4e5'.repeat(4)}`;
      const connection = await author.create('connections', {
        name: 'C',
        type: 'http',
        http: { baseURI: 'https://x.example', auth: { token: { token: secret } } },
      });
      const { _id } = await author.create('integrations', { name: 'I' });
      await author.create('exports', {
        name: 'E',
        _integrationId: _id,
        _connectionId: connection._id,
      });
      const path = `/v1/integrations/${_id}/template`;
      const runKey = await reader.upload(await download(author, path));
      const shown = await reader.get(`/v1/integrations/template/preview?runKey=${runKey}`);
      assert.equal(shown.status, 200, shown.text);
      assert.ok(!shown.text.includes(secret) && !shown.text.includes('******'));

      await author.create('flows', { name: 'F', _integrationId: _id, note: `key ${secret}` });
      const refused = await author.get(path);
      expectError(refused, 422, 'secret_in_template');
      assert.ok(!refused.text.includes(secret));
      const { variables } = await author.read(`${path}?secrets=variables`);
      assert.equal(variables.length, 1);
      const cleaned = await download(author, `${path}?secrets=variables`);
      const again = await reader.upload(cleaned);
      const preview = await reader.get(`/v1/integrations/template/preview?runKey=${again}`);
      assert.ok(preview.text.includes(`<<${variables[0]}>>`) && !preview.text.includes(secret));
    });

    it("gives no one else's, and nothing for another URL", async () => {
      const made = await installSmall(author);
      const integration = made[SMALL.integration]._id;
      for (const path of [
        `/v1/integrations/${integration}/template`,
        `/v1/flows/${made[SMALL.flow]._id}/template`,
        `/v1/integrations/${integration}/clone/preview`,
      ]) {
        expectError(await reader.get(path), 404, 'invalid_ref');
      }
      const clone = await reader.post(`/v1/integrations/${integration}/clone`, {});
      expectError(clone, 404, 'invalid_ref');
      const { signedURL } = await author.read(`/v1/integrations/${integration}/template`);
      const other = await author.read(`/v1/flows/${made[SMALL.flow]._id}/template`);
      const url = new URL(signedURL);
      const stolen = new URL(other.signedURL);
      stolen.search = url.search;
      const later = new URL(signedURL);
      later.searchParams.set('expires', Number(url.searchParams.get('expires')) + 60);
      const bare = new URL(signedURL);
      bare.search = '';
      for (const wrong of [stolen, later, bare, `${signedURL}0`]) {
        expectError(await reader.get(String(wrong)), 403, 'invalid_signature');
      }
      const upload = new URL(signedURL);
      upload.pathname = upload.pathname.replace('/downloads/', '/uploads/');
      assert.notEqual((await reader.request('PUT', String(upload), { body: 'x' })).status, 200);
    });
  });

  describe('clone', () => {
    it('copies an integration with the same connections', async () => {
      const made = await installSmall(author);
      const path = `/v1/integrations/${made[SMALL.integration]._id}/clone`;
      const preview = await author.read(`${path}/preview`);
      assert.equal(preview.objects[0].doc._id, made[SMALL.integration]._id);
      const connections = (await author.list('/v1/connections')).length;
      const reply = await author.post(path, { name: 'Copy' });
      assert.equal(reply.status, 201, reply.text);
      const integration = await author.read(`/v1/integrations/${reply.body._integrationId}`);
      assert.equal(integration.name, 'Copy');
      const imported = bySource(reply.body, made[SMALL.import]._id);
      assert.equal(imported._connectionId, made[SMALL.connection]._id);
      assert.equal((await author.list('/v1/connections')).length, connections);
    });

    it('copies a flow into another integration with another connection', async () => {
      const made = await installSmall(author);
      const target = await author.create('integrations', { name: 'Target' });
      const other = await author.create('connections', { name: 'Other', type: 'http' });
      const reply = await author.post(`/v1/flows/${made[SMALL.flow]._id}/clone`, {
        connectionMap: { [made[SMALL.connection]._id]: other._id },
        _integrationId: target._id,
      });
      assert.equal(reply.status, 201, reply.text);
      assert.equal(reply.body._integrationId, target._id);
      const flow = await author.read(
        `/v1/flows/${bySource(reply.body, made[SMALL.flow]._id)._id}`,
      );
      assert.equal(flow._integrationId, target._id);
      assert.equal(bySource(reply.body, made[SMALL.export]._id)._connectionId, other._id);
    });
  });

  describe('Diga', () => {
    it('exports what another account publishes and copies as the same', async () => {
      const published = await must(201, author.post(TEMPLATES, storyTemplate()));
      const copied = await must(
        201,
        author.post(`${TEMPLATES}/${published.id}/copy`, { name: 'Mine', api_key: 'the-key-1' }),
      );
      await must(201, author.post(`${ROOT}/${copied.id}/tool`, tool('extra')));
      const exported = await author.get(`/api/v1/integrations/${copied.id}/template`);
      assert.equal(exported.status, 200, exported.text);
      assert.ok(!exported.text.includes('the-key-1'));
      assert.match(exported.headers.get('content-type'), /^application\/json/);

      const again = await must(201, reader.post(TEMPLATES, JSON.parse(exported.text)));
      const other = await must(201, reader.post(`${TEMPLATES}/${again.id}/copy`, { name: 'Mine' }));
      const shown = async (client, id) =>
        [...(await toolsOf(client, id)).values()].map(({ id: _, ...rest }) => rest);
      assert.deepEqual(await shown(reader, other.id), await shown(author, copied.id));
      const back = await reader.get(`/api/v1/integrations/${other.id}/template`);
      assert.deepEqual(JSON.parse(back.text), JSON.parse(exported.text));
      assert.equal((await reader.get(`/api/v1/integrations/${copied.id}/template`)).status, 404);
    });
  });
});
