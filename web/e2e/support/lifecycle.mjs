import assert from 'node:assert/strict';
import { Bundle, templateId } from '../../../tests/e2e/support/bundle.mjs';
import { bySource, installed, must } from '../../../tests/e2e/support/native.mjs';
import { connections, publishVersion, publishZip } from './seed.mjs';

/** The ids that the story's resources have in its template. */
export const IDS = {
  integration: templateId(1),
  shop: templateId(2),
  orders: templateId(3),
  ledger: templateId(4),
  hourly: templateId(5),
  script: templateId(6),
  refunds: templateId(7),
  nightly: templateId(8),
  files: templateId(9),
};

const lines = (count, changed) =>
  Array.from({ length: count }, (_, at) => `  // line ${at}${at === changed ? ', changed' : ''}`);

const source = (changed) =>
  ['function clean(options) {', ...lines(30, changed), '  return options.data;', '}', ''].join(
    '\n',
  );

/** A version of the story's template. `orders` are fields of an export; the others say what is in it. */
export function storyBundle({
  orders = {},
  flow = 'hourly',
  refunds = '/refunds',
  changedLine = -1,
  asks = false,
} = {}) {
  const bundle = new Bundle()
    .add('Integration', { _id: IDS.integration, name: 'Orders to ledger' })
    .add('Connection', { _id: IDS.shop, type: 'http', name: 'Shop' })
    .script({ _id: IDS.script, name: 'Clean' }, source(changedLine))
    .add('Export', {
      _id: IDS.orders,
      name: 'New orders',
      adaptorType: 'HTTPExport',
      _connectionId: IDS.shop,
      pageSize: 20,
      http: { relativeURI: asks ? '/<<store>>/orders' : '/orders', method: 'GET' },
      hooks: { preSavePage: { _scriptId: IDS.script, function: 'clean' } },
      ...orders,
    })
    .add('Import', {
      _id: IDS.ledger,
      name: 'Ledger',
      adaptorType: 'HTTPImport',
      _connectionId: IDS.shop,
      http: { relativeURI: ['/ledger'], method: ['POST'] },
    })
    .add('Flow', {
      _id: IDS[flow],
      name: flow === 'hourly' ? 'Hourly' : 'Nightly',
      schedule: flow === 'hourly' ? '? 5 * ? * *' : '? 5 2 ? * *',
      _integrationId: IDS.integration,
      pageGenerators: [{ _exportId: IDS.orders }],
      pageProcessors: [{ type: 'import', _importId: IDS.ledger }],
    });
  if (refunds) {
    bundle.add('Export', {
      _id: IDS.refunds,
      name: 'Refunds',
      adaptorType: 'HTTPExport',
      _connectionId: IDS.shop,
      http: { relativeURI: refunds, method: 'GET' },
    });
  }
  if (asks) bundle.add('Connection', { _id: IDS.files, type: 'ftp', name: 'Archive' });
  return bundle;
}

/** Changes an installed document through the integrator.io dialect. */
export async function edit(client, path, fields) {
  const document = await client.read(`/v1/${path}`);
  await must(200, client.put(`/v1/${path}`, { ...document, ...fields }));
}

/**
 * The story's template in version 1, installed by `client`: {template, installation, path, idOf}.
 * `idOf(source)` is the id that the resource has in the account.
 */
export async function installStory(site, client) {
  const { publisher } = site;
  const template = await publishZip(publisher, storyBundle().zip(), {
    name: 'Orders to ledger',
    description: 'Orders into the ledger, every hour.',
    applications: ['shopify'],
  });
  const [shop] = await connections(client, 'My shop');
  const installation = await installed(client, { template, connections: { [IDS.shop]: shop } });
  return {
    template,
    installation,
    path: `/installations/${installation.id}`,
    idOf: (from) => bySource(installation, from).id,
  };
}

/** What somebody changes by hand: two fields, a schedule, a script, and one resource deleted. */
export async function changeByHand(client, story) {
  const { idOf } = story;
  await edit(client, `exports/${idOf(IDS.orders)}`, { name: 'My orders', pageSize: 100 });
  await edit(client, `imports/${idOf(IDS.ledger)}`, { description: 'Checked by hand' });
  await edit(client, `flows/${idOf(IDS.hourly)}`, { schedule: '? 30 * ? * *' });
  const reply = await client.delete(`/v1/exports/${idOf(IDS.refunds)}`);
  assert.equal(reply.status, 204, reply.text);
}

/** A second version that is at odds with all of `changeByHand` but the import. */
export function publishSecond(site, template, changes = {}) {
  const bundle = storyBundle({
    orders: { name: 'Orders since yesterday', pageSize: 50 },
    flow: 'nightly',
    refunds: '/v2/refunds',
    changedLine: 7,
    ...changes,
  });
  return publishVersion(site.publisher, template, bundle.zip(), { note: 'Nightly, not hourly' });
}
