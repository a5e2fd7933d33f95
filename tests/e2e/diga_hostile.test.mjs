import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  ROOT,
  TEMPLATES,
  UNKNOWN,
  expectCode,
  expectFaults,
  httpIntegration,
  mcpIntegration,
  must,
  template,
  tool,
  toolsOf,
} from './support/diga.mjs';
import { filesHolding } from './support/files.mjs';
import { exchange, head } from './support/raw.mjs';
import { startServer } from './support/server.mjs';

const JSON_TYPE = { 'content-type': 'application/json' };
const word = (name) => `hunter2-${name}-7f3a9c`;

describe('Diga, asked badly', () => {
  let server;
  let partner;
  let shop;
  before(async () => {
    server = await startServer();
    partner = server.as('acme', '--partner');
    shop = server.as('shop');
  });
  after(() => server.stop());

  const integration = (client = shop, fields = {}) =>
    must(201, client.post(ROOT, httpIntegration(fields)));

  describe('validation', () => {
    it('names every fault of a body', async () => {
      const { id } = await integration();
      const target = `${ROOT}/${id}`;
      const made = await must(201, shop.post(`${target}/tool`, tool('known')));
      const create = (body) => shop.post(ROOT, body);
      const add = (fields) => shop.post(`${target}/tool`, tool('t', fields));
      const approve = (tools) => shop.patch(`${target}/tool-approval`, { tools });
      const param = { name: 'q', data_type: 'string' };
      for (const [reply, ...faults] of [
        [
          await create({}),
          'missing body.name',
          'missing body.base_url',
          'missing body.integration_type',
        ],
        [
          await create({ name: 5, base_url: null, integration_type: 'http', auth_key: [] }),
          'string_type body.name',
          'string_type body.base_url',
          'enum body.integration_type',
          'string_type body.auth_key',
        ],
        [await create(httpIntegration({ headers: [] })), 'dict_type body.headers'],
        [await create(httpIntegration({ headers: { a: 1 } })), 'string_type body.headers.a'],
        [await create(httpIntegration({ base_url: 'ftp://x' })), 'url_parsing body.base_url'],
        [await create([]), 'model_attributes_type body'],
        [await create('text'), 'model_attributes_type body'],
        [await shop.patch(target, { name: null }), 'string_type body.name'],
        [await add({ method: 'HEAD' }), 'enum body.method'],
        [await add({ timeout: 'x' }), 'int_parsing body.timeout'],
        [await add({ pre_speech: 'x' }), 'literal_error body.pre_speech'],
        [await add({ execution_audio: 'x' }), 'enum body.execution_audio'],
        [await add({ query: {} }), 'list_type body.query'],
        [await add({ query: [{}, { ...param, data_type: 'object' }] }),
          'missing body.query.0.name',
          'missing body.query.0.data_type',
          'enum body.query.1.data_type',
        ],
        [
          await add({ body: [{ ...param, data_type: 'object', properties: [{ name: 1 }] }] }),
          'string_type body.body.0.properties.0.name',
          'missing body.body.0.properties.0.data_type',
        ],
        [await shop.patch(`${target}/tool/${made.id}`, { name: [] }), 'string_type body.name'],
        [await shop.patch(`${target}/tool-approval`, {}), 'missing body.tools'],
        [await approve([]), 'too_short body.tools'],
        [
          await approve([{ tool_id: 'x', approval_required: 'maybe' }, {}]),
          'uuid_parsing body.tools.0.tool_id',
          'bool_parsing body.tools.0.approval_required',
          'missing body.tools.1.tool_id',
          'missing body.tools.1.approval_required',
        ],
      ]) {
        expectFaults(reply, ...faults);
      }
    });

    it('names every fault of a query or a path', async () => {
      for (const list of [TEMPLATES, ROOT, `${ROOT}/${(await integration()).id}/tool`]) {
        for (const [query, ...faults] of [
          ['limit=0', 'greater_than_equal query.limit'],
          ['limit=101', 'less_than_equal query.limit'],
          ['limit=ten', 'int_parsing query.limit'],
          ['limit=99999999999999999999', 'int_parsing query.limit'],
          ['page=-1', 'greater_than_equal query.page'],
          ['order=up', 'literal_error query.order'],
          [
            'after=x&before=y&page=z&limit=1.5',
            'uuid_parsing query.after',
            'uuid_parsing query.before',
            'int_parsing query.page',
            'int_parsing query.limit',
          ],
        ]) {
          expectFaults(await shop.get(`${list}?${query}`), ...faults);
        }
      }
      expectFaults(await shop.get(`${ROOT}?integration_type=x`), 'enum query.integration_type');
      expectFaults(await shop.get(`${TEMPLATES}/x`), 'uuid_parsing path.template_id');
      expectFaults(
        await shop.get(`${ROOT}/x/tool/y`),
        'uuid_parsing path.integration_id',
        'uuid_parsing path.tool_id',
      );
    });

    it('answers bodies that are no JSON', async () => {
      const { id } = await integration();
      const deep = `{"name":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
      for (const body of [
        '{"name":',
        '{"name":1,"name":2}',
        '{"name":"\\ud800"}',
        Buffer.from('{"name":"\xff"}', 'latin1'),
        deep,
        '{"a":'.repeat(100_000),
        '{} {}',
        'null,',
      ]) {
        for (const [method, path] of [
          ['POST', ROOT],
          ['PATCH', `${ROOT}/${id}`],
          ['POST', `${ROOT}/${id}/tool`],
          ['PATCH', `${ROOT}/${id}/tool-approval`],
        ]) {
          const reply = await shop.request(method, path, { body, headers: JSON_TYPE });
          assert.equal(reply.status, 422, reply.text);
          assert.deepEqual(reply.body.detail.map(({ type }) => type), ['json_invalid']);
          assert.equal(reply.body.detail[0].loc[0], 'body');
        }
        const published = await partner.request('POST', TEMPLATES, { body, headers: JSON_TYPE });
        assert.equal(published.body.detail[0].type, 'json_invalid');
      }
      const text = { body: 'x', headers: { 'content-type': 'a/b' } };
      expectFaults(await shop.request('POST', ROOT, text), 'model_attributes_type body');
      const headers = { Authorization: `Bearer ${shop.token}`, 'Content-Length': 1_000_000_000 };
      const long = await exchange(server.port, head('POST', ROOT, { ...headers, ...JSON_TYPE }));
      expectCode(long, 413, 'REQUEST_TOO_LARGE');
    });

    it('keeps odd texts as they are', async () => {
      const name = '\u0000\u001f"\\/<<x>>{y}\u2028🎈 ' + 'é'.repeat(10_000);
      const made = await integration(shop, { name, description: name, headers: { [name]: name } });
      assert.deepEqual(await must(200, shop.get(`${ROOT}/${made.id}`)), made);
      assert.equal(made.name, name);
      assert.deepEqual(made.headers, { [name]: name });
      const body = Array.from({ length: 60 }).reduce(
        (inner) => [{ name: 'p', data_type: 'object', properties: inner }],
        null,
      );
      const reply = await shop.post(`${ROOT}/${made.id}/tool`, tool('deep', { body }));
      assert.ok(reply.status === 201 || reply.status === 422, reply.text);
    });
  });

  describe('refusals', () => {
    it('are 401 without a good token, everywhere', async () => {
      const stranger = { token: 'x'.repeat(43) };
      const old = { headers: { authorization: 'Basic Zm9vOmJhcg==' } };
      for (const [method, pattern] of ENDPOINTS) {
        const path = pattern.replace(/\{\w+\}/g, UNKNOWN);
        for (const options of [{}, stranger, old]) {
          const reply = await server.anonymous().request(method, path, options);
          expectCode(reply, 401, 'UNAUTHORIZED');
          assert.equal(reply.headers.get('www-authenticate'), 'Bearer');
        }
      }
    });

    it('are 404 and 405 for paths and methods that are not there', async () => {
      expectCode(await shop.get(`${ROOT}/${UNKNOWN}/nothing`), 404, 'NOT_FOUND');
      for (const [method, path] of [
        ['PUT', ROOT],
        ['POST', `${ROOT}/${UNKNOWN}`],
        ['GET', `${TEMPLATES}/${UNKNOWN}/copy`],
      ]) {
        const reply = await shop.request(method, path);
        expectCode(reply, 405, 'METHOD_NOT_ALLOWED');
        assert.ok(reply.headers.get('allow'));
      }
    });

    it('keep their form for requests that are hardly HTTP', async () => {
      const auth = { Authorization: `Bearer ${shop.token}` };
      for (const id of ['%00', 'a'.repeat(2000), '..%2f..%2fetc']) {
        const target = `${ROOT}/${id}`;
        const answer = await exchange(server.port, head('GET', target, auth));
        assert.ok(answer.status >= 400 && answer.status < 500, `${target}: ${answer.text}`);
      }
      assert.deepEqual(await server.anonymous().read('/healthz'), { status: 'ok' });
    });
  });

  describe('accounts', () => {
    it("cannot reach each other's integrations", async () => {
      const alice = server.as('alice');
      const mallory = server.as('mallory', '--partner');
      const published = await must(201, partner.post(TEMPLATES, template({ tools: [tool('a')] })));
      const copied = await must(201, alice.post(`${TEMPLATES}/${published.id}/copy`, {}));
      const made = await integration(alice);
      await must(201, alice.post(`${ROOT}/${made.id}/tool`, tool('a')));
      const own = await integration(mallory);
      for (const { id } of [copied, made]) {
        const before = await must(200, alice.get(`${ROOT}/${id}`));
        const { id: toolId } = (await toolsOf(alice, id)).get('a');
        const approval = { tools: [{ tool_id: toolId, approval_required: true }] };
        const target = `${ROOT}/${id}`;
        for (const reply of [
          await mallory.get(target),
          await mallory.patch(target, { name: 'Taken' }),
          await mallory.delete(target),
          await mallory.get(`${target}/tool`),
          await mallory.post(`${target}/tool`, tool('b')),
          await mallory.get(`${target}/tool/${toolId}`),
          await mallory.patch(`${target}/tool/${toolId}`, { name: 'b' }),
          await mallory.delete(`${target}/tool/${toolId}`),
          await mallory.patch(`${target}/tool-approval`, approval),
        ]) {
          expectCode(reply, 404, 'INTEGRATION_NOT_FOUND');
        }
        // By way of an integration of one's own, and of another of the same account.
        const sibling = id === made.id ? copied.id : made.id;
        for (const [client, other] of [[mallory, own.id], [alice, sibling]]) {
          const through = `${ROOT}/${other}`;
          for (const reply of [
            await client.get(`${through}/tool/${toolId}`),
            await client.patch(`${through}/tool/${toolId}`, { name: 'b' }),
            await client.delete(`${through}/tool/${toolId}`),
            await client.patch(`${through}/tool-approval`, approval),
          ]) {
            expectCode(reply, 404, 'TOOL_NOT_FOUND');
          }
        }
        assert.deepEqual(await must(200, alice.get(target)), before);
        assert.equal((await toolsOf(alice, id)).get('a').approval_required, false);
      }
      const lists = await must(200, mallory.get(ROOT));
      assert.deepEqual(lists.data, [own]);
      expectCode(
        await mallory.put(`${TEMPLATES}/${published.id}`, template()),
        404,
        'INTEGRATION_TEMPLATE_NOT_FOUND',
      );
    });
  });

  describe('secrets', () => {
    it('are never answered, kept in the clear or logged', async () => {
      const body = template({ auth_type: 'API_KEY' });
      const published = await must(201, partner.post(TEMPLATES, body));
      const copied = await must(
        201,
        shop.post(`${TEMPLATES}/${published.id}/copy`, { api_key: word('a') }),
      );
      const made = await integration(shop, { auth_key: word('b') });
      const replies = [];
      for (const [id, letter] of [[copied.id, 'c'], [made.id, 'd']]) {
        const target = `${ROOT}/${id}`;
        replies.push(await shop.patch(target, { auth_key: word(letter) }));
        replies.push(await shop.get(target));
        replies.push(await shop.patch(target, { auth_key: word('e'), name: 5, headers: 'x' }));
      }
      replies.push(
        await shop.get(ROOT),
        await shop.post(ROOT, { name: 5, auth_key: word('f') }),
        await shop.post(ROOT, mcpIntegration('http://127.0.0.1:9/x', { auth_key: word('g') })),
        await shop.post(ROOT, mcpIntegration('http://[::1]:9/x', { auth_key: word('h') })),
        await partner.post(TEMPLATES, template({ auth_key: word('i') })),
        await shop.request('POST', ROOT, {
          body: `{"auth_key":"${word('j')}"`,
          headers: JSON_TYPE,
        }),
      );
      for (const reply of replies) assert.ok(!reply.text.includes('hunter2'), reply.text);
      assert.deepEqual(filesHolding(server.data, 'hunter2'), []);
      assert.ok(!server.stderr().includes('hunter2'));
      assert.ok(!server.stderr().includes(shop.token));
    });
  });
});

const I = `${ROOT}/{integration_id}`;
const ENDPOINTS = [
  ['GET', TEMPLATES],
  ['POST', TEMPLATES],
  ['GET', `${TEMPLATES}/{id}`],
  ['PUT', `${TEMPLATES}/{id}`],
  ['DELETE', `${TEMPLATES}/{id}`],
  ['POST', `${TEMPLATES}/{id}/copy`],
  ['GET', ROOT],
  ['POST', ROOT],
  ['GET', I],
  ['PATCH', I],
  ['DELETE', I],
  ['GET', `${I}/tool`],
  ['POST', `${I}/tool`],
  ['GET', `${I}/tool/{id}`],
  ['PATCH', `${I}/tool/{id}`],
  ['DELETE', `${I}/tool/{id}`],
  ['PATCH', `${I}/tool-approval`],
];
