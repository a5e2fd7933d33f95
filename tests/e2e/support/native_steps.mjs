import assert from 'node:assert/strict';
import { SMALL, smallBundle, templateId } from './bundle.mjs';
import { TEMPLATES, storyTemplate, template as digaTemplate, tool } from './diga.mjs';
import { API, bySource, connectionOf, must } from './native.mjs';

const T = `${API}/templates/{templateId}`;
const V = `${T}/versions/{number}`;
const I = `${API}/installations/{installationId}`;
/** The operations by our description. */
export const OPERATIONS = {
  catalogue: `GET ${API}/catalogue`,
  templates: `GET ${API}/templates`,
  template: `GET ${T}`,
  image: `GET ${T}/image`,
  versions: `GET ${T}/versions`,
  publish: `POST ${T}/versions`,
  version: `GET ${V}`,
  change: `PATCH ${V}`,
  content: `GET ${V}/content`,
  graph: `GET ${V}/graph`,
  resource: `GET ${V}/resources/{resourceId}`,
  diff: `GET ${T}/diff`,
  openApi: `POST ${API}/openapi-templates`,
  plan: `POST ${API}/plans`,
  installations: `GET ${API}/installations`,
  install: `POST ${API}/installations`,
  installation: `GET ${I}`,
  uninstall: `DELETE ${I}`,
  drift: `GET ${I}/drift`,
  history: `GET ${I}/history`,
  upgradePlan: `POST ${I}/upgrade-plan`,
  upgrade: `POST ${I}/upgrade`,
  revert: `POST ${I}/revert`,
  rollback: `POST ${I}/rollback`,
  export: `GET ${API}/integrations/{integrationId}/template`,
  account: `GET ${API}/account`,
  upload: `POST ${API}/uploads`,
};
const O = OPERATIONS;

const UNKNOWN = templateId(0xfff);
const BIG_HEAD = { headers: { 'x-big': 'x'.repeat(10_000) } };
const TEXT = { headers: { 'content-type': 'text/plain' }, body: 'x' };
const BROKEN = { headers: { 'content-type': 'application/json' }, body: '{' };
const TOO_LONG = { name: 'x'.repeat(60_000) };
const STALE = '0'.repeat(64);

/** A published template of both kinds, with two versions each; their ids. */
async function templatesOf(story) {
  const { direct } = story;
  const integrator = (await story.published()).split('/').pop();
  const bundle = smallBundle({ export: { name: 'New orders', x: '<<since>>' } });
  const runKey = await direct.upload(bundle.script({ _id: templateId(9), name: 'S' }, 'x').zip());
  await must(201, direct.post(`${API}/templates/${integrator}/versions`, { runKey }));
  const { id: diga } = await must(201, direct.post(TEMPLATES, storyTemplate()));
  const next = digaTemplate({ tools: [tool('plain'), tool('more')] });
  const versions = `${API}/templates/${diga}/versions`;
  await must(201, direct.post(versions, { template: next, note: 'More' }));
  return { integrator, diga };
}

export async function catalogueSteps(story) {
  const { owner, plain, expect } = story;
  const { integrator, diga } = await templatesOf(story);
  const q = '?q=desk&kind=diga&language=es&owner=acme&limit=1';
  for (const query of ['', '?limit=1', '?application=none', q]) {
    await expect(O.catalogue, 200, plain.get(`${API}/catalogue${query}`));
  }
  const { body } = await expect(O.catalogue, 200, plain.get(`${API}/catalogue?limit=1`));
  const second = `${API}/catalogue?limit=1&cursor=${encodeURIComponent(body.next)}`;
  await expect(O.catalogue, 200, plain.get(second));
  for (const query of ['limit=0', 'cursor=x', 'kind=x', 'unknown=1']) {
    await expect(O.catalogue, 400, plain.get(`${API}/catalogue?${query}`));
  }
  await expect(O.templates, 200, owner.get(`${API}/templates`));
  await expect(O.templates, 200, owner.get(`${API}/templates?limit=1`));
  await expect(O.templates, 200, plain.get(`${API}/templates`));
  await expect(O.templates, 400, owner.get(`${API}/templates?cursor=x`));
  for (const id of [integrator, diga]) {
    await expect(O.template, 200, plain.get(`${API}/templates/${id}`));
  }
  const bare = await story.direct.create('templates', { name: 'Bare' });
  await expect(O.template, 200, owner.get(`${API}/templates/${bare._id}`));
  await expect(O.template, 404, plain.get(`${API}/templates/${bare._id}`));
}

