import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { imprint, temporaryFolder } from '../../../tests/e2e/support/server.mjs';
import { DEMO, demoZip, publishDiga, publishVersion, publishZip } from './seed.mjs';

const OTHERS = [
  [
    'Support tickets to issues',
    'Opens an issue for each ticket that engineering has to see, and answers when it is closed.',
    ['zendesk', 'jira'],
  ],
  [
    'Card payouts to bank deposits',
    'Every payout with its fees, as a deposit that can be matched.',
    ['stripe', 'netsuite'],
  ],
  [
    'Leads to customers',
    'Won opportunities become customers and their first order.',
    ['salesforce', 'netsuite'],
  ],
  [
    'Stock alerts',
    'Tells the channel of a warehouse what runs out within a week.',
    ['shopify', 'slack'],
  ],
  [
    'New colleagues',
    'Accounts, groups and a welcome message from one record of a new colleague.',
    ['bamboohr', 'okta', 'slack'],
  ],
  [
    'EDI orders to the warehouse',
    'Reads 850 documents, sends pick files, answers with 856 and 810.',
    ['sftp', 'netsuite'],
  ],
  [
    'Subscriptions to invoices',
    'Renewals, upgrades and credits, one invoice each.',
    ['chargebee', 'xero'],
  ],
];

/** A publisher's key: {file, publicKey}. */
export function publisherKey() {
  const file = path.join(temporaryFolder(), 'publisher.key');
  const run = imprint('keygen', '-o', file);
  assert.equal(run.code, 0, run.stderr);
  return { file, publicKey: run.stdout.trim() };
}

/** The signature of a zip, as a version takes it. */
function signatureOf(bytes, key) {
  const source = path.join(temporaryFolder(), 'signed.zip');
  writeFileSync(source, bytes);
  const run = imprint('sign', source, '--key', key.file);
  assert.equal(run.code, 0, run.stderr);
  const { signature } = JSON.parse(run.stdout);
  return { publicKey: key.publicKey, signature };
}

const secondVersion = () =>
  demoZip((name, text) => {
    if (name.startsWith('exports/Storefront-orders-')) {
      return text
        .replace('"pageSize": 50', '"pageSize": 100')
        .replace('with lines, taxes and payments', 'with lines, taxes, tips and payments');
    }
    return text.replace(
      '"name": "Nightly product backfill"',
      '"name": "Product backfill, every night"',
    );
  });

/** Connections of the account for the demo's four, by the template's ids. */
async function demoConnections(client, template) {
  const { connections } = await client.read(`/api/v1/templates/${template}/versions/latest`);
  const made = {};
  for (const { templateId, name, type } of connections) {
    const fields =
      name === 'Storefront' ? { http: { baseURI: 'https://globex.myshopify.com' } } : {};
    const own = await client.create('connections', {
      name: `Globex ${name.toLowerCase()}`,
      type,
      ...fields,
    });
    made[templateId] = own._id;
  }
  return made;
}

async function installDemo(client, template) {
  const request = {
    template,
    connections: await demoConnections(client, template),
    variables: {
      store_domain: 'globex.myshopify.com',
      ledger_subsidiary: '7',
      alert_channel: '#globex-orders',
      order_prefix: 'GLX-',
    },
  };
  const plan = await client.post('/api/v1/plans', request);
  assert.deepEqual(plan.body.problems, []);
  const { fingerprint } = plan.body;
  const reply = await client.post('/api/v1/installations', { ...request, fingerprint });
  assert.equal(reply.status, 201, reply.text);
  return reply.body;
}

async function editExport(client, installation) {
  const { id } = installation.resources.find(({ name }) => name === 'Storefront orders');
  const { text } = await client.get(`/v1/exports/${id}`);
  const edited = text
    .replace('"pageSize":50', '"pageSize":20')
    .replace('Orders that changed since the last run', 'Our orders since the last run');
  const reply = await client.request('PUT', `/v1/exports/${id}`, {
    body: edited,
    headers: { 'content-type': 'application/json' },
  });
  assert.equal(reply.status, 200, reply.text);
}

/**
 * What a server looks like that people use: a catalogue of both kinds, the demo's template signed
 * by a publisher whom the server trusts (start it with `trusted_publishers` of `key`), and
 * installed by the customer, who edited it before its second version came. Gives
 * {template, weather, installation}.
 */
export async function fillShowcase(site, key) {
  const { publisher, customer } = site;
  const other = site.as('northwind', '--partner');
  const template = await publishZip(publisher, demoZip(), DEMO);
  const installation = await installDemo(customer, template);
  await editExport(customer, installation);
  const bytes = secondVersion();
  await publishVersion(publisher, template, bytes, {
    note: 'Larger pages, and tips.',
    signature: signatureOf(bytes, key),
  });
  for (const [at, [name, description, applications]] of OTHERS.entries()) {
    await publishZip(at % 2 ? publisher : other, demoZip(), { name, description, applications });
  }
  const weather = await publishDiga(publisher, 'en');
  return { template, weather, installation };
}
