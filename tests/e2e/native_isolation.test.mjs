import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SMALL, smallBundle } from './support/bundle.mjs';
import { TEMPLATES, storyTemplate } from './support/diga.mjs';
import { filesHolding } from './support/files.mjs';
import { publish } from './support/installs.mjs';
import {
  API,
  bySource,
  connectionOf,
  expectProblem,
  installed,
  must,
  newVersion,
  planOf,
  smallInstalled,
} from './support/native.mjs';
import { startServer } from './support/server.mjs';

describe("what Imprint's own API hides", () => {
  let server;
  let owner;
  let alice;
  let mallory;
  before(async () => {
    server = await startServer();
    owner = server.as('acme', '--partner');
    alice = server.as('alice');
    mallory = server.as('mallory', '--partner');
  });
  after(() => server.stop());

  it("other accounts' installations", async () => {
    const { template, installation, path } = await smallInstalled(owner, alice);
    await newVersion(owner, template, smallBundle({ export: { name: 'New' } }));
    const resource = bySource(installation, SMALL.export).id;
    const before = await must(200, alice.get(path));
    for (const reply of [
      await mallory.get(path),
      await mallory.get(`${path}/drift`),
      await mallory.get(`${path}/history`),
      await mallory.post(`${path}/upgrade-plan`, {}),
      await mallory.post(`${path}/upgrade`, {}),
      await mallory.post(`${path}/revert`, { resource }),
      await mallory.post(`${path}/rollback`, {}),
      await mallory.delete(`${path}?discardEdits=true&breakReferences=true`),
      await mallory.get(`${API}/integrations/${installation.id}/template`),
    ]) {
      expectProblem(reply, 404, 'not_found');
    }
    assert.deepEqual(await must(200, alice.get(path)), before);
    assert.deepEqual((await must(200, mallory.get(`${API}/installations`))).items, []);
    const cursor = `${API}/installations?cursor=${'0'.repeat(24)}&template=${template}`;
    assert.deepEqual((await must(200, mallory.get(cursor))).items, []);
  });

  it("others' resources inside one's own installation", async () => {
    const theirs = await smallInstalled(owner, alice);
    const own = await smallInstalled(owner, mallory);
    const resource = bySource(theirs.installation, SMALL.export).id;
    expectProblem(await mallory.post(`${own.path}/revert`, { resource }), 404, 'not_found');
  });

  it('templates that are not published, with their versions', async () => {
    const { _id } = await owner.create('templates', { name: 'Private' });
    await owner.uploadTo(_id, smallBundle().zip());
    const path = `${API}/templates/${_id}`;
    await must(200, owner.get(`${path}/versions`));
    const runKey = await mallory.upload(smallBundle().zip());
    for (const reply of [
      await mallory.get(path),
      await mallory.get(`${path}/versions`),
      await mallory.get(`${path}/versions/1`),
      await mallory.get(`${path}/versions/1/content`),
      await mallory.get(`${path}/diff?from=1&to=1`),
      await mallory.post(`${path}/versions`, { runKey }),
      await mallory.patch(`${path}/versions/1`, { note: 'taken' }),
      await mallory.post(`${API}/plans`, { template: _id }),
    ]) {
      expectProblem(reply, 404, 'not_found', 'template');
    }
    const { items } = await must(200, mallory.get(`${API}/catalogue?q=private`));
    assert.deepEqual(items, []);
    const [version] = (await must(200, owner.get(`${path}/versions`))).items;
    assert.equal(version.note, '');
  });

  it("others' uploads and connections", async () => {
    const runKey = await alice.upload(smallBundle().zip());
    const request = { runKey, createConnections: true };
    expectProblem(await mallory.post(`${API}/plans`, request), 404, 'upload_not_found');
    const { fingerprint } = await planOf(alice, request);
    const taken = await mallory.post(`${API}/installations`, { ...request, fingerprint });
    expectProblem(taken, 404, 'upload_not_found');

    const template = await publish(owner, smallBundle());
    const connection = await connectionOf(alice, { name: 'Unspeakable' });
    const bound = await planOf(mallory, {
      template,
      connections: { [SMALL.connection]: connection },
    });
    assert.equal(bound.connections[0].boundTo, undefined);
    assert.equal(bound.problems[0].code, 'connection_mismatch');
    assert.ok(!JSON.stringify(bound).includes('Unspeakable'));
    const integration = await alice.create('integrations', { name: 'Unspeakable' });
    const into = await planOf(mallory, { template, into: integration._id });
    assert.equal(into.into, null);
    assert.ok(!JSON.stringify(into).includes('Unspeakable'));
  });

  it('secrets, in every answer', async () => {
    const word = (name) => `hunter2-${name}-7f3a9c`;
    const texts = [];
    const ask = async (pending) => {
      const reply = await pending;
      texts.push(reply.text);
      return reply.body;
    };
    // A connection that the installation made itself, and an edited credential in it.
    const runKey = await alice.upload(smallBundle({ export: { x: '<<api_token>>' } }).zip());
    const request = {
      runKey,
      createConnections: true,
      variables: { api_token: word('a') },
    };
    const { fingerprint } = await ask(alice.post(`${API}/plans`, request));
    const body = { ...request, fingerprint };
    const made = await ask(alice.post(`${API}/installations`, body));
    const connection = bySource(made, SMALL.connection).id;
    const document = await alice.read(`/v1/connections/${connection}`);
    const http = { auth: { token: { token: word('b') } } };
    await must(200, alice.put(`/v1/connections/${connection}`, { ...document, http }));
    const path = `${API}/installations/${made.id}`;
    await ask(alice.get(path));
    await ask(alice.get(`${path}/drift`));
    await ask(alice.post(`${path}/revert?dryRun=true`, { resource: connection }));
    await ask(alice.delete(path));
    // Diga's key.
    const { id: template } = await must(201, owner.post(TEMPLATES, storyTemplate()));
    const diga = {
      template,
      variables: { region: 'n', desk: 'd', lines: 1, open: true },
      secrets: { auth_key: word('c') },
    };
    const copy = await installed(alice, diga);
    await ask(alice.post(`${API}/plans`, { ...diga, secrets: { auth_key: word('d'), x: word('e') } }));
    await ask(alice.post(`${API}/plans`, { ...diga, secrets: { auth_key: 5, [word('k')]: word('f') } }));
    await ask(alice.get(`${API}/installations/${copy.id}`));
    await ask(alice.get(`${API}/installations/${copy.id}/drift`));
    for (const text of texts) {
      assert.ok(!text.replaceAll(word('k'), '').includes('hunter2'), text);
    }
    assert.deepEqual(filesHolding(server.data, word('b')), []);
    assert.deepEqual(filesHolding(server.data, word('c')), []);
    assert.ok(!server.stderr().includes('hunter2'));
  });
});
