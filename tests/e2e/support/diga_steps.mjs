import assert from 'node:assert/strict';
import { startBadMcpServer } from './bad_mcp_server.mjs';
import {
  ROOT,
  TEMPLATES,
  UNKNOWN,
  httpIntegration,
  mcpIntegration,
  must,
  storyTemplate,
  template,
  tool,
} from './diga.mjs';

const NO_OBJECT = { json: [] };
const TEXT = { headers: { 'content-type': 'text/plain' }, body: 'x' };
const BIG_HEAD = { headers: { 'x-big': 'x'.repeat(10_000) } };
const TOO_LONG = { name: 'x'.repeat(60_000) };
const BAD_PAGES = ['limit=0', 'limit=101', 'limit=x', 'page=0', 'order=up', 'after=x', 'before=x'];

const T = '/v1/integration/template';
const I = '/v1/integration/{integration_id}';
/** The vendor's operations by our description; theirs has the same paths. */
export const OPERATIONS = {
  listTemplates: `GET ${T}`,
  getTemplate: `GET ${T}/{template_id}`,
  copy: `POST ${T}/{template_id}/copy`,
  list: 'GET /v1/integration',
  create: 'POST /v1/integration',
  get: `GET ${I}`,
  update: `PATCH ${I}`,
  remove: `DELETE ${I}`,
  listTools: `GET ${I}/tool`,
  createTool: `POST ${I}/tool`,
  getTool: `GET ${I}/tool/{tool_id}`,
  updateTool: `PATCH ${I}/tool/{tool_id}`,
  removeTool: `DELETE ${I}/tool/{tool_id}`,
  approve: `PATCH ${I}/tool-approval`,
};

/** The vendor's operations, with the statuses that their own description lists. */
export async function digaVendorSteps(story) {
  const made = await must(201, story.direct.post(TEMPLATES, storyTemplate()));
  await templateReads(story, made.id);
  const copied = await copies(story, made.id);
  await integrations(story);
  await tools(story, copied.id);
  await mcp(story);
}

async function pages({ owner, expect }, operation, target) {
  for (const query of ['', '?limit=1', '?page=2&limit=1&order=asc', `?after=${UNKNOWN}`]) {
    await expect(operation, 200, owner.get(target + query));
  }
  for (const query of BAD_PAGES) await expect(operation, 422, owner.get(`${target}?${query}`));
}

async function templateReads(story, id) {
  const { owner, plain, expect } = story;
  await must(201, story.direct.post(TEMPLATES, template()));
  await pages(story, OPERATIONS.listTemplates, TEMPLATES);
  await expect(OPERATIONS.listTemplates, 200, plain.get(`${TEMPLATES}?language=xx`));
  for (const client of [owner, plain]) {
    await expect(OPERATIONS.getTemplate, 200, client.get(`${TEMPLATES}/${id}`));
  }
  await expect(OPERATIONS.getTemplate, 404, owner.get(`${TEMPLATES}/${UNKNOWN}`));
  await expect(OPERATIONS.getTemplate, 422, owner.get(`${TEMPLATES}/x`));
}

async function copies({ owner, expect }, id) {
  const target = `${TEMPLATES}/${id}/copy`;
  const variables = { region: 'north', desk: 'D', lines: 5, open: true };
  let copied;
  for (const body of [
    {},
    { name: null, api_key: null, base_url: null, variables: null },
    { name: 'N', api_key: 'k', base_url: 'https://n.example.org', variables },
  ]) {
    copied = (await expect(OPERATIONS.copy, 201, owner.post(target, body))).body;
  }
  const faulty = { name: 5, api_key: 5, base_url: 5, variables: [] };
  await expect(OPERATIONS.copy, 404, owner.post(`${TEMPLATES}/${UNKNOWN}/copy`, {}));
  await expect(OPERATIONS.copy, 422, owner.post(`${TEMPLATES}/x/copy`, {}));
  await expect(OPERATIONS.copy, 422, owner.post(target, faulty));
  await expect(OPERATIONS.copy, 422, owner.post(target, { base_url: 'nowhere' }));
  await expect(OPERATIONS.copy, 422, owner.request('POST', target, NO_OBJECT));
  await expect(OPERATIONS.copy, 422, owner.request('POST', target, TEXT));
  return copied;
}