export async function versionSteps(story) {
  const { owner, plain, direct, expect } = story;
  const { integrator, diga } = await templatesOf(story);
  for (const id of [integrator, diga]) {
    const path = `${API}/templates/${id}`;
    await expect(O.versions, 200, plain.get(`${path}/versions`));
    for (const number of [1, 2, 'latest']) {
      await expect(O.version, 200, plain.get(`${path}/versions/${number}`));
    }
    await expect(O.version, 404, plain.get(`${path}/versions/3`));
    await expect(O.diff, 200, plain.get(`${path}/diff?from=1&to=2`));
    await expect(O.diff, 200, plain.get(`${path}/diff?from=2`));
    await expect(O.diff, 400, plain.get(`${path}/diff`));
    await expect(O.diff, 404, plain.get(`${path}/diff?from=7`));
    const got = await expect(O.content, 200, plain.get(`${path}/versions/2/content`));
    const headers = { 'if-none-match': got.headers.get('etag') };
    await expect(O.content, 304, plain.get(`${path}/versions/2/content`, { headers }));
    await expect(O.content, 404, plain.get(`${path}/versions/3/content`));
    const change = { note: 'N', deprecated: { reason: 'Old' } };
    await expect(O.change, 200, owner.patch(`${path}/versions/1?dryRun=true`, change));
    await expect(O.change, 200, owner.patch(`${path}/versions/1`, change));
    await expect(O.change, 200, owner.patch(`${path}/versions/1`, { deprecated: null }));
    await expect(O.change, 403, plain.patch(`${path}/versions/1`, change));
    await expect(O.change, 404, owner.patch(`${path}/versions/9`, change));
    await expect(O.change, 422, owner.patch(`${path}/versions/1`, { note: 5 }));
    await expect(O.versions, 200, owner.get(`${path}/versions`));
  }
  const bare = await direct.create('templates', { name: 'Bare' });
  await expect(O.version, 422, owner.get(`${API}/templates/${bare._id}/versions/latest`));
  await expect(O.content, 422, owner.get(`${API}/templates/${bare._id}/versions/latest/content`));
  await expect(O.versions, 200, owner.get(`${API}/templates/${bare._id}/versions`));
  await publishSteps(story, integrator, diga);
}

async function publishSteps({ owner, plain, direct, expect }, integrator, diga) {
  const path = `${API}/templates/${integrator}/versions`;
  const runKey = await direct.upload(smallBundle({ flow: { name: 'Third' } }).zip());
  await expect(O.publish, 200, owner.post(`${path}?dryRun=true`, { runKey }));
  await expect(O.publish, 201, owner.post(path, { runKey, note: 'Third', secrets: 'refuse' }));
  await expect(O.publish, 200, owner.post(path, { runKey }));
  await expect(O.publish, 403, plain.post(path, { runKey }));
  await expect(O.publish, 404, owner.post(path, { runKey: 'unknown' }));
  await expect(O.publish, 422, owner.post(path, { template: digaTemplate() }));
  await expect(O.publish, 422, owner.post(path, {}));
  const bad = await direct.upload(Buffer.from('no zip'));
  await expect(O.publish, 422, owner.post(path, { runKey: bad }));
  const signature = {
    publicKey: Buffer.alloc(32, 1).toString('base64'),
    signature: Buffer.alloc(64, 1).toString('base64'),
  };
  await expect(O.publish, 422, owner.post(path, { runKey, signature }));
  const of = `${API}/templates/${diga}/versions`;
  await expect(O.publish, 201, owner.post(of, { template: digaTemplate({ tools: [tool('x')] }) }));
  const wrong = digaTemplate({ tools: [{ name: 5 }] });
  await expect(O.publish, 422, owner.post(of, { template: wrong }));
}

