import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Bundle, SMALL, smallBundle, templateId } from './support/bundle.mjs';
import { expectError } from './support/client.mjs';
import {
  bySource,
  countModels,
  install,
  installPath,
  oneConnection,
  pathOf,
  publish,
} from './support/installs.mjs';
import { startServer } from './support/server.mjs';
import { STORY, storyBundle, storyConnections } from './support/story.mjs';

describe('what an install takes', () => {
  let server;
  let owner;
  let client;
  before(async () => {
    server = await startServer();
    owner = server.as('acme', '--partner');
    client = server.as('shop');
  });
  after(() => server.stop());

  describe('the connection map', () => {
    let template;
    let mine;
    before(async () => {
      template = await publish(owner, storyBundle());
      mine = await storyConnections(client);
    });
    const refused = async (connectionMap, status, code, field) => {
      const reply = await client.post(installPath(template), { connectionMap });
      return expectError(reply, status, code, field);
    };

    it('must be there and be an object', async () => {
      for (const map of [undefined, {}, [], 'x', 5, null]) {
        await refused(map, 400, 'invalid_connectionMap');
      }
    });

    it('must have every key; the answer names those expected', async () => {
      const { [STORY.ledger]: left, [STORY.agent]: out, ...rest } = mine;
      assert.ok(left && out);
      const errors = await refused(rest, 422, 'invalid_connectionId');
      const text = JSON.stringify(errors);
      const expected = [STORY.ledger, 'Ledger', 'netsuite', STORY.agent, 'Agent tools', 'mcp'];
      for (const word of expected) assert.ok(text.includes(word), `${word} in ${text}`);
      assert.ok(errors.length >= 2);
    });

    it('must have no other key', async () => {
      const stranger = templateId(0xfff);
      const map = { ...mine, [stranger]: mine[STORY.shop] };
      await refused(map, 422, 'invalid_connectionId', `connectionMap.${stranger}`);
      await refused({ ...mine, nonsense: mine[STORY.shop] }, 422, 'invalid_connectionId');
    });

    it("must lead to the caller's own connections of the same type", async () => {
      const elsewhere = await server.as('elsewhere').create('connections', {
        name: 'Theirs',
        type: 'http',
      });
      const notConnection = await client.create('exports', { name: 'E' });
      const values = [
        elsewhere._id,
        notConnection._id,
        templateId(0xffe),
        STORY.shop,
        mine[STORY.ledger],
        'nonsense',
        '',
        5,
        null,
        {},
      ];
      for (const value of values) {
        const map = { ...mine, [STORY.shop]: value };
        await refused(map, 422, 'invalid_connectionId', `connectionMap.${STORY.shop}`);
      }
    });

    it('gives one error for each bad key, and installs nothing', async () => {
      const listed = await client.list('/v1/integrations');
      const map = { [STORY.shop]: mine[STORY.ledger], [STORY.ledger]: mine[STORY.shop], bad: 'x' };
      const errors = await refused(map, 422, 'invalid_connectionId');
      const fields = new Set(errors.map(({ field }) => field));
      for (const key of [STORY.shop, STORY.ledger, STORY.agent, 'bad']) {
        assert.ok(fields.has(`connectionMap.${key}`), key);
      }
      assert.deepEqual(await client.list('/v1/integrations'), listed);
    });

    it('may use one connection twice', async () => {
      const bundle = smallBundle().add('Connection', {
        _id: templateId(6),
        type: 'http',
        name: 'Second',
      });
      const two = await publish(owner, bundle);
      const { [SMALL.connection]: mapped } = await oneConnection(client);
      const connectionMap = { [SMALL.connection]: mapped, [templateId(6)]: mapped };
      await install(client, two, { connectionMap });
    });

    it('may be empty where there are no connections', async () => {
      const bare = await publish(owner, 
        new Bundle()
          .add('Integration', { _id: SMALL.integration, name: 'Bare' })
          .script({ _id: templateId(7), name: 'Only' }, 'x'),
      );
      const reply = await install(client, bare, { connectionMap: {} });
      assert.deepEqual(countModels(reply.body.objects), { Integration: 1, Script: 1 });
    });
  });

  describe('a zip', () => {
    it('installs with placeholder connections where no map is given', async () => {
      const runKey = await client.upload(smallBundle().zip());
      const reply = await client.post('/v1/integrations/template', { runKey });
      assert.equal(reply.status, 200, reply.text);
      const { objects, warnings } = reply.body;
      assert.equal(countModels(objects).Connection, 1);
      const connection = bySource(reply.body, SMALL.connection);
      assert.equal(connection.offline, true);
      assert.equal(bySource(reply.body, SMALL.export)._connectionId, connection._id);
      assert.equal(warnings.filter(({ code }) => code === 'connection_created').length, 1);
      for (const object of objects) {
        assert.ok(!('_templateId' in object.doc), object.model);
        assert.deepEqual(await client.read(pathOf(object)), object.doc, object.model);
      }
      assert.ok((await client.list('/v1/connections')).some(({ _id }) => _id === connection._id));
    });

    it('installs with a map, more than once', async () => {
      const runKey = await client.upload(smallBundle().zip());
      const connectionMap = await oneConnection(client);
      const ids = new Set();
      for (let time = 0; time < 2; ++time) {
        const reply = await client.post('/v1/integrations/template', { runKey, connectionMap });
        assert.equal(reply.status, 200, reply.text);
        assert.ok(!countModels(reply.body.objects).Connection);
        ids.add(reply.body._integrationId);
      }
      assert.equal(ids.size, 2);
    });

    it('refuses a map that does not fit', async () => {
      const runKey = await client.upload(smallBundle().zip());
      const post = (connectionMap) =>
        client.post('/v1/integrations/template', { runKey, connectionMap });
      expectError(await post([]), 400, 'invalid_connectionMap');
      expectError(await post({ [SMALL.connection]: 'x' }), 422, 'invalid_connectionId');
    });
  });

  describe('the choices of an install', () => {
    let template;
    let connectionMap;
    before(async () => {
      const hooks = { preSavePage: { function: 'x', _stackId: STORY.stack } };
      template = await publish(owner, smallBundle({ export: { hooks } }));
      connectionMap = await oneConnection(client);
    });

    it('take a name, a sandbox and a stack', async () => {
      const stack = templateId(0x777);
      const body = { connectionMap, name: 'North shop', sandbox: true, _stackId: stack };
      const reply = await install(client, template, body);
      const integration = bySource(reply.body, SMALL.integration);
      assert.equal(integration.name, 'North shop');
      assert.equal(integration.sandbox, true);
      assert.equal(bySource(reply.body, SMALL.export).hooks.preSavePage._stackId, stack);
    });

    it('are checked for form', async () => {
      for (const [field, value] of [
        ['name', 5],
        ['sandbox', 'yes'],
        ['_stackId', 'x'],
      ]) {
        const reply = await client.post(installPath(template), { connectionMap, [field]: value });
        expectError(reply, 422, 'invalid_field', field);
      }
    });

    it('need a template that is there', async () => {
      for (const id of [templateId(0xeee), 'nonsense']) {
        const reply = await client.post(installPath(id), { connectionMap });
        assert.equal(expectError(reply, 404, 'invalid_ref')[0].message, 'Template not found.');
      }
    });

    it('need a published template', async () => {
      const draft = await owner.create('templates', { name: 'Draft' });
      await owner.uploadTo(draft._id, smallBundle().zip());
      const reply = await client.post(installPath(draft._id), { connectionMap });
      expectError(reply, 404, 'invalid_ref');
    });
  });

  describe('an idempotency key', () => {
    it('answers the first result again, and refuses another request', async () => {
      const template = await publish(owner, smallBundle());
      const body = { connectionMap: await oneConnection(client) };
      const options = { headers: { 'idempotency-key': 'order-1' } };
      const first = await install(client, template, body, options);
      const again = await install(client, template, body, options);
      assert.equal(again.text, first.text);
      assert.equal((await owner.read(`/v1/templates/${template}`)).numInstalls, 1);

      const changed = await client.post(installPath(template), { ...body, name: 'X' }, options);
      expectError(changed, 422, 'idempotency_key_reused');
      const elsewhere = await publish(owner, smallBundle());
      const other = await client.post(installPath(elsewhere), body, options);
      expectError(other, 422, 'idempotency_key_reused');

      const another = { headers: { 'idempotency-key': 'order-2' } };
      const free = await install(client, template, body, another);
      assert.notEqual(free.body._integrationId, first.body._integrationId);
    });

    it('gives a repeat the form that it asks for', async () => {
      const template = await publish(owner, smallBundle());
      const body = { connectionMap: await oneConnection(client) };
      const options = { headers: { 'idempotency-key': 'forms' } };
      const ids = `${installPath(template)}?fields=ids`;
      const short = await client.post(ids, body, options);
      assert.equal(short.status, 200, short.text);
      const whole = await install(client, template, body, options);
      const cut = whole.body.objects.map(({ model, doc }) => ({ model, doc: { _id: doc._id } }));
      assert.deepEqual(short.body, { ...whole.body, objects: cut });
      assert.equal((await client.post(ids, body, options)).text, short.text);
      for (const object of short.body.objects) {
        assert.equal((await client.read(pathOf(object)))._id, object.doc._id);
      }
      assert.equal((await owner.read(`/v1/templates/${template}`)).numInstalls, 1);
      const wrong = await client.post(`${installPath(template)}?fields=name`, body, options);
      expectError(wrong, 400, 'invalid_query_params', 'fields');
    });

    it('belongs to one account', async () => {
      const template = await publish(owner, smallBundle());
      const options = { headers: { 'idempotency-key': 'shared' } };
      await install(client, template, { connectionMap: await oneConnection(client) }, options);
      const second = server.as('second');
      const theirs = await second.create('connections', { name: 'C', type: 'http' });
      const body = { connectionMap: { [SMALL.connection]: theirs._id } };
      assert.equal((await second.post(installPath(template), body, options)).status, 200);
    });

    it('installs once when the same request comes many times at once', async () => {
      const template = await publish(owner, smallBundle());
      const body = { connectionMap: await oneConnection(client) };
      const options = { headers: { 'idempotency-key': 'race' } };
      const replies = await Promise.all(
        Array.from({ length: 8 }, () => install(client, template, body, options)),
      );
      assert.equal(new Set(replies.map(({ text }) => text)).size, 1);
      assert.equal((await owner.read(`/v1/templates/${template}`)).numInstalls, 1);
    });

    it('covers installs of a zip', async () => {
      const runKey = await client.upload(smallBundle().zip());
      const options = { headers: { 'idempotency-key': 'zip-1' } };
      const path = '/v1/integrations/template';
      const first = await client.post(path, { runKey }, options);
      assert.equal(first.status, 200, first.text);
      assert.equal((await client.post(path, { runKey }, options)).text, first.text);
      const changed = await client.post(path, { runKey, name: 'X' }, options);
      expectError(changed, 422, 'idempotency_key_reused');
    });
  });

  describe('an installation', () => {
    it('stays as it was when its template changes or goes', async () => {
      const template = await publish(owner, smallBundle());
      const connectionMap = await oneConnection(client);
      const old = (await install(client, template, { connectionMap })).body;
      const texts = new Map();
      for (const object of old.objects) {
        texts.set(pathOf(object), (await client.get(pathOf(object))).text);
      }
      const unchanged = async () => {
        for (const [path, text] of texts) assert.equal((await client.get(path)).text, text, path);
      };

      await owner.uploadTo(template, smallBundle({ export: { name: 'Changed' } }).zip());
      const shown = await owner.read(`/v1/templates/${template}/preview`);
      assert.ok(shown.objects.some(({ doc }) => doc.name === 'Changed'));
      const fresh = (await install(client, template, { connectionMap })).body;
      assert.equal(bySource(fresh, SMALL.export).name, 'Changed');
      await unchanged();

      assert.equal((await owner.delete(`/v1/templates/${template}`)).status, 204);
      await unchanged();
      const gone = await client.post(installPath(template), { connectionMap });
      expectError(gone, 404, 'invalid_ref');
    });

    it('is listed with what the account made itself', async () => {
      const account = server.as('lister');
      const own = await account.create('connections', { name: 'C', type: 'http' });
      const made = await account.create('exports', { name: 'By hand' });
      const template = await publish(owner, smallBundle());
      const reply = await account.post(installPath(template), {
        connectionMap: { [SMALL.connection]: own._id },
      });
      const installed = bySource(reply.body, SMALL.export);
      const listed = await account.list('/v1/exports');
      assert.deepEqual(listed, [made, installed].sort((a, b) => (a._id < b._id ? -1 : 1)));
      const used = await account.read(`/v1/connections/${own._id}/dependencies`);
      assert.deepEqual(used.exports, [{ _id: installed._id, name: 'Orders' }]);
    });
  });
});
