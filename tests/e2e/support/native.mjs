import assert from 'node:assert/strict';
import { SMALL, smallBundle } from './bundle.mjs';
import { publish } from './installs.mjs';

/** Where Imprint's own API is. */
export const API = '/api/v1';

/** Sends, asserts the status and gives the parsed body. */
export async function must(status, pending) {
  const reply = await pending;
  assert.equal(reply.status, status, reply.text);
  return reply.body;
}

/**
 * Asserts a problem document with that status and code, and that each of `fields` is at fault.
 * Gives its problems.
 */
export function expectProblem(reply, status, code, ...fields) {
  assert.equal(reply.status, status, reply.text);
  assert.equal(reply.headers.get('content-type'), 'application/problem+json');
  assert.ok(reply.headers.get('x-request-id'), 'X-Request-Id');
  const { body } = reply;
  assert.equal(body.type, 'about:blank');
  assert.equal(body.status, status);
  assert.equal(body.code, code, reply.text);
  assert.ok(body.title && body.detail, reply.text);
  assert.equal(body.problems[0].message, body.detail);
  const found = body.problems.map((problem) => problem.field);
  for (const field of fields) assert.ok(found.includes(field), `${field} in ${reply.text}`);
  return body.problems;
}

/** A connection of the account that fits the small bundle's. */
export async function connectionOf(client, fields = {}) {
  const made = await client.create('connections', { name: 'My shop', type: 'http', ...fields });
  return made._id;
}

/** A plan of an install. */
export const planOf = (client, request) => must(200, client.post(`${API}/plans`, request));

/** Plans and installs exactly that; gives the installation. */
export async function installed(client, request, options) {
  const { fingerprint, problems } = await planOf(client, request);
  assert.deepEqual(problems, []);
  return must(201, client.post(`${API}/installations`, { ...request, fingerprint }, options));
}

/** A published template with the small bundle, installed by `client`. */
export async function smallInstalled(owner, client, bundle = smallBundle()) {
  const template = await publish(owner, bundle);
  const connections = { [SMALL.connection]: await connectionOf(client) };
  const installation = await installed(client, { template, connections });
  return { template, connections, installation, path: `${API}/installations/${installation.id}` };
}

/** Gives a template another version; its number. */
export async function newVersion(owner, template, bundle, fields = {}) {
  const runKey = await owner.upload(bundle.zip());
  const path = `${API}/templates/${template}/versions`;
  const { number } = await must(201, owner.post(path, { runKey, ...fields }));
  return number;
}

/** The installed resource that came from the template's `source`. */
export function bySource(installation, source) {
  const found = installation.resources.find(({ templateId }) => templateId === source);
  assert.ok(found, `a resource made from ${source}`);
  return found;
}

/** All items of a list, page by page. */
export async function allItems(client, path, limit = 100) {
  const items = [];
  for (let cursor = ''; ; ) {
    const join = path.includes('?') ? '&' : '?';
    const more = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const page = await must(200, client.get(`${path}${join}limit=${limit}${more}`));
    assert.ok(page.items.length <= limit);
    items.push(...page.items);
    if (page.next === null) return items;
    assert.ok(page.items.length > 0, 'a page with a next one is not empty');
    cursor = page.next;
  }
}
