import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SMALL, smallBundle } from './support/bundle.mjs';
import { publish } from './support/installs.mjs';
import { API, connectionOf, expectProblem, must, planOf, smallInstalled } from './support/native.mjs';
import { exchange, head } from './support/raw.mjs';
import { startServer } from './support/server.mjs';

const JSON_TYPE = { 'content-type': 'application/json' };
const UNKNOWN = '66e2b0f47d41c9b2e6ffffff';
const UNKNOWN_UUID = '01890000-0000-7000-8000-000000000001';

const T = `${API}/templates/{id}`;
const I = `${API}/installations/{id}`;
const GETS = [
  `${API}/catalogue`,
  `${API}/templates`,
  T,
  `${T}/versions`,
  `${T}/versions/1`,
  `${T}/versions/1/content`,
  `${T}/diff`,
  `${API}/installations`,
  I,
  `${I}/drift`,
  `${I}/history`,
  `${API}/integrations/{id}/template`,
];
const BODIES = [
  ['POST', `${T}/versions`],
  ['PATCH', `${T}/versions/1`],
  ['POST', `${API}/plans`],
  ['POST', `${API}/installations`],
  ['POST', `${I}/upgrade-plan`],
  ['POST', `${I}/upgrade`],
  ['POST', `${I}/revert`],
  ['POST', `${I}/rollback`],
];
const ALL = [...GETS.map((path) => ['GET', path]), ...BODIES, ['DELETE', I]];
const at = (path, id = UNKNOWN) => path.replace('{id}', id);

