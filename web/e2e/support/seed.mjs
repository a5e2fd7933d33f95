import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Bundle, templateId } from '../../../tests/e2e/support/bundle.mjs';
import { filesUnder } from '../../../tests/e2e/support/files.mjs';
import { imprint, repository, temporaryFolder } from '../../../tests/e2e/support/server.mjs';
import { zip } from '../../../tests/e2e/support/zip.mjs';

const demo = path.join(repository, 'demo/template');

/** The demo's bundle as a zip. `change(name, text)` may give another text for a file. */
export function demoZip(change = (_, text) => text) {
  return zip(
    filesUnder(demo).map((file) => {
      const name = path.relative(demo, file);
      return { name, data: change(name, readFileSync(file, 'utf8')) };
    }),
  );
}

/** A published template of a zip; its id. `fields` describe it. */
export async function publishZip(publisher, bytes, fields) {
  const { _id } = await publisher.create('templates', { published: false, ...fields });
  await publisher.uploadTo(_id, bytes);
  const document = { ...fields, published: true };
  const reply = await publisher.put(`/v1/templates/${_id}`, document);
  assert.equal(reply.status, 200, reply.text);
  return _id;
}

/** Another version of a template; its number. */
export async function publishVersion(publisher, template, bytes, fields = {}) {
  const runKey = await publisher.upload(bytes);
  const reply = await publisher.post(`/api/v1/templates/${template}/versions`, {
    runKey,
    ...fields,
  });
  assert.equal(reply.status, 201, reply.text);
  return reply.body.number;
}

export const DEMO = {
  name: 'Storefront orders to ledger',
  description: 'Orders, refunds and payouts into the ledger; stock and shipments back.',
  applications: ['shopify', 'netsuite'],
};

/** The demo's template, published; its id. */
export const publishDemo = (publisher, fields = {}) =>
  publishZip(publisher, demoZip(), { ...DEMO, ...fields });

/** The demo's template of kind diga, made of its OpenAPI document; its id. */
export async function publishDiga(publisher, language = 'en') {
  const file = path.join(temporaryFolder(), 'template.json');
  const document = path.join(repository, 'demo/weather.openapi.yaml');
  const run = imprint('template', 'from-openapi', document, '--language', language, '-o', file);
  assert.equal(run.code, 0, run.stderr);
  const reply = await publisher.post(
    '/v1/integration/template',
    JSON.parse(readFileSync(file, 'utf8')),
  );
  assert.equal(reply.status, 201, reply.text);
  return reply.body.id;
}

/** What an install of `count` resources looks like: flows of an export, a script and imports. */
export function largeBundle(count, { renamed = [], connections = 6 } = {}) {
  const id = (offset, at) => templateId(offset + at);
  const name = (text, at) => (renamed.includes(at) ? `${text}, renamed` : text);
  const bundle = new Bundle().add('Integration', { _id: templateId(1), name: 'Everything' });
  for (let at = 0; at < connections; at++) {
    bundle.add('Connection', { _id: id(0x1000, at), type: 'http', name: `Shop ${at + 1}` });
  }
  const flows = Math.floor((count - 1) / 4);
  for (let at = 0; at < flows; at++) {
    const connection = id(0x1000, at % connections);
    bundle
      .script(
        { _id: id(0x20000, at), name: `Clean ${at}` },
        `// ${at}\nfunction clean(o) {\n  return o.data;\n}\n`,
      )
      .add('Export', {
        _id: id(0x30000, at),
        name: name(`Orders of shop ${at}`, at),
        adaptorType: 'HTTPExport',
        _connectionId: connection,
        http: { relativeURI: `/orders?page=${at}&since=<<since>>`, method: 'GET' },
        hooks: { preSavePage: { _scriptId: id(0x20000, at), function: 'clean' } },
      })
      .add('Import', {
        _id: id(0x40000, at),
        name: `Invoices of shop ${at}`,
        adaptorType: 'HTTPImport',
        _connectionId: id(0x1000, (at + 1) % connections),
        http: { relativeURI: [`/invoices/${at}`], method: ['POST'] },
      })
      .add('Flow', {
        _id: id(0x50000, at),
        name: `Orders to invoices ${at}`,
        _integrationId: templateId(1),
        pageGenerators: [{ _exportId: id(0x30000, at) }],
        pageProcessors: [
          { type: 'import', _importId: id(0x40000, at) },
          ...(at > 0 ? [{ type: 'import', _importId: id(0x40000, at - 1) }] : []),
        ],
      });
  }
  return bundle;
}

/** A published template with about `count` resources; its id. */
export const publishLarge = (publisher, count = 1000) =>
  publishZip(publisher, largeBundle(count).zip(), {
    name: `A thousand and one orders`,
    description: 'As large as templates get.',
    applications: ['shopify'],
  });

/** Connections of an account, one for each name; their ids. */
export async function connections(client, ...names) {
  const made = [];
  for (const name of names)
    made.push((await client.create('connections', { name, type: 'http' }))._id);
  return made;
}
