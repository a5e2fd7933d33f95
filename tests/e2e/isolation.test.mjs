import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { COLLECTIONS, SMALL, minimal, smallBundle } from './support/bundle.mjs';
import { expectError } from './support/client.mjs';
import { filesHolding } from './support/files.mjs';
import { startServer } from './support/server.mjs';
import { storyBundle, storyConnections } from './support/story.mjs';

const MASK = '******';

describe('what stays hidden', () => {
  let server;
  let client;
  before(async () => {
    server = await startServer();
    client = server.as('shop');
  });
  after(() => server.stop());

  describe('secrets', () => {
    const word = (name) => `hunter2-${name}-7f3a9c`;
    const cases = [
      ['connections', { http: { encrypted: word('a') } }],
      ['connections', { http: { auth: { token: { token: word('b') } } } }],
      ['connections', { http: { auth: { basic: { username: 'u', password: word('c') } } } }],
      ['connections', { rdbms: { host: 'h', password: word('d') } }],
      ['connections', { ftp: { password: word('e'), authKey: word('f') } }],
      ['connections', { s3: { secretAccessKey: word('g') } }],
      ['connections', { netsuite: { tokenSecret: word('h') } }],
      ['connections', { mcp: { http: { encrypted: word('i') } } }],
      ['connections', { wrapper: { encrypted: word('j') } }],
      ['iclients', { oauth2: { clientId: 'id', clientSecret: word('k') } }],
    ];
    const maskedIn = (text) => JSON.parse(text.replace(/hunter2-\w+-7f3a9c/g, MASK));

    it('read back as a mask, wherever they are read', async () => {
      for (const [collection, fields] of cases) {
        const sent = { ...minimal(collection, 'S'), ...fields };
        const made = await client.post(`/v1/${collection}`, sent);
        assert.equal(made.status, 201, made.text);
        const path = `/v1/${collection}/${made.body._id}`;
        const again = await client.put(path, made.body);
        const list = await client.get(`/v1/${collection}`);
        for (const reply of [made, await client.get(path), again, await client.get(path), list]) {
          assert.ok(!reply.text.includes('hunter2'), reply.text);
        }
        const expected = maskedIn(JSON.stringify(fields));
        for (const [key, value] of Object.entries(expected)) {
          assert.deepEqual(made.body[key], value, `${collection} ${key}`);
          assert.deepEqual(again.body[key], value, `${collection} ${key} after the mask`);
        }
      }
    });

    it('can be changed and taken away', async () => {
      const type = 'http';
      const made = await client.create('connections', {
        name: 'S',
        type,
        http: { encrypted: word('first') },
      });
      const path = `/v1/connections/${made._id}`;
      const changed = await client.put(path, {
        name: 'S',
        type,
        http: { encrypted: word('second') },
      });
      assert.equal(changed.body.http.encrypted, MASK);
      const removed = await client.put(path, { name: 'S', type, http: { baseURI: 'x' } });
      assert.deepEqual(removed.body.http, { baseURI: 'x' });
      assert.deepEqual((await client.read(path)).http, { baseURI: 'x' });
    });

    it('are nowhere in the data folder nor in the log', () => {
      assert.deepEqual(filesHolding(server.data, 'hunter2'), []);
      assert.ok(!server.stderr().includes('hunter2'));
      assert.ok(!server.stderr().includes(client.token));
      assert.deepEqual(filesHolding(server.data, client.token), []);
    });

    it('are not told by errors', async () => {
      const bodies = [
        { name: 5, type: 'http', http: { encrypted: word('m') } },
        { type: 'http', http: { encrypted: word('n') } },
        { name: 'C', type: 'http', http: { encrypted: word('o') }, _agentId: 5, rdbms: 'x' },
      ];
      for (const body of bodies) {
        const reply = await client.post('/v1/connections', body);
        assert.ok(!reply.text.includes('hunter2'), reply.text);
      }
      const broken = `{"name":"C","type":"http","http":{"encrypted":"${word('p')}"`;
      const reply = await client.request('POST', '/v1/connections', {
        body: broken,
        headers: { 'content-type': 'application/json' },
      });
      expectError(reply, 400, 'invalid_json');
      assert.ok(!reply.text.includes('hunter2'), reply.text);
    });
  });

  describe('accounts', () => {
    it("cannot reach each other's things", async () => {
      const alice = server.as('alice', '--partner');
      const mallory = server.as('mallory', '--partner');
      const template = await alice.create('templates', { name: 'Private' });
      await alice.uploadTo(template._id, storyBundle().zip());
      const runKey = await alice.upload(storyBundle().zip());
      const connectionMap = await storyConnections(alice);
      const installed = await alice.post('/v1/integrations/template', { runKey, connectionMap });
      assert.equal(installed.status, 200, installed.text);

      const theirs = installed.body.objects.map(({ model, doc }) => [COLLECTIONS[model], doc._id]);
      for (const id of Object.values(connectionMap)) theirs.push(['connections', id]);
      for (const collection of Object.values(COLLECTIONS)) {
        const made = await alice.create(collection, minimal(collection, 'By hand'));
        theirs.push([collection, made._id]);
      }
      for (const [collection, id] of theirs) {
        const path = `/v1/${collection}/${id}`;
        for (const reply of [
          await mallory.get(path),
          await mallory.put(path, minimal(collection, 'Taken')),
          await mallory.delete(path),
          await mallory.get(`${path}/dependencies`),
        ]) {
          expectError(reply, 404, 'invalid_ref');
        }
        assert.equal((await alice.get(path)).status, 200, 'it is still there');
      }
      const templatePath = `/v1/templates/${template._id}`;
      for (const reply of [
        await mallory.get(templatePath),
        await mallory.put(templatePath, { name: 'Taken' }),
        await mallory.patch(templatePath, [{ op: 'replace', path: '/published', value: true }]),
        await mallory.delete(templatePath),
        await mallory.get(`${templatePath}/preview`),
        await mallory.get(`${templatePath}/upload/signedURL?file_type=application/zip`),
        await mallory.post(`/v1/integrations/template/${template._id}`, { connectionMap }),
      ]) {
        expectError(reply, 404, 'invalid_ref');
      }
      for (const reply of [
        await mallory.get(`/v1/integrations/template/preview?runKey=${runKey}`),
        await mallory.post('/v1/integrations/template', { runKey }),
        await mallory.post('/v1/integrations/template', { runKey, connectionMap }),
      ]) {
        expectError(reply, 404, 'invalid_key');
      }
      for (const collection of Object.values(COLLECTIONS)) {
        assert.deepEqual(await mallory.list(`/v1/${collection}`), [], collection);
      }
      assert.deepEqual(await mallory.list('/v1/templates'), []);
    });

    it("cannot map each other's connections", async () => {
      const theirs = await server.as('bob').create('connections', { name: 'C', type: 'http' });
      const runKey = await client.upload(smallBundle().zip());
      const connectionMap = { [SMALL.connection]: theirs._id };
      const reply = await client.post('/v1/integrations/template', { runKey, connectionMap });
      expectError(reply, 422, 'invalid_connectionId', `connectionMap.${SMALL.connection}`);
    });
  });
});
