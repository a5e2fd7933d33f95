import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { KEY, TOOLS, startBadMcpServer } from './support/bad_mcp_server.mjs';
import {
  ROOT,
  TEMPLATES,
  expectCode,
  mcpIntegration,
  must,
  template,
  tool,
  toolsOf,
} from './support/diga.mjs';
import { filesHolding } from './support/files.mjs';
import { freePort } from './support/free_port.mjs';
import { startServer } from './support/server.mjs';

// Nobody wants to wait for a server that is slow on purpose.
const SHORT = '[limits]\nmcp_request_timeout = 5\n';

const NAMES = TOOLS.map(({ name }) => name).sort();
const REFERENCE = fileURLToPath(
  new URL('node_modules/@modelcontextprotocol/server-everything/dist/index.js', import.meta.url),
);
const namesOf = (tools) => [...tools.keys()].sort();

describe('MCP integrations', () => {
  let server;
  let shop;
  let mcp;
  before(async () => {
    server = await startServer({ config: SHORT, args: ['--outbound-allow', '127.0.0.1'] });
    shop = server.as('shop');
    mcp = await startBadMcpServer();
  });
  after(async () => {
    await mcp?.stop();
    await server?.stop();
  });

  const create = (mode, fields) => shop.post(ROOT, mcpIntegration(mcp.at(mode), fields));
  const count = async () => (await must(200, shop.get(`${ROOT}?limit=100`))).data.length;

  it('take their tools from the server', async () => {
    for (const mode of [
      'json',
      'sse',
      'sse-open',
      'session-required',
      'paged',
      'forgetful',
      'old-version',
    ]) {
      const made = await must(201, create(mode));
      assert.equal(made.integration_type, 'MCP', mode);
      assert.equal(made.requires_setup, false);
      const tools = await toolsOf(shop, made.id);
      assert.deepEqual(namesOf(tools), NAMES, mode);
      const first = tools.get('first');
      assert.deepEqual(first, {
        id: first.id,
        type: 'MCP',
        name: 'first',
        description: 'The first tool',
        parameters: TOOLS[0].inputSchema,
        approval_required: false,
      });
      assert.deepEqual(await must(200, shop.get(`${ROOT}/${made.id}/tool/${first.id}`)), first);
    }
  });

  it('send the key and the headers', async () => {
    expectCode(await create('keyed'), 401, 'M_C_P_AUTHENTICATION_FAILED');
    expectCode(await create('keyed', { auth_key: 'wrong' }), 401, 'M_C_P_AUTHENTICATION_FAILED');
    mcp.requests.length = 0;
    const made = await must(201, create('keyed', { auth_key: KEY, headers: { 'X-Desk': 'd' } }));
    assert.ok(mcp.requests.length > 1);
    for (const { headers } of mcp.requests) {
      assert.equal(headers.authorization, `Bearer ${KEY}`);
      assert.equal(headers['x-desk'], 'd');
    }
    const target = `${ROOT}/${made.id}`;
    const refused = await shop.patch(target, { auth_key: 'other' });
    expectCode(refused, 401, 'M_C_P_AUTHENTICATION_FAILED');
    await must(200, shop.patch(target, { auth_key: '******', headers: null }));
    assert.deepEqual(namesOf(await toolsOf(shop, made.id)), NAMES, 'the old key is kept');
    expectCode(await shop.patch(target, { auth_key: null }), 401, 'M_C_P_AUTHENTICATION_FAILED');
    assert.deepEqual(filesHolding(server.data, KEY), []);
    assert.ok(!server.stderr().includes(KEY));
  });

  it('are not created when the server does not answer well', async () => {
    const before = await count();
    for (const mode of [
      'truncated',
      'wrong-json',
      'wrong-id',
      'endless-pages',
      'same-page',
      'redirect',
      '500',
      'html',
      'huge',
      'error',
      'future-version',
      'bad-tool',
      'deep-schema',
      'reset',
    ]) {
      const reply = await create(mode, { auth_key: KEY });
      assert.equal(reply.status, 502, `${mode}: ${reply.text}`);
      expectCode(reply, 502, 'M_C_P_SERVER_ERROR');
      assert.ok(!reply.text.includes(KEY), `${mode}: ${reply.text}`);
    }
    for (const mode of ['401', '403']) {
      expectCode(await create(mode), 401, 'M_C_P_AUTHENTICATION_FAILED');
    }
    const slow = await Promise.all(['slow', 'slow-list', 'drip'].map((mode) => create(mode)));
    for (const reply of slow) expectCode(reply, 504, 'M_C_P_CONNECTION_TIMEOUT');
    assert.equal(await count(), before);
    assert.ok(!server.stderr().includes(KEY));
  });

  it('keep what they were when a change fails', async () => {
    const made = await must(201, create('json'));
    const tools = await toolsOf(shop, made.id);
    const change = (mode) =>
      shop.patch(`${ROOT}/${made.id}`, { name: 'x', base_url: mcp.at(mode) });
    expectCode(await change('401'), 401, 'M_C_P_AUTHENTICATION_FAILED');
    expectCode(await change('500'), 502, 'M_C_P_SERVER_ERROR');
    expectCode(await change('slow'), 504, 'M_C_P_CONNECTION_TIMEOUT');
    assert.deepEqual(await must(200, shop.get(`${ROOT}/${made.id}`)), made);
    assert.deepEqual(await toolsOf(shop, made.id), tools);
  });

  it('keep ids and approvals over another fetch', async () => {
    const made = await must(201, create('json'));
    const target = `${ROOT}/${made.id}`;
    const tools = await toolsOf(shop, made.id);
    const approval = { tools: [{ tool_id: tools.get('second').id, approval_required: true }] };
    await must(204, shop.patch(`${target}/tool-approval`, approval));
    for (const base_url of [undefined, mcp.at('sse'), mcp.at('paged')]) {
      if (base_url) await must(200, shop.patch(target, { base_url }));
      const again = await toolsOf(shop, made.id);
      for (const [name, each] of tools) {
        assert.deepEqual(again.get(name), { ...each, approval_required: name === 'second' });
      }
    }
    const off = { tools: [{ tool_id: tools.get('second').id, approval_required: false }] };
    await must(204, shop.patch(`${target}/tool-approval`, off));
    assert.deepEqual(await toolsOf(shop, made.id), tools);
  });

  it('have no tools of their own', async () => {
    const made = await must(201, create('json'));
    const root = `${ROOT}/${made.id}/tool`;
    const one = `${root}/${(await toolsOf(shop, made.id)).get('first').id}`;
    expectCode(await shop.post(root, tool('t')), 400, 'INTEGRATION_TYPE');
    expectCode(await shop.patch(one, { name: 'x' }), 400, 'INTEGRATION_TYPE');
    expectCode(await shop.delete(one), 400, 'INTEGRATION_TYPE');
    await must(204, shop.delete(`${ROOT}/${made.id}`));
    expectCode(await shop.get(one), 404, 'INTEGRATION_NOT_FOUND');
  });

  it('answer what they had, and from when, while the server is down', async () => {
    const other = await startBadMcpServer();
    const made = await must(201, shop.post(ROOT, mcpIntegration(other.at('json'))));
    const target = `${ROOT}/${made.id}/tool`;
    const fresh = await shop.get(target);
    assert.equal(fresh.headers.get('x-tools-synced-at'), null);
    assert.equal(fresh.headers.get('age'), null);
    await other.stop();
    const stale = await shop.get(target);
    assert.equal(stale.status, 200, stale.text);
    assert.deepEqual(stale.body, fresh.body);
    const synced = Date.parse(stale.headers.get('x-tools-synced-at'));
    assert.ok(synced >= Date.parse(made.created_at) && synced <= Date.now());
    assert.match(stale.headers.get('age'), /^\d+$/);
    const approval = { tools: [{ tool_id: fresh.body.data[0].id, approval_required: true }] };
    await must(204, shop.patch(`${ROOT}/${made.id}/tool-approval`, approval));
    const later = await shop.get(target);
    assert.equal(later.headers.get('x-tools-synced-at'), stale.headers.get('x-tools-synced-at'));
    assert.equal(later.body.data[0].approval_required, true);
    const refused = await shop.patch(`${ROOT}/${made.id}`, { base_url: other.at('json') });
    expectCode(refused, 502, 'M_C_P_SERVER_ERROR');
    await must(200, shop.patch(`${ROOT}/${made.id}`, { name: 'Renamed while it is down' }));
  });

  it('may be copied, and ask their server when their tools are listed', async () => {
    const partner = server.as('acme', '--partner');
    const body = template({ integration_type: 'MCP', base_url: `${mcp.url}/<<mode>>` });
    const { id } = await must(201, partner.post(TEMPLATES, body));
    const copy = (fields) => must(201, shop.post(`${TEMPLATES}/${id}/copy`, fields));
    const copied = await copy({ variables: { mode: 'keyed' }, api_key: KEY });
    assert.equal(copied.base_url, mcp.at('keyed'));
    const tools = await toolsOf(shop, copied.id);
    assert.deepEqual(namesOf(tools), NAMES);
    assert.deepEqual(await toolsOf(shop, copied.id), tools);
    const changed = await shop.patch(`${ROOT}/${copied.id}`, { base_url: mcp.at('json') });
    assert.equal(changed.status, 200, changed.text);
    assert.deepEqual(await toolsOf(shop, copied.id), tools);
    await must(204, shop.delete(`${ROOT}/${copied.id}`));
    for (const [mode, status] of [['401', 401], ['500', 502], ['slow', 504]]) {
      const bad = await copy({ variables: { mode } });
      assert.equal((await shop.get(`${ROOT}/${bad.id}/tool`)).status, status, mode);
    }
  });

  it('list their tools by page', async () => {
    const made = await must(201, create('json'));
    const page = await must(200, shop.get(`${ROOT}/${made.id}/tool?limit=1&order=asc`));
    assert.equal(page.data.length, 1);
    assert.equal(page.has_more, true);
    assert.equal(page.total_pages, 3);
    const query = `order=asc&after=${page.last_id}`;
    const rest = await must(200, shop.get(`${ROOT}/${made.id}/tool?${query}`));
    assert.equal(rest.data.length, 2);
  });
});

