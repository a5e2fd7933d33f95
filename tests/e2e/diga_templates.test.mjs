import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  ROOT,
  STORY_VALUES,
  TEMPLATES,
  UNKNOWN,
  expectCode,
  expectFaults,
  must,
  storyTemplate,
  template,
  tool,
  toolsOf,
} from './support/diga.mjs';
import { startServer } from './support/server.mjs';

describe('Diga templates', () => {
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

  describe('templates', () => {
    it('are read by all as they were published, with what the schemas fill in', async () => {
      const sent = storyTemplate();
      const made = await publish(sent);
      assert.deepEqual(await must(200, shop.get(`${TEMPLATES}/${made.id}`)), made);
      assert.equal(made.language, 'es');
      assert.equal(made.setup_guide_url, sent.setup_guide_url);
      assert.equal(made.template.base_url, sent.template.base_url);
      assert.deepEqual(made.template.headers, sent.template.headers);
      const [first] = made.template.tools;
      assert.equal(first.timeout, 5);
      assert.equal(first.pre_speech, 'auto');
      assert.deepEqual(first.body, []);
      assert.equal(first.query[0].value_source, 'fixed');
      assert.equal(first.query[1].value_source, 'llm');
    });

    it('are listed by language, page and cursor', async () => {
      const ids = [];
      for (let i = 0; i < 5; ++i) ids.push((await publish(template({}, { language: 'pl' }))).id);
      assert.deepEqual(ids, [...ids].sort());
      const list = (query) => must(200, shop.get(`${TEMPLATES}?language=pl&${query}`));
      const all = await list('order=asc');
      assert.deepEqual(all.data.map(({ id }) => id), ids);
      assert.deepEqual(
        { ...all, data: 0 },
        {
          data: 0,
          first_id: ids[0],
          last_id: ids[4],
          has_more: false,
          current_page: 1,
          total_pages: 1,
        },
      );
      for (const [query, expected, more, page, pages] of [
        ['', [4, 3, 2, 1, 0], false, 1, 1],
        ['order=desc&limit=2', [4, 3], true, 1, 3],
        ['order=asc&limit=2', [0, 1], true, 1, 3],
        ['order=asc&limit=2&page=3', [4], false, 3, 3],
        ['order=asc&limit=2&page=9', [], false, 9, 3],
        [`order=asc&limit=2&after=${ids[1]}`, [2, 3], true, null, 3],
        [`order=asc&after=${ids[4]}`, [], false, null, 1],
        [`order=desc&after=${ids[2]}`, [1, 0], false, null, 1],
        [`order=asc&limit=2&before=${ids[4]}`, [2, 3], true, null, 3],
        [`order=asc&after=${ids[0]}&before=${ids[3]}`, [1, 2], true, null, 1],
        [`after=${UNKNOWN}`, [], false, null, 1],
      ]) {
        const got = await list(query);
        assert.deepEqual(got.data.map(({ id }) => ids.indexOf(id)), expected, query);
        assert.equal(got.has_more, more, query);
        assert.equal(got.current_page, page, query);
        assert.equal(got.total_pages, pages, query);
        assert.equal(got.first_id, expected.length ? ids[expected[0]] : null, query);
        assert.equal(got.last_id, expected.length ? ids[expected.at(-1)] : null, query);
      }
      assert.deepEqual((await must(200, shop.get(`${TEMPLATES}?language=xx`))).data, []);
    });

    it('are published by partners only, and changed by their owner only', async () => {
      const made = await publish(template());
      const target = `${TEMPLATES}/${made.id}`;
      const rival = server.as('rival', '--partner');
      expectCode(await shop.post(TEMPLATES, template()), 403, 'MISSING_PERMISSIONS');
      expectCode(await shop.put(target, template()), 403, 'MISSING_PERMISSIONS');
      expectCode(await shop.delete(target), 403, 'MISSING_PERMISSIONS');
      for (const reply of [
        await rival.put(target, template()),
        await rival.delete(target),
        await partner.put(`${TEMPLATES}/${UNKNOWN}`, template()),
        await partner.delete(`${TEMPLATES}/${UNKNOWN}`),
        await partner.get(`${TEMPLATES}/${UNKNOWN}`),
        await shop.post(`${TEMPLATES}/${UNKNOWN}/copy`, {}),
      ]) {
        expectCode(reply, 404, 'INTEGRATION_TEMPLATE_NOT_FOUND');
      }
      assert.deepEqual(await must(200, partner.get(target)), made);
    });

    it('are checked as everything else', async () => {
      const at = (...tools) => template({ tools });
      const q = { name: 'q', data_type: 'string' };
      for (const [body, ...faults] of [
        [{}, 'missing body.name', 'missing body.template'],
        [template({ base_url: 'x' }), 'url_parsing body.template.base_url'],
        [template({ auth_key: 'k' }), 'value_error body.template.auth_key'],
        [template({ api_key: 'k' }), 'value_error body.template.api_key'],
        [template({ auth_type: 'X' }), 'enum body.template.auth_type'],
        [template({ headers: { a: 5 } }), 'string_type body.template.headers.a'],
        [
          at({ name: 'a' }),
          'missing body.template.tools.0.description',
          'missing body.template.tools.0.endpoint_path',
          'missing body.template.tools.0.method',
        ],
        [at(tool('a'), tool('a')), 'value_error body.template.tools.1.name'],
        [at(tool('a', { query: [q, q] })), 'value_error body.template.tools.0'],
        [at(tool('a', { path: [{ name: 'x' }] })), 'value_error body.template.tools.0.path'],
        [at(tool('a', { endpoint_path: '/{x}' })), 'value_error body.template.tools.0.path'],
        [
          template({ integration_type: 'MCP', tools: [tool('a')] }),
          'value_error body.template.tools',
        ],
      ]) {
        expectFaults(await partner.post(TEMPLATES, body), ...faults);
      }
    });

    it('leave copies alone when they change or go', async () => {
      const made = await publish(storyTemplate());
      const copied = await copy(made.id, { variables: STORY_VALUES });
      const tools = await toolsOf(shop, copied.id);
      const next = template({ base_url: 'https://two.example.org', tools: [tool('other')] });
      const put = await must(200, partner.put(`${TEMPLATES}/${made.id}`, next));
      assert.equal(put.id, made.id);
      assert.deepEqual(await must(200, shop.get(`${TEMPLATES}/${made.id}`)), put);
      const newer = await copy(made.id);
      assert.equal(newer.base_url, 'https://two.example.org');
      assert.deepEqual([...(await toolsOf(shop, newer.id)).keys()], ['other']);
      await must(204, partner.delete(`${TEMPLATES}/${made.id}`));
      assert.equal((await shop.get(`${TEMPLATES}/${made.id}`)).status, 404);
      assert.deepEqual(await read(copied.id), copied);
      assert.deepEqual(await toolsOf(shop, copied.id), tools);
      await change(copied.id, { auth_key: 'k' });
      assert.equal((await read(copied.id)).requires_setup, false);
    });
  });

  describe('a template of 1,000 tools', () => {
    it('is copied, listed and deleted', async () => {
      const tools = Array.from({ length: 1000 }, (_, i) =>
        tool(`tool_${i}`, { description: i === 999 ? '<<last>>' : 'd' }),
      );
      const { id } = await publish(template({ tools }));
      const copied = await copy(id, { variables: { last: 'the last' } });
      assert.equal(copied.requires_setup, false);
      const found = await toolsOf(shop, copied.id);
      assert.equal(found.size, 1000);
      assert.equal(found.get('tool_999').description, 'the last');
      const page = await must(200, shop.get(`${ROOT}/${copied.id}/tool?page=50&order=asc`));
      assert.deepEqual(
        page.data.map(({ name }) => name),
        Array.from({ length: 20 }, (_, i) => `tool_${980 + i}`),
      );
      assert.equal(page.has_more, false);
      assert.equal(page.total_pages, 50);
      await must(204, shop.delete(`${ROOT}/${copied.id}`));
      expectCode(await shop.get(`${ROOT}/${copied.id}/tool`), 404, 'INTEGRATION_NOT_FOUND');
    });
  });
});
