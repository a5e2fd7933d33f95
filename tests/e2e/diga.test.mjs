import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  MASK,
  ROOT,
  STORY_VALUES,
  TEMPLATES,
  UNKNOWN,
  expectCode,
  expectFaults,
  httpIntegration,
  must,
  storyTemplate,
  template,
  tool,
  toolsOf,
} from './support/diga.mjs';
import { startServer } from './support/server.mjs';

describe('Diga', () => {
  let server;
  let partner;
  let shop;
  before(async () => {
    server = await startServer();
    partner = server.as('acme', '--partner');
    shop = server.as('shop');
  });
  after(() => server.stop());

  const publish = (body) => must(201, partner.post(TEMPLATES, body));
  const copy = (id, body = {}) => must(201, shop.post(`${TEMPLATES}/${id}/copy`, body));
  const read = (id) => must(200, shop.get(`${ROOT}/${id}`));
  const change = (id, body) => must(200, shop.patch(`${ROOT}/${id}`, body));

  describe('a copy', () => {
    it('takes name, key, URL and variables', async () => {
      const { id } = await publish(storyTemplate());
      const variables = { ...STORY_VALUES, unknown: 1 };
      const body = { name: 'Mine', api_key: 'copy-key-1', variables };
      const copied = await copy(id, body);
      assert.deepEqual(copied, {
        id: copied.id,
        name: 'Mine',
        description: 'The desk Desk 1',
        base_url: 'https://north.example.org',
        auth_type: 'API_KEY',
        integration_type: 'HTTP',
        auth_key: MASK,
        headers: { 'X-Desk': 'Desk 1 of north' },
        requires_setup: false,
        source_integration_template_id: id,
        created_at: copied.created_at,
        updated_at: copied.updated_at,
      });
      assert.deepEqual(await read(copied.id), copied);
      const other = await copy(id, { base_url: 'https://o.example.org', variables: STORY_VALUES });
      assert.equal(other.base_url, 'https://o.example.org');
      assert.equal(other.name, 'Desk');
    });

    it('fills tools in, and a whole fixed_value with its type', async () => {
      const { id } = await publish(storyTemplate());
      const tools = await toolsOf(shop, (await copy(id, { variables: STORY_VALUES })).id);
      const first = tools.get('get_order');
      assert.equal(first.type, 'HTTP');
      assert.equal(first.description, 'Look up at Desk 1');
      assert.equal(first.endpoint_path, '/north/orders/{id}');
      assert.deepEqual(first.headers, { 'X-Tool': 'Desk 1' });
      assert.equal(first.path[0].description, 'For Desk 1');
      assert.equal(first.query[0].fixed_value, 20);
      assert.equal(first.query[1].fixed_value, 'n=20');
      assert.equal(tools.get('put_order').body[0].properties[0].fixed_value, true);
    });

    it('takes values as data', async () => {
      const { id } = await publish(storyTemplate());
      const desk = '<<region>> "quoted" \\ \n <<desk>> ü 🎈';
      const copied = await copy(id, { api_key: 'k', variables: { ...STORY_VALUES, desk } });
      assert.equal(copied.description, `The desk ${desk}`);
      assert.deepEqual(copied.headers, { 'X-Desk': `${desk} of north` });
      assert.equal(copied.requires_setup, false, 'a value that looks like a placeholder is none');
      const tools = await toolsOf(shop, copied.id);
      assert.equal(tools.get('get_order').headers['X-Tool'], desk);
    });

    it('needs setup until the last placeholder and the key are there', async () => {
      const { id } = await publish(storyTemplate());
      const { region, lines, open } = STORY_VALUES;
      const copied = await copy(id, { variables: { region, open } });
      const setup = async () => (await read(copied.id)).requires_setup;
      assert.equal(copied.requires_setup, true);
      assert.equal(copied.description, 'The desk <<desk>>');
      const named = { description: 'The desk', headers: { 'X-Desk': 'd' } };
      await change(copied.id, { auth_key: 'k', ...named });
      assert.equal(await setup(), true, 'a tool is still open');
      const first = (await toolsOf(shop, copied.id)).get('get_order');
      assert.equal(first.query[0].fixed_value, '<<lines>>');
      const target = `${ROOT}/${copied.id}/tool/${first.id}`;
      const shut = { description: 'd', headers: null, path: [{ name: 'id' }] };
      await must(200, shop.patch(target, shut));
      assert.equal(await setup(), true, 'lines are still open');
      const query = [{ name: 'lines', data_type: 'integer', fixed_value: lines }];
      await must(200, shop.patch(target, { query }));
      assert.equal(await setup(), false);
      await change(copied.id, { auth_key: null });
      assert.equal(await setup(), true, 'the key is gone');
      await change(copied.id, { auth_key: 'again' });
      await change(copied.id, { headers: { 'X-Desk': '<<desk>>' } });
      assert.equal(await setup(), true, 'the placeholder is back');
    });

    it('needs no setup for a placeholder in a URL that it does not take', async () => {
      const { id } = await publish(template({ base_url: 'https://<<region>>.example.org' }));
      assert.equal((await copy(id)).requires_setup, true);
      const copied = await copy(id, { base_url: 'https://own.example.org' });
      assert.equal(copied.requires_setup, false);
      const later = await copy(id);
      const filled = await change(later.id, { base_url: 'https://later.example.org' });
      assert.equal(filled.requires_setup, false);
    });

    it('takes the URL back as it was answered', async () => {
      const { id } = await publish(template({ base_url: 'https://<<region>>.example.org' }));
      const copied = await copy(id);
      const same = await change(copied.id, { base_url: copied.base_url, description: 'mine' });
      assert.equal(same.base_url, 'https://<<region>>.example.org');
      assert.equal(same.description, 'mine');
    });

    it('refuses variables that break the URL or the rules of tools', async () => {
      const { id } = await publish(
        template({
          base_url: 'https://<<host>>.example.org',
          tools: [tool('<<name>>'), tool('b'), tool('c', { endpoint_path: '/<<place>>' })],
        }),
      );
      for (const [variables, fault] of [
        [{ host: 'a"b' }, 'url_parsing body.variables'],
        [{ name: 'b' }, 'value_error body.variables'],
        [{ place: '{x}' }, 'value_error body.variables.path'],
      ]) {
        expectFaults(await shop.post(`${TEMPLATES}/${id}/copy`, { variables }), fault);
      }
    });

    it('needs no setup once the open tool is deleted', async () => {
      const open = tool('open', { description: '<<what>>' });
      const { id } = await publish(template({ tools: [open, tool('shut')] }));
      const copied = await copy(id);
      assert.equal(copied.requires_setup, true);
      const tools = await toolsOf(shop, copied.id);
      await must(204, shop.delete(`${ROOT}/${copied.id}/tool/${tools.get('open').id}`));
      assert.equal((await read(copied.id)).requires_setup, false);
      assert.deepEqual([...(await toolsOf(shop, copied.id)).keys()], ['shut']);
    });
  });

  describe('integrations', () => {
    it('are created, listed, changed and deleted', async () => {
      const client = server.as('crud');
      const list = (query = '') => must(200, client.get(`${ROOT}?${query}`));
      assert.deepEqual(await list(), {
        data: [],
        first_id: null,
        last_id: null,
        has_more: false,
        current_page: 1,
        total_pages: 0,
      });
      const made = await must(201, client.post(ROOT, httpIntegration({ description: 'D' })));
      assert.equal(made.auth_type, 'NONE');
      assert.equal(made.auth_key, null);
      assert.equal(made.requires_setup, false);
      assert.equal(made.source_integration_template_id, null);
      const second = await must(201, client.post(ROOT, httpIntegration()));
      assert.deepEqual((await list()).data.map(({ id }) => id), [second.id, made.id]);
      assert.deepEqual((await list('integration_type=MCP')).data, []);
      assert.equal((await list('integration_type=HTTP')).data.length, 2);
      const target = `${ROOT}/${made.id}`;
      const changed = await must(200, client.patch(target, { name: 'N', headers: { a: 'b' } }));
      assert.equal(changed.name, 'N');
      assert.equal(changed.description, 'D');
      assert.deepEqual(changed.headers, { a: 'b' });
      assert.equal(changed.created_at, made.created_at);
      assert.ok(changed.updated_at >= made.updated_at);
      await must(204, client.delete(target));
      for (const reply of [
        await client.get(target),
        await client.patch(target, {}),
        await client.delete(target),
        await client.get(`${target}/tool`),
        await client.post(`${target}/tool`, tool('t')),
      ]) {
        expectCode(reply, 404, 'INTEGRATION_NOT_FOUND');
      }
      assert.deepEqual((await list()).data, [second]);
    });

    it('mask the key, and the mask keeps it', async () => {
      const made = await must(201, shop.post(ROOT, httpIntegration({ auth_key: 'key-one' })));
      assert.equal(made.auth_key, MASK);
      assert.equal(made.auth_type, 'API_KEY');
      assert.equal((await change(made.id, { auth_key: MASK, name: 'N' })).auth_key, MASK);
      assert.equal((await change(made.id, { name: 'M' })).auth_key, MASK);
      for (const empty of [null, '']) {
        const without = await change(made.id, { auth_key: empty });
        assert.equal(without.auth_key, null);
        assert.equal(without.auth_type, 'NONE');
        assert.equal((await change(made.id, { auth_key: MASK })).auth_key, null);
        assert.equal((await change(made.id, { auth_key: 'two' })).auth_key, MASK);
      }
    });

    it('go with all their tools', async () => {
      const { id } = await publish(storyTemplate());
      const copied = await copy(id);
      const own = await must(201, shop.post(`${ROOT}/${copied.id}/tool`, tool('own')));
      const tools = await toolsOf(shop, copied.id);
      assert.equal(tools.size, 4);
      await must(204, shop.delete(`${ROOT}/${copied.id}`));
      const again = await copy(id);
      assert.equal((await toolsOf(shop, again.id)).size, 3);
      for (const each of [own, ...tools.values()]) {
        const gone = await shop.get(`${ROOT}/${copied.id}/tool/${each.id}`);
        expectCode(gone, 404, 'INTEGRATION_NOT_FOUND');
        expectCode(await shop.get(`${ROOT}/${again.id}/tool/${each.id}`), 404, 'TOOL_NOT_FOUND');
      }
    });
  });

  describe('tools', () => {
    let root;
    before(async () => {
      const made = await must(201, shop.post(ROOT, httpIntegration()));
      root = `${ROOT}/${made.id}`;
    });
    const add = (body) => shop.post(`${root}/tool`, body);

    it('are created, read, listed, changed and deleted', async () => {
      const made = await must(201, add(tool('one', { timeout: null })));
      assert.equal(made.type, 'HTTP');
      assert.equal(made.timeout, null);
      const target = `${root}/tool/${made.id}`;
      assert.deepEqual(await must(200, shop.get(target)), made);
      const changed = await must(200, shop.patch(target, { name: 'uno', timeout: 7 }));
      assert.deepEqual(changed, { ...made, name: 'uno', timeout: 7 });
      assert.deepEqual(await must(200, shop.get(target)), changed);
      assert.deepEqual((await must(200, shop.get(`${root}/tool`))).data, [changed]);
      await must(204, shop.delete(target));
      expectCode(await shop.get(target), 404, 'TOOL_NOT_FOUND');
      expectCode(await shop.patch(target, {}), 404, 'TOOL_NOT_FOUND');
      expectCode(await shop.delete(target), 404, 'TOOL_NOT_FOUND');
    });

    it('have names and parameters once', async () => {
      const made = await must(201, add(tool('taken')));
      const free = await must(201, add(tool('free')));
      expectCode(await add(tool('taken')), 409, 'DUPLICATE_FIELD');
      const target = `${root}/tool/${free.id}`;
      expectCode(await shop.patch(target, { name: 'taken' }), 409, 'DUPLICATE_FIELD');
      await must(200, shop.patch(target, { name: 'free' }));
      const p = { name: 'p', data_type: 'string' };
      for (const fields of [
        { query: [p, p] },
        { body: [p, p] },
        { endpoint_path: '/{p}', path: [{ name: 'p' }, { name: 'p' }] },
      ]) {
        expectCode(await add(tool('twice', fields)), 409, 'DUPLICATE_FIELD');
        expectCode(await shop.patch(target, fields), 409, 'DUPLICATE_FIELD');
      }
      await must(201, add(tool('once each', { query: [p], body: [p] })));
      await must(204, shop.delete(`${root}/tool/${made.id}`));
      await must(201, add(tool('taken')));
    });

    it('have the path parameters that their endpoint_path names', async () => {
      const path = [{ name: 'id' }];
      expectFaults(await add(tool('t', { path })), 'value_error body.path');
      expectFaults(await add(tool('t', { endpoint_path: '/{id}' })), 'value_error body.path');
      const made = await must(201, add(tool('with path', { endpoint_path: '/a/{id}', path })));
      const target = `${root}/tool/${made.id}`;
      expectFaults(
        await shop.patch(target, { endpoint_path: '/a/{other}' }),
        'value_error body.path',
        'value_error body.path',
      );
      expectFaults(await shop.patch(target, { path: null }), 'value_error body.path');
      const both = { endpoint_path: '/a/{other}', path: [{ name: 'other' }] };
      assert.equal((await must(200, shop.patch(target, both))).endpoint_path, '/a/{other}');
    });

    it('are approved together or not at all', async () => {
      const { id } = await publish(template({ tools: [tool('a'), tool('b')] }));
      const copied = await copy(id);
      const own = await must(201, shop.post(`${ROOT}/${copied.id}/tool`, tool('c')));
      const tools = await toolsOf(shop, copied.id);
      const approve = (...ids) =>
        shop.patch(`${ROOT}/${copied.id}/tool-approval`, {
          tools: ids.map((tool_id) => ({ tool_id, approval_required: true })),
        });
      const approved = async () =>
        [...(await toolsOf(shop, copied.id)).values()]
          .filter((each) => each.approval_required)
          .map(({ name }) => name)
          .sort();
      const [a, b] = [tools.get('a').id, tools.get('b').id];
      expectCode(await approve(a, own.id, UNKNOWN), 404, 'TOOL_NOT_FOUND');
      const elsewhere = await must(201, add(tool('elsewhere')));
      expectCode(await approve(b, elsewhere.id), 404, 'TOOL_NOT_FOUND');
      assert.deepEqual(await approved(), []);
      await must(204, approve(a, own.id));
      assert.deepEqual(await approved(), ['a', 'c']);
      expectFaults(
        await shop.patch(`${root}/tool-approval`, { tools: [] }),
        'too_short body.tools',
      );
    });
  });
});