describe("Imprint's own API, asked badly", () => {
  let server;
  let owner;
  let client;
  before(async () => {
    server = await startServer();
    owner = server.as('acme', '--partner');
    client = server.as('shop');
  });
  after(() => server.stop());

  it('answers 401 without a good token, everywhere', async () => {
    const nobody = server.anonymous();
    for (const [method, path] of ALL) {
      const none = await nobody.request(method, at(path));
      expectProblem(none, 401, 'unauthenticated');
      assert.equal(none.headers.get('www-authenticate'), 'Bearer');
      const bad = await nobody.request(method, at(path), { token: 'x'.repeat(43) });
      expectProblem(bad, 401, 'bad_token');
    }
  });

  it('answers 404 for paths and things that are not there, and 405 for methods', async () => {
    expectProblem(await client.get(`${API}/nothing`), 404, 'unknown_path');
    expectProblem(await client.get('/api'), 404, 'unknown_path');
    expectProblem(await client.get('/api/v2/catalogue'), 404, 'unknown_path');
    const method = await client.put(`${API}/plans`, {});
    expectProblem(method, 405, 'method_not_allowed');
    assert.equal(method.headers.get('allow'), 'POST');
    for (const id of [UNKNOWN, UNKNOWN_UUID, 'x', '%00', 'a'.repeat(1000), '..%2f..']) {
      for (const path of GETS.filter((each) => each.includes('{id}') && !each.endsWith('diff'))) {
        const reply = await client.get(at(path, id));
        if (id === '%00') assert.ok(reply.status === 400 || reply.status === 404, reply.text);
        else expectProblem(reply, 404, 'not_found');
      }
      if (id !== '%00') expectProblem(await client.delete(at(I, id)), 404, 'not_found');
    }
  });

  it('refuses query parameters that it does not know or cannot read', async () => {
    for (const [method, path] of ALL) {
      const who = path.startsWith(T) ? owner : client;
      const options = method === 'GET' || method === 'DELETE' ? {} : { json: {} };
      for (const query of ['dryrun=true', 'x', 'x=1&x=2']) {
        const reply = await who.request(method, `${at(path)}?${query}`, options);
        expectProblem(reply, 400, 'invalid_query', query.split('=')[0]);
      }
    }
    for (const [method, path] of [...BODIES, ['DELETE', I]]) {
      if (path === `${API}/plans` || path.endsWith('upgrade-plan')) continue;
      const who = path.startsWith(T) ? owner : client;
      const options = method === 'DELETE' ? {} : { json: {} };
      for (const query of ['dryRun', 'dryRun=1', 'dryRun=True', 'dryRun=true&dryRun=true']) {
        const reply = await who.request(method, `${at(path)}?${query}`, options);
        expectProblem(reply, 400, 'invalid_query', 'dryRun');
      }
    }
  });

  it('refuses bodies that are no JSON object', async () => {
    const { path } = await smallInstalled(owner, client);
    const template = await publish(owner, smallBundle());
    const id = path.split('/').pop();
    for (const [method, pattern] of BODIES) {
      const target = at(pattern, pattern.startsWith(T) ? template : id);
      const who = pattern.startsWith(T) ? owner : client;
      const send = (body, headers = JSON_TYPE) => who.request(method, target, { body, headers });
      for (const body of [
        '',
        '{',
        '{} {}',
        '{"a":1,"a":2}',
        '{"a":1,"\\u0061":2}',
        '{"a":"\\ud800"}',
        Buffer.from('{"a":"\xff"}', 'latin1'),
        `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
        '{"a":'.repeat(100_000),
      ]) {
        expectProblem(await send(body), 400, 'malformed_body');
      }
      for (const body of ['[]', '5', 'null', '"x"']) {
        expectProblem(await send(body), 422, 'invalid_field');
      }
      expectProblem(await send('{}', { 'content-type': 'text/plain' }), 415,
        'unsupported_media_type');
      const unknown = await send('{"dryRun":true,"constructor":1,"__proto__":1}');
      expectProblem(unknown, 422, unknown.body.code, 'dryRun', 'constructor', '__proto__');
      const long = {
        Authorization: `Bearer ${who.token}`,
        'Content-Length': 1_000_000_000,
        'Content-Type': 'application/json',
      };
      const huge = await exchange(server.port, head(method, target, long));
      assert.equal(huge.status, 413, huge.text);
      assert.equal(huge.body.code, 'too_large');
    }
    assert.equal((await must(200, client.get(path))).version.number, 1);
  });

  it('tells all faults of a body at once, and little of what it was sent', async () => {
    const template = await publish(owner, smallBundle());
    const reply = await client.post(`${API}/plans`, {
      template,
      version: '1',
      conections: {},
      variables: { v: [] },
      select: 'all',
      ['x'.repeat(100_000)]: 1,
    });
    const problems = expectProblem(reply, 422, 'invalid_field', 'version', 'conections',
      'variables.v', 'select');
    assert.equal(problems.length, 5);
    assert.ok(reply.text.length < 2000);
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`f${i}`, i]));
    const bounded = await client.post(`${API}/plans`, { template, ...many });
    assert.ok(expectProblem(bounded, 422, 'invalid_field').length <= 200);
  });

  it('takes hostile texts for what they are', async () => {
    const name = '\u0000\u001f"\\/<<x>>{y}\u2028\u{1f388} ' + 'é'.repeat(5000);
    const template = await publish(owner, smallBundle({ export: { x: '<<v>>' } }));
    const connection = await connectionOf(client);
    const request = {
      template,
      name,
      connections: { [SMALL.connection]: connection },
      variables: { v: name },
    };
    const { fingerprint } = await planOf(client, request);
    const made = await must(201, client.post(`${API}/installations`, { ...request, fingerprint }));
    assert.equal(made.name, name);
    assert.deepEqual(made.variables, { v: name });
    const found = await must(
      200,
      client.get(`${API}/catalogue?${new URLSearchParams({ q: name.slice(1, 300), owner: '"<x>' })}`),
    );
    assert.deepEqual(found.items, []);
  });

  it('bounds what a plan may name', async () => {
    const template = await publish(owner, smallBundle());
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`v${i}`, 'x']));
    const ids = Array.from({ length: 20_000 }, (_, i) => String(i));
    const plan = await planOf(client, {
      template,
      variables: many,
      connections: many,
      secrets: many,
      select: ids,
    });
    assert.equal(plan.installable, false);
    assert.ok(plan.problems.length <= 201, `${plan.problems.length} problems`);
  });
});
