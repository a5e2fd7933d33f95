import assert from 'node:assert/strict';
import { COLLECTIONS, SMALL, smallBundle } from './bundle.mjs';

/** A new published template of `owner`; gives its id. */
export async function publish(owner, bundle) {
  const template = await owner.create('templates', { name: 'T' });
  await owner.uploadTo(template._id, bundle.zip());
  const patch = [{ op: 'replace', path: '/published', value: true }];
  const reply = await owner.patch(`/v1/templates/${template._id}`, patch);
  assert.equal(reply.status, 200, reply.text);
  return template._id;
}

export const installPath = (template) => `/v1/integrations/template/${template}`;

/** Installs a template, which must succeed; gives the reply. */
export async function install(client, template, body, options) {
  const reply = await client.post(installPath(template), body, options);
  assert.equal(reply.status, 200, reply.text);
  return reply;
}

/** Makes a connection that fits the small bundle; gives the map. */
export async function oneConnection(client) {
  const { _id } = await client.create('connections', { name: 'C', type: 'http' });
  return { [SMALL.connection]: _id };
}

/** The path of an object of a preview's or install's answer. */
export const pathOf = ({ model, doc }) => `/v1/${COLLECTIONS[model]}/${doc._id}`;

/** The document that an install made from the template's `source`. */
export function bySource(answer, source) {
  const found = answer.objects.find(({ doc }) => doc._sourceId === source);
  assert.ok(found, `an object made from ${source}`);
  return found.doc;
}

export function countModels(objects) {
  const counts = {};
  for (const { model } of objects) counts[model] = (counts[model] ?? 0) + 1;
  return counts;
}

/** Installs the small bundle for `account` from a zip; gives the documents by template id. */
export async function installSmall(account) {
  const runKey = await account.upload(smallBundle().zip());
  const connection = await account.create('connections', { name: 'Mapped', type: 'http' });
  const connectionMap = { [SMALL.connection]: connection._id };
  const reply = await account.post('/v1/integrations/template', { runKey, connectionMap });
  assert.equal(reply.status, 200, reply.text);
  const made = Object.fromEntries(reply.body.objects.map(({ doc }) => [doc._sourceId, doc]));
  return { ...made, [SMALL.connection]: connection };
}
