import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SMALL, smallBundle, templateId } from './support/bundle.mjs';
import { ROOT, TEMPLATES, storyTemplate, toolsOf } from './support/diga.mjs';
import { filesHolding } from './support/files.mjs';
import { publish } from './support/installs.mjs';
import { API, bySource, connectionOf, installed, must, newVersion } from './support/native.mjs';
import { startServer } from './support/server.mjs';

const ICLIENT = templateId(0x40);
const SECRET = 'pw-of-the-shop-7431';
const NOTHING = { goneConnections: [], disabledFlows: [], secrets: [], unfilled: [] };

/** The small bundle with an iClient, and variables in its export and flow. */
const bundle = (changes = {}) =>
  smallBundle({ export: { since: '<<since>>' }, flow: { note: '<<note>> <<note>>' }, ...changes }).add(
    'IClient',
    { _id: ICLIENT, name: 'App', provider: 'custom', oauth2: { clientId: 'c' } },
  );

describe('what is left to do in an installation', () => {
  let server;
  let owner;
  before(async () => {
    server = await startServer();
    owner = server.as('acme', '--partner');
  });
  after(() => server.stop());

  let accounts = 0;
  const newAccount = () => server.as(`shop ${++accounts}`);
  const pathOf = ({ id }) => `${API}/installations/${id}`;
  const toDoOf = async (client, installation) => (await client.read(pathOf(installation))).toDo;
  const edit = async (client, path, fields) => {
    const document = await client.read(path);
    await must(200, client.put(path, { ...document, ...fields }));
  };

  it('goes away as it is done', async () => {
    const client = newAccount();
    const template = await publish(owner, bundle());
    const made = await installed(client, { template, createConnections: true });
    const [flow, connection, iclient] = [SMALL.flow, SMALL.connection, ICLIENT].map(
      (source) => bySource(made, source).id,
    );
    assert.deepEqual(made.toDo.disabledFlows, [flow]);
    assert.deepEqual([...made.toDo.unfilled].sort(), ['note', 'since']);
    const secrets = made.toDo.secrets.map(({ message, ...rest }) => rest);
    assert.deepEqual(secrets, [
      { model: 'Connection', id: connection, name: 'Shop' },
      { model: 'IClient', id: iclient, name: 'App' },
    ]);
    for (const { message } of made.toDo.secrets) assert.match(message, /\w+/);
    assert.deepEqual(await toDoOf(client, made), made.toDo);

    await edit(client, `/v1/flows/${flow}`, { disabled: false });
    assert.deepEqual((await toDoOf(client, made)).disabledFlows, []);
    const { disabled, ...open } = await client.read(`/v1/flows/${flow}`);
    await must(200, client.put(`/v1/flows/${flow}`, open));
    assert.deepEqual((await toDoOf(client, made)).disabledFlows, [], 'not said is not disabled');
    await edit(client, `/v1/flows/${flow}`, { disabled: true });
    assert.deepEqual((await toDoOf(client, made)).disabledFlows, [flow]);
    await edit(client, `/v1/connections/${connection}`, { name: 'Our shop' });
    assert.equal((await toDoOf(client, made)).secrets[0].name, 'Our shop');
    await edit(client, `/v1/connections/${connection}`, {
      offline: false,
      http: { auth: { basic: { username: 'u', password: SECRET } } },
    });
    await edit(client, `/v1/iclients/${iclient}`, { name: 'Our app' });
    const [left, ...more] = (await toDoOf(client, made)).secrets;
    assert.deepEqual([left.id, left.name, more], [iclient, 'Our app', []]);
    await edit(client, `/v1/iclients/${iclient}`, {
      oauth2: { clientId: 'c', clientSecret: SECRET },
    });
    assert.deepEqual((await toDoOf(client, made)).secrets, []);
    const { text } = await client.get(pathOf(made));
    assert.ok(!text.includes(SECRET));
    assert.deepEqual(filesHolding(server.data, SECRET), []);
  });

  it('holds nothing that is bound, deleted or not installed', async () => {
    const client = newAccount();
    const template = await publish(owner, bundle());
    const connections = { [SMALL.connection]: await connectionOf(client) };
    const part = await installed(client, { template, connections, select: [SMALL.export] });
    assert.deepEqual(part.toDo, { ...NOTHING, unfilled: ['since'] });

    const all = await installed(client, { template, connections });
    assert.deepEqual(all.toDo.secrets.map(({ model }) => model), ['IClient']);
    await must(204, client.delete(`/v1/flows/${bySource(all, SMALL.flow).id}`));
    await must(204, client.delete(`/v1/iclients/${bySource(all, ICLIENT).id}`));
    const left = { ...NOTHING, unfilled: ['since'] };
    assert.deepEqual(await toDoOf(client, all), left);
    await edit(client, `/v1/exports/${bySource(all, SMALL.export).id}`, { since: 'yesterday' });
    assert.deepEqual((await toDoOf(client, all)).unfilled, []);
  });

  it('tells of bound connections that are offline or gone', async () => {
    const client = newAccount();
    const template = await publish(owner, bundle());
    const first = await installed(client, { template, createConnections: true });
    const { id } = bySource(first, SMALL.connection);
    const connections = { [SMALL.connection]: id };
    const second = await installed(client, { template, connections });
    const boundSecrets = async () =>
      (await toDoOf(client, second)).secrets.filter((secret) => secret.id === id);
    const [offline, ...more] = await boundSecrets();
    assert.deepEqual(more, []);
    assert.deepEqual([offline.model, offline.name], ['Connection', 'Shop']);
    assert.deepEqual((await toDoOf(client, second)).goneConnections, []);
    await edit(client, `/v1/connections/${id}`, { offline: false });
    assert.deepEqual(await boundSecrets(), []);

    const uninstall = '?discardEdits=true&breakReferences=true';
    await must(200, client.delete(`${pathOf(first)}${uninstall}`));
    const left = await toDoOf(client, second);
    assert.deepEqual(left.goneConnections, [{ templateId: SMALL.connection, name: 'Shop', id }]);
    assert.deepEqual(left.goneConnections, (await client.read(pathOf(second))).connections);

    const _connectionId = await connectionOf(client);
    for (const { model, id: user, templateId: source } of second.resources) {
      const uses = model === 'Export' || model === 'Import';
      if (uses) await edit(client, `/v1/${model.toLowerCase()}s/${user}`, { _connectionId });
      if (source === SMALL.flow) await must(204, client.delete(`/v1/flows/${user}`));
    }
    assert.deepEqual((await toDoOf(client, second)).goneConnections, []);
  });

  it('is in the answers of an upgrade and a roll back', async () => {
    const client = newAccount();
    const template = await publish(owner, bundle());
    const connections = { [SMALL.connection]: await connectionOf(client) };
    const made = await installed(client, { template, connections, variables: { note: 'n' } });
    assert.deepEqual(made.toDo.unfilled, ['since']);
    const upgrade = async (body) => {
      const { installation } = await must(200, client.post(`${pathOf(made)}/upgrade`, body));
      return installation.toDo.unfilled;
    };
    assert.deepEqual(await upgrade({ version: 1, variables: { since: 's' } }), []);
    const changed = bundle({ export: { since: '<<since>>', until: '<<until>>' } });
    assert.equal(await newVersion(owner, template, changed), 2);
    assert.deepEqual(await upgrade({}), ['until']);
    const back = await must(200, client.post(`${pathOf(made)}/rollback`, { step: 1 }));
    assert.deepEqual(back.installation.toDo, made.toDo);
  });

  it('names the key that the API of a copy of Diga needs', async () => {
    const client = newAccount();
    const { id: template } = await must(201, owner.post(TEMPLATES, storyTemplate()));
    const made = await installed(client, {
      template,
      variables: { region: 'north', lines: 20, open: true },
    });
    assert.deepEqual(made.toDo.disabledFlows, []);
    assert.deepEqual(made.toDo.unfilled, ['desk']);
    const [{ message, ...key }, ...more] = made.toDo.secrets;
    assert.deepEqual([key, more], [{ model: 'Integration', id: made.id, name: made.name }, []]);
    assert.match(message, /key/);
    const path = `${ROOT}/${made.id}`;
    await must(200, client.patch(path, { description: 'Ours' }));
    assert.equal((await toDoOf(client, made)).secrets.length, 1);
    await must(200, client.patch(path, { auth_key: SECRET }));
    assert.deepEqual((await toDoOf(client, made)).secrets, []);
    assert.ok(!(await client.get(pathOf(made))).text.includes(SECRET));
    await must(200, client.patch(path, { auth_key: null }));
    assert.equal((await toDoOf(client, made)).secrets.length, 1);
    assert.deepEqual((await toDoOf(client, made)).unfilled, ['desk']);
    for (const { id } of (await toolsOf(client, made.id)).values()) {
      await must(204, client.delete(`${path}/tool/${id}`));
    }
    assert.deepEqual((await toDoOf(client, made)).unfilled, ['desk'], 'its headers still name it');
    await must(200, client.patch(path, { headers: {} }));
    assert.deepEqual((await toDoOf(client, made)).unfilled, []);
  });

  it("is nobody else's business", async () => {
    const client = newAccount();
    const template = await publish(owner, bundle());
    const made = await installed(client, { template, createConnections: true });
    for (const stranger of [newAccount(), owner]) {
      await must(404, stranger.get(pathOf(made)));
    }
  });
});
