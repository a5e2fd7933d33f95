import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SMALL, smallBundle, templateId } from './support/bundle.mjs';
import { ROOT, TEMPLATES, template as digaTemplate, tool, toolsOf } from './support/diga.mjs';
import {
  API,
  bySource,
  connectionOf,
  expectProblem,
  installed,
  must,
  newVersion,
  smallInstalled,
} from './support/native.mjs';
import { startServer } from './support/server.mjs';

const SCRIPT = templateId(0x50);

/** The small bundle with another relative URI, and a script more. */
const second = (changes = {}) =>
  smallBundle({
    export: { http: { relativeURI: '/v2/orders', method: 'GET' }, ...changes },
  }).script({ _id: SCRIPT, name: 'New hook' }, 'function hook() {}');

describe('upgrades', () => {
  let server;
  let owner;
  before(async () => {
    server = await startServer();
    owner = server.as('acme', '--partner');
  });
  after(() => server.stop());

  let accounts = 0;
  const newAccount = () => server.as(`shop ${++accounts}`);
  const upgrade = (client, path, body = {}, query = '') =>
    client.post(`${path}/upgrade${query}`, body);
  const edit = async (client, id, fields) => {
    const document = await client.read(`/v1/exports/${id}`);
    await must(200, client.put(`/v1/exports/${id}`, { ...document, ...fields }));
  };

  it('bring what is new and keep every id', async () => {
    const client = newAccount();
    const { template, installation, path } = await smallInstalled(owner, client);
    assert.equal(await newVersion(owner, template, second(), { note: 'New URI' }), 2);
    const [listed] = (await client.read(`${API}/installations`)).items;
    assert.equal(listed.upgradeAvailable, true);
    assert.deepEqual(listed.latest, { number: 2 });

    const plan = await must(200, client.post(`${path}/upgrade-plan`, {}));
    assert.equal(plan.applicable, true);
    assert.equal(plan.changesAnything, true);
    assert.deepEqual([plan.from.number, plan.to.number], [1, 2]);
    assert.deepEqual(plan.added, [{ model: 'Script', templateId: SCRIPT, name: 'New hook' }]);
    assert.deepEqual(plan.removed, []);
    assert.deepEqual(plan.changed.map((each) => [each.templateId, each.edited, each.fields]), [
      [SMALL.export, false, [{ path: 'http.relativeURI', from: '/orders', to: '/v2/orders' }]],
    ]);
    assert.deepEqual(plan.conflicts, []);

    const tried = await must(200, upgrade(client, path, {}, '?dryRun=true'));
    assert.equal(tried.dryRun, true);
    assert.equal(tried.step, 1);
    assert.deepEqual(await must(200, client.get(path)), { ...installation, ...latest(2) });

    const { fingerprint } = plan;
    const done = await must(200, upgrade(client, path, { fingerprint }));
    assert.deepEqual(done.plan, plan);
    assert.equal(done.step, 1);
    assert.equal(done.installation.version.number, 2);
    assert.equal(done.installation.upgradeAvailable, false);
    for (const { templateId: source, id } of installation.resources) {
      assert.equal(bySource(done.installation, source).id, id);
    }
    const { id } = bySource(done.installation, SMALL.export);
    assert.equal((await client.read(`/v1/exports/${id}`)).http.relativeURI, '/v2/orders');
    const script = bySource(done.installation, SCRIPT);
    assert.equal((await client.read(`/v1/scripts/${script.id}`)).name, 'New hook');

    const again = await must(200, upgrade(client, path));
    assert.equal(again.step, null);
    assert.equal(again.plan.changesAnything, false);
    expectProblem(await upgrade(client, path, { fingerprint }), 409, 'plan_changed');
  });

  const latest = (number) => ({ latest: { number }, upgradeAvailable: true });

  it('merge edits with what is new', async () => {
    const client = newAccount();
    const { template, installation, path } = await smallInstalled(owner, client);
    const { id } = bySource(installation, SMALL.export);
    await edit(client, id, { name: 'My orders' });
    await newVersion(owner, template, second());
    const { plan } = await must(200, upgrade(client, path));
    assert.deepEqual(plan.conflicts, []);
    assert.equal(plan.changed[0].edited, true);
    const merged = await client.read(`/v1/exports/${id}`);
    assert.equal(merged.name, 'My orders');
    assert.equal(merged.http.relativeURI, '/v2/orders');
  });

  describe('with a conflict', () => {
    const conflicting = async () => {
      const client = newAccount();
      const { template, installation, path } = await smallInstalled(owner, client);
      const { id } = bySource(installation, SMALL.export);
      await edit(client, id, { name: 'Mine' });
      await newVersion(owner, template, second({ name: 'Theirs' }));
      return { client, path, id };
    };
    const nameOf = async (client, id) => (await client.read(`/v1/exports/${id}`)).name;

    it('change nothing until it is decided', async () => {
      const { client, path, id } = await conflicting();
      const reply = await upgrade(client, path);
      expectProblem(reply, 409, 'merge_conflict');
      const [conflict] = reply.body.plan.conflicts;
      assert.deepEqual(conflict, {
        kind: 'field',
        model: 'Export',
        templateId: SMALL.export,
        name: conflict.name,
        id,
        path: 'name',
        base: 'Orders',
        mine: 'Mine',
        theirs: 'Theirs',
        resolution: null,
        valuesLeftOut: false,
        users: [],
      });
      assert.equal(reply.body.plan.applicable, false);
      assert.equal(await nameOf(client, id), 'Mine');
      assert.deepEqual((await client.read(`${path}/history`)).items, []);
    });

    it('end as the resolutions or the rule say', async () => {
      for (const [body, name] of [
        [{ resolutions: { [SMALL.export]: { name: 'theirs' } } }, 'Theirs'],
        [{ resolutions: { [SMALL.export]: { name: 'base' } } }, 'Orders'],
        [{ resolutions: { [SMALL.export]: { name: { value: 'New' } } } }, 'New'],
        [{ resolutions: { [SMALL.export]: { '*': 'mine' } } }, 'Mine'],
        [{ rule: 'theirs' }, 'Theirs'],
        [{ rule: 'mine' }, 'Mine'],
      ]) {
        const { client, path, id } = await conflicting();
        const plan = await must(200, client.post(`${path}/upgrade-plan`, body));
        assert.equal(plan.applicable, true);
        await must(200, upgrade(client, path, { ...body, fingerprint: plan.fingerprint }));
        assert.equal(await nameOf(client, id), name, JSON.stringify(body));
        const document = await client.read(`/v1/exports/${id}`);
        assert.equal(document.http.relativeURI, '/v2/orders');
      }
    });

    it('refuse resolutions that resolve nothing', async () => {
      const { client, path } = await conflicting();
      const reply = await upgrade(client, path, {
        resolutions: { [SMALL.export]: { name: 'mine', nothing: 'mine' } },
      });
      expectProblem(reply, 422, 'invalid_field');
      assert.equal(reply.body.plan.conflicts.length, 1);
    });
  });

  it('can be rolled back, and that as well', async () => {
    const client = newAccount();
    const { template, installation, path } = await smallInstalled(owner, client);
    const { id } = bySource(installation, SMALL.export);
    const before = await client.read(`/v1/exports/${id}`);
    await newVersion(owner, template, second());
    await must(200, upgrade(client, path));
    const upgraded = await client.read(`/v1/exports/${id}`);

    const tried = await must(200, client.post(`${path}/rollback?dryRun=true`, {}));
    assert.equal(tried.dryRun, true);
    assert.deepEqual(await client.read(`/v1/exports/${id}`), upgraded);
    const undone = await must(200, client.post(`${path}/rollback`, {}));
    assert.equal(undone.step, 2);
    assert.equal(undone.installation.version.number, 1);
    assert.deepEqual(await client.read(`/v1/exports/${id}`), before);
    assert.equal((await client.list('/v1/scripts')).length, 0);

    await must(200, client.post(`${path}/rollback`, { step: 2 }));
    assert.deepEqual(await client.read(`/v1/exports/${id}`), upgraded);
    const { items } = await client.read(`${path}/history`);
    assert.deepEqual(
      items.map(({ number, change, from, to }) => [number, change, from.number, to.number]),
      [
        [1, 'upgrade', 1, 2],
        [2, 'rollback', 2, 1],
        [3, 'rollback', 1, 2],
      ],
    );
    assert.ok(items.every(({ token }) => token));

    await edit(client, id, { name: 'Edited since' });
    expectProblem(await client.post(`${path}/rollback`, {}), 409, 'edited', id);
    const { edited } = await must(200, client.post(`${path}/rollback`, { discardEdits: true }));
    assert.deepEqual(edited.map((each) => each.id), [id]);
    assert.deepEqual(await client.read(`/v1/exports/${id}`), before);
    expectProblem(await client.post(`${path}/rollback`, { step: 99 }), 404, 'not_found');
  });

  it('go down as well, and to versions that are there', async () => {
    const client = newAccount();
    const { template, path } = await smallInstalled(owner, client);
    await newVersion(owner, template, second());
    await must(200, upgrade(client, path, { version: 2 }));
    const down = await must(200, upgrade(client, path, { version: 1 }));
    assert.equal(down.installation.version.number, 1);
    expectProblem(await upgrade(client, path, { version: 3 }), 404, 'not_found', 'version');
  });

  it('ask for connections that are new', async () => {
    const client = newAccount();
    const { template, path } = await smallInstalled(owner, client);
    const files = templateId(0x60);
    const bundle = second().add('Connection', { _id: files, type: 'ftp', name: 'Files' });
    await newVersion(owner, template, bundle);
    const reply = await upgrade(client, path);
    expectProblem(reply, 422, 'missing_connection_map', `connections.${files}`);
    const own = await connectionOf(client, { name: 'My files', type: 'ftp' });
    assert.deepEqual(reply.body.plan.connections.map((each) => each.templateId), [files]);
    const done = await must(200, upgrade(client, path, { connections: { [files]: own } }));
    const bound = done.installation.connections.map((each) => each.id);
    assert.ok(bound.includes(own));
  });

  it('do not go without a template', async () => {
    const client = newAccount();
    const runKey = await client.upload(smallBundle().zip());
    const made = await installed(client, { runKey, createConnections: true });
    const path = `${API}/installations/${made.id}`;
    expectProblem(await upgrade(client, path), 404, 'not_found');
    expectProblem(await client.post(`${path}/upgrade-plan`, {}), 404, 'not_found');
  });

  it('are the same for Diga', async () => {
    const client = newAccount();
    const first = digaTemplate({ tools: [tool('a'), tool('b')] });
    const { id: template } = await must(201, owner.post(TEMPLATES, first));
    const made = await installed(client, { template });
    const path = `${API}/installations/${made.id}`;
    const before = await toolsOf(client, made.id);
    const next = digaTemplate({ tools: [tool('a', { description: 'Does more' }), tool('c')] });
    const versions = `${API}/templates/${template}/versions`;
    await must(201, owner.post(versions, { template: next, note: 'c for b' }));
    const plan = await must(200, client.post(`${path}/upgrade-plan`, {}));
    assert.deepEqual(
      [plan.added, plan.removed, plan.changed].map((list) => list.map(({ name }) => name)),
      [['c'], ['b'], ['a']],
    );
    await must(200, upgrade(client, path));
    const now = await toolsOf(client, made.id);
    assert.deepEqual([...now.keys()].sort(), ['a', 'c']);
    assert.equal(now.get('a').id, before.get('a').id);
    assert.equal(now.get('a').description, 'Does more');
    await must(200, client.post(`${path}/rollback`, {}));
    assert.deepEqual(await toolsOf(client, made.id), before);
    await must(200, client.get(`${ROOT}/${made.id}`));
  });
});