export async function installSteps(story) {
  const { plain, direct, expect } = story;
  const { integrator, diga } = await templatesOf(story);
  const plan = (body) => plain.post(`${API}/plans`, body);
  const install = (body, query = '', options) =>
    plain.post(`${API}/installations${query}`, body, options);

  const connection = await connectionOf(plain);
  const open = { template: integrator };
  const whole = {
    ...open,
    version: 2,
    name: 'N',
    connections: { [SMALL.connection]: connection },
    variables: { since: 'May' },
    sandbox: true,
  };
  const runKey = await plain.upload(smallBundle().zip());
  for (const body of [
    open,
    whole,
    { ...open, bind: 'unambiguous', select: [SMALL.flow] },
    { runKey, createConnections: true },
    { template: diga },
    {
      template: diga,
      version: 1,
      variables: { region: 'n', desk: 'd', lines: 1, open: true },
      secrets: { auth_key: 'k' },
      baseUrl: 'https://example.org',
    },
    { ...open, connections: { x: 'y' }, variables: { z: null }, into: 'x', stack: 's' },
  ]) {
    const { fingerprint, installable } = (await expect(O.plan, 200, plan(body))).body;
    const status = installable ? 201 : 422;
    await expect(O.install, installable ? 200 : 422, install({ ...body, fingerprint }, '?dryRun=true'));
    await expect(O.install, status, install({ ...body, fingerprint }));
    await expect(O.install, 409, install({ ...body, fingerprint: STALE }));
  }
  await expect(O.plan, 200, plan({ ...open, useSaved: true }));
  await expect(O.plan, 404, plan({ template: UNKNOWN }));
  await expect(O.plan, 404, plan({ runKey: 'unknown' }));
  await expect(O.plan, 404, plan({ ...open, version: 9 }));
  await expect(O.plan, 422, plan({ ...open, conections: {} }));
  const bare = await direct.create('templates', { name: 'Bare' });
  await expect(O.plan, 422, direct.post(`${API}/plans`, { template: bare._id }));
  await expect(O.install, 404, install({ template: UNKNOWN, fingerprint: STALE }));
  await expect(O.install, 422, install(open));

  const { fingerprint } = (await plan(whole)).body;
  const key = { headers: { 'idempotency-key': 'k' } };
  await expect(O.install, 201, install({ ...whole, fingerprint }, '', key));
  await expect(O.install, 201, install({ ...whole, fingerprint }, '', key));
  await expect(O.install, 201, install({ ...whole, fingerprint }, '?fields=ids', key));
  await expect(O.install, 422, install({ ...whole, name: 'M', fingerprint }, '', key));

  const list = `${API}/installations`;
  await expect(O.installations, 200, plain.get(list));
  const { body } = await expect(O.installations, 200, plain.get(`${list}?limit=1`));
  await expect(O.installations, 200, plain.get(`${list}?limit=1&cursor=${body.next}`));
  await expect(O.installations, 200, plain.get(`${list}?template=${diga}`));
  await expect(O.installations, 400, plain.get(`${list}?template=x`));
  for (const { id } of (await plain.read(list)).items) {
    await expect(O.installation, 200, plain.get(`${list}/${id}`));
    await expect(O.drift, 200, plain.get(`${list}/${id}/drift`));
    await expect(O.history, 200, plain.get(`${list}/${id}/history`));
    await expect(O.export, 200, plain.get(`${API}/integrations/${id}/template`));
  }
  const exported = `${API}/integrations/${body.items[0].id}/template`;
  await expect(O.export, 200, plain.get(`${exported}?secrets=variables`));
  await expect(O.export, 400, plain.get(`${exported}?secrets=keep`));
}

/** An installation of version 1 of the integrator template by `plain`. */
async function firstVersion({ plain }, template) {
  const connections = { [SMALL.connection]: await connectionOf(plain) };
  const request = { template, version: 1, connections };
  const { fingerprint } = await must(200, plain.post(`${API}/plans`, request));
  const body = { ...request, fingerprint };
  return must(201, plain.post(`${API}/installations`, body));
}

