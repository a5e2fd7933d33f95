import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SMALL, smallBundle, templateId } from './support/bundle.mjs';
import { TEMPLATES, storyTemplate, toolsOf } from './support/diga.mjs';
import { filesHolding } from './support/files.mjs';
import { publish } from './support/installs.mjs';
import {
  API,
  bySource,
  connectionOf,
  expectProblem,
  installed,
  must,
  planOf,
  smallInstalled,
} from './support/native.mjs';
import { startServer } from './support/server.mjs';

const INSTALLATIONS = `${API}/installations`;

describe('plans and installs by plan', () => {
  let server;
  let owner;
  before(async () => {
    server = await startServer();
    owner = server.as('acme', '--partner');
  });
  after(() => server.stop());

  let accounts = 0;
  const newAccount = () => server.as(`shop ${++accounts}`);

  describe('a plan', () => {
    it('shows everything at once and changes nothing', async () => {
      const client = newAccount();
      const template = await publish(owner, smallBundle({ export: { x: '<<since>>' } }));
      const own = await connectionOf(client);
      await connectionOf(client, { name: 'Files', type: 'ftp' });
      const plan = await planOf(client, { template });
      assert.equal(plan.installable, false);
      assert.equal(plan.kind, 'integrator');
      assert.equal(plan.template.id, template);
      assert.equal(plan.version.number, 1);
      assert.equal(plan.version.hash, plan.hash);
      const models = plan.resources.map(({ model }) => model).sort();
      assert.deepEqual(models, ['Export', 'Flow', 'Import', 'Integration']);
      assert.deepEqual(plan.connections.map(({ templateId: id }) => id), [SMALL.connection]);
      assert.deepEqual(plan.connections[0].candidates.map(({ id }) => id), [own]);
      assert.deepEqual(plan.problems.map(({ code, field }) => [code, field]), [
        ['missing_connection_map', `connections.${SMALL.connection}`],
      ]);
      assert.equal(plan.variables[0].name, 'since');
      assert.equal(plan.variables[0].filled, false);
      assert.deepEqual(plan.variables[0].uses, [
        { model: 'Export', templateId: SMALL.export, name: 'Orders', path: 'x' },
      ]);
      assert.deepEqual(await client.list('/v1/flows'), []);
      assert.deepEqual((await client.read(INSTALLATIONS)).items, []);
    });

    it('has the same fingerprint as long as nothing that it relies on changes', async () => {
      const client = newAccount();
      const template = await publish(owner, smallBundle());
      const connection = await connectionOf(client);
      const request = { template, connections: { [SMALL.connection]: connection } };
      const first = await planOf(client, request);
      assert.equal(first.installable, true);
      await client.create('exports', { name: 'Unrelated' });
      assert.equal((await planOf(client, request)).fingerprint, first.fingerprint);
      const named = await planOf(client, { ...request, name: 'Mine' });
      assert.notEqual(named.fingerprint, first.fingerprint);
      await must(200, client.put(`/v1/connections/${connection}`, { name: 'New', type: 'http' }));
      assert.notEqual((await planOf(client, request)).fingerprint, first.fingerprint);
    });

    it('binds nothing by itself, and what stands out where it is told to', async () => {
      const client = newAccount();
      const baseURI = 'https://shop.example.org/api';
      const connection = { http: { baseURI } };
      const template = await publish(owner, smallBundle({ connection }));
      const own = await connectionOf(client, { http: { baseURI: 'https://shop.example.org' } });
      await connectionOf(client, { name: 'Other', http: { baseURI: 'https://other.example.org' } });
      const [open] = (await planOf(client, { template })).connections;
      assert.equal(open.boundTo, undefined);
      assert.equal(open.host, 'shop.example.org');
      assert.equal(open.candidates[0].id, own);
      assert.deepEqual(open.candidates[0].reasons, ['sameHost']);
      const plan = await planOf(client, { template, bind: 'unambiguous' });
      assert.equal(plan.connections[0].boundTo.id, own);
      assert.equal(plan.connections[0].boundBy, 'unambiguous');
      assert.equal(plan.installable, true);
    });

    it('names every problem with its field', async () => {
      const client = newAccount();
      const template = await publish(owner, smallBundle());
      const plan = await planOf(client, {
        template,
        connections: { [SMALL.connection]: SMALL.connection, x: 'y' },
        variables: { nothing: 1 },
        into: 'x',
        stack: 'x',
        baseUrl: 'https://example.org',
      });
      const fields = plan.problems.map(({ field }) => field);
      for (const field of [
        `connections.${SMALL.connection}`,
        'connections.x',
        'variables.nothing',
        'into',
        'stack',
        'baseUrl',
      ]) {
        assert.ok(fields.includes(field), `${field} in ${JSON.stringify(plan.problems)}`);
      }
      assert.equal(plan.installable, false);
      const { problems } = await planOf(client, { template, select: [templateId(99)] });
      assert.deepEqual(problems.map(({ field }) => field), ['select[0]']);
    });
  });

  describe('an install', () => {
    it('makes what the plan showed', async () => {
      const client = newAccount();
      const { template, connections, installation, path } = await smallInstalled(owner, client);
      assert.equal(installation.template.id, template);
      assert.deepEqual(installation.version.number, 1);
      assert.equal(installation.upgradeAvailable, false);
      assert.deepEqual(
        installation.connections.map((bound) => [bound.templateId, bound.id]),
        Object.entries(connections),
      );
      for (const { model, id, name, state } of installation.resources) {
        assert.equal(state, 'installed');
        const document = await client.read(`/v1/${model.toLowerCase()}s/${id}`);
        assert.equal(document.name, name);
      }
      assert.deepEqual(await must(200, client.get(path)), installation);
      const { items } = await must(200, client.get(`${INSTALLATIONS}?template=${template}`));
      assert.deepEqual(items.map(({ id }) => id), [installation.id]);
    });

    it('is refused with the new plan when something has changed', async () => {
      const client = newAccount();
      const template = await publish(owner, smallBundle());
      const connection = await connectionOf(client);
      const request = { template, connections: { [SMALL.connection]: connection } };
      const { fingerprint } = await planOf(client, request);
      await must(200, client.put(`/v1/connections/${connection}`, { name: 'New', type: 'http' }));
      const reply = await client.post(INSTALLATIONS, { ...request, fingerprint });
      expectProblem(reply, 409, 'plan_changed');
      assert.deepEqual(await client.list('/v1/flows'), []);
      const { plan } = reply.body;
      assert.notEqual(plan.fingerprint, fingerprint);
      assert.equal(plan.connections[0].boundTo.name, 'New');
      const again = { ...request, fingerprint: plan.fingerprint };
      await must(201, client.post(INSTALLATIONS, again));
    });

    it('is refused with all problems, and needs a fingerprint', async () => {
      const client = newAccount();
      const template = await publish(owner, smallBundle());
      const { fingerprint } = await planOf(client, { template });
      const reply = await client.post(INSTALLATIONS, { template, fingerprint });
      const field = `connections.${SMALL.connection}`;
      expectProblem(reply, 422, 'missing_connection_map', field);
      assert.equal(reply.body.plan.fingerprint, fingerprint);
      const missing = await client.post(INSTALLATIONS, { template });
      expectProblem(missing, 422, 'missing_field', 'fingerprint');
      const bad = await client.post(INSTALLATIONS, { template, fingerprint: 'xyz' });
      expectProblem(bad, 422, 'invalid_field', 'fingerprint');
    });

    it('can be tried without being made', async () => {
      const client = newAccount();
      const template = await publish(owner, smallBundle());
      const request = { template, connections: { [SMALL.connection]: await connectionOf(client) } };
      const plan = await planOf(client, request);
      const body = { ...request, fingerprint: plan.fingerprint };
      const key = { headers: { 'idempotency-key': 'k' } };
      const tried = await must(200, client.post(`${INSTALLATIONS}?dryRun=true`, body, key));
      assert.deepEqual(tried, { plan, dryRun: true });
      assert.deepEqual((await client.read(INSTALLATIONS)).items, []);
      await must(201, client.post(`${INSTALLATIONS}?dryRun=false`, body, key));
      const stale = { ...request, fingerprint: '0'.repeat(64) };
      expectProblem(
        await client.post(`${INSTALLATIONS}?dryRun=true`, stale),
        409,
        'plan_changed',
      );
    });

    it('is made once for an idempotency key', async () => {
      const client = newAccount();
      const template = await publish(owner, smallBundle());
      const request = { template, connections: { [SMALL.connection]: await connectionOf(client) } };
      const { fingerprint } = await planOf(client, request);
      const post = (fields) =>
        client.post(
          INSTALLATIONS,
          { ...request, fingerprint, ...fields },
          { headers: { 'idempotency-key': 'once' } },
        );
      const first = await must(201, post());
      assert.deepEqual(await must(201, post()), first);
      expectProblem(await post({ name: 'Other' }), 422, 'idempotency_mismatch');
      assert.equal((await client.read(INSTALLATIONS)).items.length, 1);
    });

    it('answers ids alone where that is asked for', async () => {
      const client = newAccount();
      const template = await publish(owner, smallBundle());
      const request = { template, connections: { [SMALL.connection]: await connectionOf(client) } };
      const { fingerprint } = await planOf(client, request);
      const post = (query) =>
        client.post(
          INSTALLATIONS + query,
          { ...request, fingerprint },
          { headers: { 'idempotency-key': 'ids' } },
        );
      const ids = await must(201, post('?fields=ids'));
      const whole = await must(201, post(''));
      assert.deepEqual(ids, {
        id: whole.id,
        resources: whole.resources.map(({ model, templateId: source, id }) => ({
          model,
          templateId: source,
          id,
        })),
      });
      assert.deepEqual(await must(201, post('?fields=ids')), ids);
      expectProblem(await post('?fields=name'), 400, 'invalid_query', 'fields');
      assert.equal((await must(200, post('?fields=ids&dryRun=true'))).dryRun, true);
    });

    it('takes an uploaded zip without a template', async () => {
      const client = newAccount();
      const runKey = await client.upload(smallBundle().zip());
      const plan = await planOf(client, { runKey, createConnections: true });
      assert.equal(plan.template, null);
      assert.equal(plan.version, null);
      assert.equal(plan.connections[0].created, true);
      assert.ok(plan.secrets.some((secret) => secret.templateId === SMALL.connection));
      const made = await installed(client, { runKey, createConnections: true });
      assert.equal(made.template, null);
      assert.equal(bySource(made, SMALL.connection).model, 'Connection');
    });

    it('takes parts of a template, and puts them into an integration', async () => {
      const client = newAccount();
      const template = await publish(owner, smallBundle());
      const target = await client.create('integrations', { name: 'Mine' });
      const request = {
        template,
        select: [SMALL.export],
        into: target._id,
        connections: { [SMALL.connection]: await connectionOf(client) },
      };
      const plan = await planOf(client, request);
      assert.deepEqual(plan.into, { id: target._id, name: 'Mine' });
      assert.deepEqual(plan.resources.map(({ templateId: id }) => id), [SMALL.export]);
      const made = await installed(client, request);
      assert.equal(made.selected, true);
      assert.equal(made.into, target._id);
      assert.deepEqual(made.resources.map(({ templateId: id }) => id), [SMALL.export]);
      assert.deepEqual(await client.list('/v1/flows'), []);
    });

    it('remembers what was filled in', async () => {
      const client = newAccount();
      const template = await publish(owner, smallBundle({ export: { x: '<<since>>' } }));
      const connections = { [SMALL.connection]: await connectionOf(client) };
      await installed(client, { template, connections, variables: { since: 'May' } });
      const plan = await planOf(client, { template, useSaved: true });
      assert.equal(plan.connections[0].boundBy, 'saved');
      assert.equal(plan.variables[0].value, 'May');
      assert.equal(plan.variables[0].saved, true);
      assert.equal(plan.installable, true);
      const [offered] = (await planOf(client, { template })).variables;
      assert.equal(offered.filled, false);
      assert.equal(offered.default, 'May');
    });
  });

  describe('of Diga', () => {
    const KEY = 'hunter2-diga-7f3a9c';

    it('fill variables and keep the key secret', async () => {
      const client = newAccount();
      const { id: template } = await must(201, owner.post(TEMPLATES, storyTemplate()));
      const open = await planOf(client, { template });
      assert.equal(open.kind, 'diga');
      assert.ok(open.secrets.some(({ name }) => name === 'auth_key'));
      const types = Object.fromEntries(open.variables.map(({ name, type }) => [name, type]));
      assert.equal(types.lines, 'number');
      assert.equal(types.open, 'boolean');
      const request = {
        template,
        name: 'Our desk',
        variables: { region: 'north', desk: 'D', lines: 20, open: true },
        secrets: { auth_key: KEY },
      };
      const plan = await planOf(client, request);
      assert.ok(!JSON.stringify(plan).includes(KEY));
      const made = await installed(client, request);
      assert.equal(made.name, 'Our desk');
      assert.deepEqual(made.variables, request.variables);
      assert.deepEqual([...new Set(made.resources.map(({ model }) => model))], [
        'Integration',
        'Tool',
      ]);
      const integration = await client.read(`/v1/integration/${made.id}`);
      assert.equal(integration.requires_setup, false);
      assert.equal((await toolsOf(client, made.id)).size, 3);
      const other = { ...request, secrets: { auth_key: `${KEY}2` } };
      assert.notEqual((await planOf(client, other)).fingerprint, plan.fingerprint);
      assert.deepEqual(filesHolding(server.data, KEY), []);
      assert.ok(!server.stderr().includes(KEY));
    });

    it('refuse what only integrator.io has', async () => {
      const client = newAccount();
      const { id: template } = await must(201, owner.post(TEMPLATES, storyTemplate()));
      const plan = await planOf(client, { template, into: 'x', sandbox: true });
      const codes = plan.problems.map(({ code, field }) => `${code} ${field}`);
      assert.ok(codes.includes('wrong_type into') && codes.includes('wrong_type sandbox'), codes);
    });
  });

  describe('what was installed', () => {
    it('shows how it differs from its template, and can be put back', async () => {
      const client = newAccount();
      const { installation, path } = await smallInstalled(owner, client);
      const { id } = bySource(installation, SMALL.export);
      assert.deepEqual(await must(200, client.get(`${path}/drift`)), { resources: [] });
      const document = await client.read(`/v1/exports/${id}`);
      const edited = { ...document, name: 'Edited', http: { ...document.http, method: 'PUT' } };
      await must(200, client.put(`/v1/exports/${id}`, edited));
      const added = await client.create('flows', {
        name: 'Added',
        _integrationId: installation.id,
      });
      const drift = (await must(200, client.get(`${path}/drift`))).resources;
      assert.deepEqual(
        drift.map((each) => [each.id, each.state]),
        [[id, 'edited'], [added._id, 'added']],
      );
      assert.deepEqual(drift[0].fields, [
        { path: 'name', template: 'Orders', installed: 'Edited' },
        { path: 'http.method', template: 'GET', installed: 'PUT' },
      ]);
      const field = 'http.method';
      const tried = await must(
        200,
        client.post(`${path}/revert?dryRun=true`, { resource: id, field }),
      );
      assert.equal(tried.dryRun, true);
      assert.equal((await client.read(`/v1/exports/${id}`)).http.method, 'PUT');
      const reverted = await must(200, client.post(`${path}/revert`, { resource: id, field }));
      assert.deepEqual(reverted.resource.fields.map((each) => each.path), [field]);
      assert.equal((await client.read(`/v1/exports/${id}`)).http.method, 'GET');
      assert.equal((await client.read(`/v1/exports/${id}`)).name, 'Edited');
      await must(200, client.post(`${path}/revert`, { resource: id }));
      assert.equal((await client.read(`/v1/exports/${id}`)).name, 'Orders');
      const history = (await must(200, client.get(`${path}/history`))).items;
      assert.deepEqual(history.map(({ number, change }) => [number, change]), [
        [1, 'revert'],
        [2, 'revert'],
      ]);
      expectProblem(
        await client.post(`${path}/revert`, { resource: templateId(77) }),
        404,
        'not_found',
      );
    });

    it('goes as a whole, but never with what was edited or is used', async () => {
      const client = newAccount();
      const { connections, installation, path } = await smallInstalled(owner, client);
      const { id } = bySource(installation, SMALL.export);
      const document = await client.read(`/v1/exports/${id}`);
      await must(200, client.put(`/v1/exports/${id}`, { ...document, name: 'Edited' }));
      const user = await client.create('flows', {
        name: 'User',
        pageGenerators: [{ _exportId: id }],
      });
      expectProblem(await client.delete(path), 409, 'edited', id, user._id);
      expectProblem(await client.delete(`${path}?discardEdits=true`), 409, 'in_use', user._id);
      const query = 'discardEdits=true&breakReferences=true';
      const tried = await must(200, client.delete(`${path}?${query}&dryRun=true`));
      assert.equal(tried.dryRun, true);
      assert.equal(tried.removed.length, 4);
      assert.deepEqual(tried.edited.map((each) => each.id), [id]);
      assert.deepEqual(tried.users, [{ model: 'Flow', id: user._id, name: 'User' }]);
      await must(200, client.get(path));
      const { dryRun, ...expected } = tried;
      assert.deepEqual(await must(200, client.delete(`${path}?${query}`)), expected);
      assert.ok(dryRun);
      expectProblem(await client.get(path), 404, 'not_found');
      expectProblem(await client.delete(path), 404, 'not_found');
      assert.deepEqual(await client.list('/v1/exports'), []);
      const [kept] = Object.values(connections);
      assert.equal((await client.get(`/v1/connections/${kept}`)).status, 200);
    });
  });
});