async function integrations(story) {
  const { owner, expect } = story;
  const whole = { description: 'D', auth_key: 'k', headers: { a: 'b' } };
  for (const fields of [{}, { description: null, auth_key: null, headers: null }]) {
    await expect(OPERATIONS.create, 201, owner.post(ROOT, httpIntegration(fields)));
  }
  const made = await expect(OPERATIONS.create, 201, owner.post(ROOT, httpIntegration(whole)));
  await expect(OPERATIONS.create, 422, owner.post(ROOT, { name: 5, integration_type: 'X' }));
  await expect(OPERATIONS.create, 422, owner.post(ROOT, httpIntegration({ base_url: 'x' })));
  await expect(OPERATIONS.create, 422, owner.request('POST', ROOT, NO_OBJECT));
  await expect(OPERATIONS.create, 401, story.nobody.post(ROOT, httpIntegration()));

  await pages(story, OPERATIONS.list, ROOT);
  for (const type of ['HTTP', 'MCP']) {
    await expect(OPERATIONS.list, 200, owner.get(`${ROOT}?integration_type=${type}`));
  }
  await expect(OPERATIONS.list, 422, owner.get(`${ROOT}?integration_type=x`));

  const target = `${ROOT}/${made.body.id}`;
  await expect(OPERATIONS.get, 200, owner.get(target));
  for (const change of [{}, { name: 'N', auth_key: null }, { headers: null, description: 'x' }]) {
    await expect(OPERATIONS.update, 200, owner.patch(target, change));
  }
  await expect(OPERATIONS.update, 401, story.stranger.patch(target, {}));
  await expect(OPERATIONS.update, 422, owner.patch(target, { name: null, headers: { a: 5 } }));
  await expect(OPERATIONS.update, 422, owner.patch(target, { base_url: 'x' }));
  await expect(OPERATIONS.update, 422, owner.request('PATCH', target, NO_OBJECT));
  await expect(OPERATIONS.remove, 204, owner.delete(target));
  for (const [status, id] of [[404, made.body.id], [404, UNKNOWN], [422, 'x']]) {
    await expect(OPERATIONS.get, status, owner.get(`${ROOT}/${id}`));
    await expect(OPERATIONS.update, status, owner.patch(`${ROOT}/${id}`, {}));
    await expect(OPERATIONS.remove, status, owner.delete(`${ROOT}/${id}`));
  }
}

const EVERY_FIELD = tool('every_field', {
  endpoint_path: '/a/{id}',
  method: 'PATCH',
  query: [{ name: 'q', data_type: 'number', fixed_value: 1.5, value_source: 'dynamic' }],
  body: [{ name: 'o', data_type: 'object', properties: [{ name: 'p', data_type: 'string' }] }],
  path: [{ name: 'id', required: false, fixed_value: '7' }],
  headers: { a: 'b' },
  timeout: 9,
  approval_required: true,
  execution_audio: 'typing',
  pre_speech: 'force',
});

async function tools(story, copied) {
  const { owner, expect } = story;
  const root = `${ROOT}/${copied}/tool`;
  const made = await expect(OPERATIONS.createTool, 201, owner.post(root, tool('mine')));
  await expect(OPERATIONS.createTool, 201, owner.post(root, EVERY_FIELD));
  await expect(OPERATIONS.createTool, 409, owner.post(root, tool('mine')));
  const twice = [1, 2].map(() => ({ name: 'q', data_type: 'string' }));
  await expect(OPERATIONS.createTool, 409, owner.post(root, tool('t', { query: twice })));
  await expect(OPERATIONS.createTool, 422, owner.post(root, { name: 5, method: 'HEAD' }));
  await expect(OPERATIONS.createTool, 422, owner.post(root, tool('p', { path: [{ name: 'x' }] })));
  await expect(OPERATIONS.createTool, 422, owner.request('POST', root, NO_OBJECT));
  await pages(story, OPERATIONS.listTools, root);
  const target = `${root}/${made.body.id}`;
  await expect(OPERATIONS.getTool, 200, owner.get(target));
  const changes = [{}, { name: 'yours', timeout: null }, { pre_speech: null, query: null }];
  for (const change of changes) {
    await expect(OPERATIONS.updateTool, 200, owner.patch(target, change));
    await expect(OPERATIONS.getTool, 200, owner.get(target));
  }
  await expect(OPERATIONS.updateTool, 409, owner.patch(target, { name: 'every_field' }));
  await expect(OPERATIONS.updateTool, 422, owner.patch(target, { name: null, method: 'x' }));
  await expect(OPERATIONS.updateTool, 422, owner.patch(target, { endpoint_path: '/{x}' }));
  await approvals(story, copied, made.body.id);
  await expect(OPERATIONS.removeTool, 204, owner.delete(target));
  for (const [status, path] of [
    [404, target],
    [404, `${ROOT}/${UNKNOWN}/tool/${made.body.id}`],
    [422, `${ROOT}/x/tool/y`],
  ]) {
    await expect(OPERATIONS.getTool, status, owner.get(path));
    await expect(OPERATIONS.updateTool, status, owner.patch(path, {}));
    await expect(OPERATIONS.removeTool, status, owner.delete(path));
  }
  for (const [status, id] of [[404, UNKNOWN], [422, 'x']]) {
    await expect(OPERATIONS.listTools, status, owner.get(`${ROOT}/${id}/tool`));
    await expect(OPERATIONS.createTool, status, owner.post(`${ROOT}/${id}/tool`, tool('t')));
  }
}