export async function changeSteps(story) {
  const { plain, expect } = story;
  const { integrator } = await templatesOf(story);
  const made = await firstVersion(story, integrator);
  const path = `${API}/installations/${made.id}`;
  const { id } = bySource(made, SMALL.export);
  const edit = async (fields) => {
    const document = await plain.read(`/v1/exports/${id}`);
    await must(200, plain.put(`/v1/exports/${id}`, { ...document, ...fields }));
  };
  await edit({ name: 'Mine', more: [1, { a: null }] });
  const flow = { name: 'User', pageGenerators: [{ _exportId: id }], _integrationId: made.id };
  const { _id: user } = await plain.create('flows', flow);
  await expect(O.drift, 200, plain.get(`${path}/drift`));
  await expect(O.uninstall, 409, plain.delete(path));

  await expect(O.upgradePlan, 200, plain.post(`${path}/upgrade-plan`, {}));
  await expect(O.upgradePlan, 200, plain.post(`${path}/upgrade-plan`, { rule: 'theirs' }));
  await expect(O.upgradePlan, 404, plain.post(`${path}/upgrade-plan`, { version: 9 }));
  await expect(O.upgradePlan, 422, plain.post(`${path}/upgrade-plan`, { version: 0 }));
  const upgrade = (body, query = '') => plain.post(`${path}/upgrade${query}`, body);
  await expect(O.upgrade, 409, upgrade({}));
  await expect(O.upgrade, 409, upgrade({ rule: 'mine', fingerprint: STALE }));
  await expect(O.upgrade, 404, upgrade({ version: 9 }));
  await expect(O.upgrade, 422, upgrade({ rule: 'ours' }));
  await expect(O.upgrade, 422, upgrade({ rule: 'mine', variables: { unknown: 1 } }));
  const resolutions = { [SMALL.export]: { name: { value: 'Ours' } } };
  await expect(O.upgrade, 200, upgrade({ resolutions }, '?dryRun=true'));
  await expect(O.upgrade, 200, upgrade({ resolutions }));
  await expect(O.upgrade, 200, upgrade({}));

  const revert = (body, query = '') => plain.post(`${path}/revert${query}`, body);
  const field = 'more';
  await expect(O.revert, 200, revert({ resource: id, field }, '?dryRun=true'));
  await expect(O.revert, 200, revert({ resource: id, field }));
  await expect(O.revert, 422, revert({ resource: id, field: 'nothing.there' }));
  await expect(O.revert, 422, revert({ field }));
  await expect(O.revert, 404, revert({ resource: UNKNOWN }));
  await expect(O.revert, 200, revert({ resource: id }));
  await expect(O.history, 200, plain.get(`${path}/history`));

  const rollback = (body, query = '') => plain.post(`${path}/rollback${query}`, body);
  await edit({ name: 'Edited since' });
  await expect(O.rollback, 409, rollback({}));
  await expect(O.rollback, 200, rollback({ discardEdits: true }, '?dryRun=true'));
  await expect(O.rollback, 200, rollback({ step: 1, discardEdits: true }));
  await expect(O.rollback, 404, rollback({ step: 99 }));
  await expect(O.rollback, 422, rollback({ step: 'x' }));
  await expect(O.history, 200, plain.get(`${path}/history`));
  await expect(O.installation, 200, plain.get(path));

  const all = 'discardEdits=true&breakReferences=true';
  await expect(O.uninstall, 200, plain.delete(`${path}?${all}&dryRun=true`));
  await expect(O.uninstall, 200, plain.delete(`${path}?${all}`));
  await expect(O.uninstall, 404, plain.delete(path));
  assert.equal((await plain.get(`/v1/flows/${user}`)).status, 200);
}

/** What every operation refuses in the same way. */
export async function guardSteps(story) {
  const { owner, plain, expect } = story;
  const { integrator } = await templatesOf(story);
  const made = await firstVersion(story, integrator);
  for (const operation of Object.values(O)) {
    const [method, pattern] = operation.split(' ');
    const fill = (template, other) =>
      pattern
        .replace('{templateId}', template)
        .replace('{number}', 1)
        .replace(/\{\w+\}/, other);
    const path = fill(integrator, made.id);
    const takesBody = method === 'POST' || method === 'PATCH';
    const partners = path.startsWith(`${API}/templates`) || operation === O.openApi;
    const client = partners ? owner : plain;
    const send = (target, options = {}) =>
      client.request(method, target, takesBody ? { json: {}, ...options } : options);
    await story.unauthorized(operation, method, path, takesBody ? { json: {} } : {});
    await expect(operation, 400, send(`${path}?unknown=1`));
    await expect(operation, 431, send(path, BIG_HEAD));
    const nowhere = fill(UNKNOWN, UNKNOWN);
    if (nowhere !== path && !path.includes('/diff')) {
      const body = operation === O.revert ? { resource: UNKNOWN } : { runKey: 'x' };
      const fields = operation === O.publish || operation === O.revert ? body : {};
      await expect(operation, 404, send(nowhere, takesBody ? { json: fields } : {}));
    }
    // A zip is no JSON; support/account_steps.mjs has its refusals.
    if (!takesBody || operation === O.upload) continue;
    await expect(operation, 400, client.request(method, path, BROKEN));
    await expect(operation, 415, client.request(method, path, TEXT));
    await expect(operation, 413, send(path, { json: TOO_LONG }));
    await expect(operation, 422, send(path, { json: [] }));
  }
}

/** What a server answers that trusts nobody's signature but must have one. */
export async function unsignedSteps(story) {
  const { plain, expect } = story;
  const { integrator } = await templatesOf(story);
  const connections = { [SMALL.connection]: await connectionOf(plain) };
  const request = { template: integrator, version: 1, connections };
  const { body } = await expect(O.plan, 200, plain.post(`${API}/plans`, request));
  assert.equal(body.problems[0].code, 'unsigned');
  const { fingerprint } = body;
  const install = plain.post(`${API}/installations`, { ...request, fingerprint });
  await expect(O.install, 422, install);
}
