import assert from 'node:assert/strict';

export const ROOT = '/v1/integration';
export const TEMPLATES = `${ROOT}/template`;
export const MASK = '******';
/** A good id of nothing. */
export const UNKNOWN = '01890000-0000-7000-8000-000000000001';

/** The least that a tool needs, with `fields` over it. */
export const tool = (name, fields = {}) => ({
  name,
  description: `Does ${name}`,
  endpoint_path: `/${name}`,
  method: 'GET',
  ...fields,
});

/** A template whose content has `fields` over the least that it needs. */
export const template = (fields = {}, envelope = {}) => ({
  name: 'Desk',
  ...envelope,
  template: { integration_type: 'HTTP', base_url: 'https://api.example.org', ...fields },
});

/** A parameter whose value is the variable of its name. */
const fixed = (name, data_type) => ({
  name,
  data_type,
  value_source: 'fixed',
  fixed_value: `<<${name}>>`,
});

/** A value for each placeholder of the story's template. */
export const STORY_VALUES = { region: 'north', desk: 'Desk 1', lines: 20, open: true };

/** A template with a placeholder in each kind of place. */
export const storyTemplate = () =>
  template(
    {
      base_url: 'https://<<region>>.example.org',
      auth_type: 'API_KEY',
      headers: { 'X-Desk': '<<desk>> of <<region>>' },
      description: 'The desk <<desk>>',
      tools: [
        tool('get_order', {
          description: 'Look up at <<desk>>',
          endpoint_path: '/<<region>>/orders/{id}',
          headers: { 'X-Tool': '<<desk>>' },
          path: [{ name: 'id', description: 'For <<desk>>' }],
          query: [
            fixed('lines', 'integer'),
            { name: 'note', data_type: 'string', fixed_value: 'n=<<lines>>' },
          ],
        }),
        tool('put_order', {
          method: 'POST',
          body: [
            {
              name: 'order',
              data_type: 'object',
              properties: [fixed('open', 'boolean')],
            },
          ],
        }),
        tool('plain'),
      ],
    },
    { description: 'Envelope', setup_guide_url: 'https://example.org/guide' },
  );

export const httpIntegration = (fields = {}) => ({
  name: 'By hand',
  base_url: 'https://hand.example.org',
  integration_type: 'HTTP',
  ...fields,
});

export const mcpIntegration = (url, fields = {}) => ({
  name: 'Tool server',
  base_url: url,
  integration_type: 'MCP',
  ...fields,
});

/** Sends, asserts the status and gives the parsed body. */
export async function must(status, pending) {
  const reply = await pending;
  assert.equal(reply.status, status, reply.text);
  return reply.body;
}

/** The tools of an integration by name, over all pages. */
export async function toolsOf(client, id) {
  const tools = new Map();
  for (let after = ''; ; ) {
    const query = `limit=100&order=asc&after=${after}`;
    const page = await must(200, client.get(`${ROOT}/${id}/tool?${query}`));
    for (const each of page.data) tools.set(each.name, each);
    if (!page.has_more) return tools;
    after = page.last_id;
  }
}

/** Asserts the error form. */
export function expectCode(reply, status, code) {
  assert.equal(reply.status, status, reply.text);
  assert.match(reply.headers.get('content-type') ?? '', /^application\/json/);
  assert.ok(reply.headers.get('x-request-id'), 'X-Request-Id');
  assert.deepEqual(Object.keys(reply.body), ['status', 'error_code', 'message'], reply.text);
  assert.equal(reply.body.status, 'error');
  assert.equal(reply.body.error_code, code, reply.text);
  assert.ok(reply.body.message, reply.text);
}

/** Asserts exactly these faults, each "type place.in.the.request", in any order. */
export function expectFaults(reply, ...faults) {
  assert.equal(reply.status, 422, reply.text);
  assert.ok(reply.headers.get('x-request-id'), 'X-Request-Id');
  assert.deepEqual(Object.keys(reply.body), ['detail'], reply.text);
  const found = reply.body.detail.map(({ type, loc, msg }) => {
    assert.ok(msg, reply.text);
    return `${type} ${loc.join('.')}`;
  });
  assert.deepEqual(found.sort(), [...faults].sort(), reply.text);
}