async function approvals({ owner, expect }, integration, id) {
  const target = `${ROOT}/${integration}/tool-approval`;
  const body = (tool_id, approval_required = true) => ({ tools: [{ tool_id, approval_required }] });
  await expect(OPERATIONS.approve, 204, owner.patch(target, body(id)));
  await expect(OPERATIONS.approve, 404, owner.patch(target, body(UNKNOWN)));
  await expect(OPERATIONS.approve, 404, owner.patch(`${ROOT}/${UNKNOWN}/tool-approval`, body(id)));
  await expect(OPERATIONS.approve, 422, owner.patch(`${ROOT}/x/tool-approval`, body(id)));
  await expect(OPERATIONS.approve, 422, owner.patch(target, { tools: [] }));
  await expect(OPERATIONS.approve, 422, owner.patch(target, body('x', 'maybe')));
  await expect(OPERATIONS.approve, 422, owner.request('PATCH', target, NO_OBJECT));
}

async function mcp({ owner, expect }) {
  const server = await startBadMcpServer();
  const at = (mode) => mcpIntegration(server.at(mode));
  const { id } = (await expect(OPERATIONS.create, 201, owner.post(ROOT, at('json')))).body;
  await expect(OPERATIONS.create, 401, owner.post(ROOT, at('401')));
  await expect(OPERATIONS.create, 502, owner.post(ROOT, at('500')));
  await expect(OPERATIONS.create, 504, owner.post(ROOT, at('slow')));
  const target = `${ROOT}/${id}`;
  const change = (mode) => owner.patch(target, { base_url: server.at(mode) });
  await expect(OPERATIONS.update, 200, change('sse'));
  await expect(OPERATIONS.update, 401, change('401'));
  await expect(OPERATIONS.update, 502, change('html'));
  await expect(OPERATIONS.update, 504, change('slow'));
  const list = await expect(OPERATIONS.listTools, 200, owner.get(`${target}/tool`));
  const one = `${target}/tool/${list.body.data[0].id}`;
  await expect(OPERATIONS.getTool, 200, owner.get(one));
  await expect(OPERATIONS.createTool, 400, owner.post(`${target}/tool`, tool('t')));
  await expect(OPERATIONS.updateTool, 400, owner.patch(one, { name: 'x' }));
  await expect(OPERATIONS.removeTool, 400, owner.delete(one));
  const approval = { tools: [{ tool_id: list.body.data[0].id, approval_required: true }] };
  await expect(OPERATIONS.approve, 204, owner.patch(`${target}/tool-approval`, approval));
  // A copy asks its server only when its tools are listed.
  const copyable = await must(201, owner.post(TEMPLATES, template({ integration_type: 'MCP' })));
  for (const [status, mode] of [[200, 'paged'], [401, '401'], [502, '500'], [504, 'slow']]) {
    const body = { base_url: server.at(mode) };
    const copied = await must(201, owner.post(`${TEMPLATES}/${copyable.id}/copy`, body));
    await expect(OPERATIONS.listTools, status, owner.get(`${ROOT}/${copied.id}/tool`));
  }
  await server.stop();
  const stale = await expect(OPERATIONS.listTools, 200, owner.get(`${target}/tool`));
  assert.ok(stale.headers.get('x-tools-synced-at'));
}

/** Ours: publishing. */
export async function digaPublishSteps({ owner, plain, expect }) {
  const post = `POST ${T}`;
  const put = `PUT ${T}/{template_id}`;
  const remove = `DELETE ${T}/{template_id}`;
  const { id } = (await expect(post, 201, owner.post(TEMPLATES, storyTemplate()))).body;
  const target = `${TEMPLATES}/${id}`;
  await expect(post, 201, owner.post(TEMPLATES, template({ tools: null }, { language: 'en' })));
  await expect(put, 200, owner.put(target, template({ tools: [EVERY_FIELD] })));
  for (const [operation, method, path] of [[post, 'POST', TEMPLATES], [put, 'PUT', target]]) {
    const send = (client, json) => client.request(method, path, { json });
    await expect(operation, 403, send(plain, template()));
    await expect(operation, 422, send(owner, { name: 5 }));
    await expect(operation, 422, send(owner, template({ auth_key: 'k', base_url: 'x' })));
    await expect(operation, 422, owner.request(method, path, NO_OBJECT));
    await expect(operation, 413, send(owner, TOO_LONG));
  }
  await expect(remove, 403, plain.delete(target));
  await expect(remove, 204, owner.delete(target));
  for (const [status, path] of [[404, target], [422, `${TEMPLATES}/x`]]) {
    await expect(put, status, owner.put(path, template()));
    await expect(remove, status, owner.delete(path));
  }
}

/** Both kinds of 401 and a head that is too long, at every operation; 413 where there is a body. */
export async function digaGuardSteps(story, operations) {
  for (const operation of operations) {
    const [method, pattern] = operation.split(' ');
    const target = pattern.replace(/\{\w+\}/g, UNKNOWN);
    const withBody = ['POST', 'PUT', 'PATCH'].includes(method);
    await story.unauthorized(operation, method, target, withBody ? { json: {} } : {});
    const long = { ...BIG_HEAD, ...(withBody ? { json: {} } : {}) };
    await story.expect(operation, 431, story.owner.request(method, target, long));
    if (!withBody) continue;
    await story.expect(operation, 413, story.owner.request(method, target, { json: TOO_LONG }));
  }
}