describe('the address policy', () => {
  it('lets no MCP server be on this machine unless it is allowed', async () => {
    const server = await startServer();
    const mcp = await startBadMcpServer();
    try {
      const shop = server.as('shop');
      for (const url of [
        mcp.at('json'),
        mcp.at('json').replace('127.0.0.1', 'localhost'),
        mcp.at('json').replace('127.0.0.1', '[::1]'),
        mcp.at('json').replace('127.0.0.1', '2130706433'),
        'http://169.254.169.254/latest/meta-data',
        'http://10.0.0.1/mcp',
        'http://0.0.0.0/mcp',
      ]) {
        const reply = await shop.post(ROOT, mcpIntegration(url));
        expectCode(reply, 502, 'M_C_P_SERVER_ERROR');
      }
      assert.deepEqual((await must(200, shop.get(ROOT))).data, []);
      assert.deepEqual(mcp.requests, []);
    } finally {
      await mcp.stop();
      await server.stop();
    }
  });
});

describe('the reference MCP server', () => {
  let server;
  let child;
  let url;
  const stopChild = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await closed;
  };
  before(async () => {
    server = await startServer({ args: ['--outbound-allow', '127.0.0.1'] });
    const port = await freePort();
    child = spawn(process.execPath, [REFERENCE, 'streamableHttp'], {
      env: { ...process.env, PORT: String(port) },
      stdio: 'ignore',
    });
    url = `http://127.0.0.1:${port}/mcp`;
    for (let tries = 0; tries < 1200; ++tries) {
      assert.equal(child.exitCode, null, 'the MCP server ended');
      const up = await fetch(url, { method: 'HEAD' }).then(() => true, () => false);
      if (up) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('the MCP server did not start');
  });
  after(async () => {
    await stopChild();
    await server?.stop();
  });

  it('gives its tools, whose approvals stay, also when it is gone', async () => {
    const shop = server.as('shop');
    const made = await must(201, shop.post(ROOT, mcpIntegration(url)));
    const tools = await toolsOf(shop, made.id);
    assert.ok(tools.size > 5, namesOf(tools).join());
    const echo = tools.get('echo');
    assert.ok(echo.description);
    assert.equal(echo.parameters.type, 'object');
    assert.ok(echo.parameters.properties.message);
    const approval = { tools: [{ tool_id: echo.id, approval_required: true }] };
    await must(204, shop.patch(`${ROOT}/${made.id}/tool-approval`, approval));
    await must(200, shop.patch(`${ROOT}/${made.id}`, { headers: { 'X-Any': 'thing' } }));
    const again = await toolsOf(shop, made.id);
    assert.deepEqual(again.get('echo'), { ...echo, approval_required: true });
    assert.deepEqual(namesOf(again), namesOf(tools));

    await stopChild();
    const stale = await shop.get(`${ROOT}/${made.id}/tool?limit=100`);
    assert.equal(stale.body.data.length, tools.size);
    assert.ok(stale.headers.get('x-tools-synced-at'));
  });
});
