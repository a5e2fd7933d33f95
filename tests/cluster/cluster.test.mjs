import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { bundle, ID } from '../crash/whole.mjs';
import { SMALL, smallBundle } from '../e2e/support/bundle.mjs';
import { clientOf, expectUnauthorized, putFile } from '../e2e/support/client.mjs';
import { installPath, publish } from '../e2e/support/installs.mjs';
import { createToken, imprint } from '../e2e/support/server.mjs';
import { previewPath } from '../faults/support/clients.mjs';
import { someBucket, somePostgres } from '../faults/support/services.mjs';
import { openCluster } from './support/cluster.mjs';

const SIGN = '/v1/s3SignedURL?file_name=t.zip&file_type=application/zip';
const KEYS = 30;
const ADDRESS = '203.0.113.9'; // of a client, in a range for documentation

describe('three processes on PostgreSQL and a bucket behind nginx', () => {
  let postgres;
  let bucket;
  let cluster;
  let world;
  before(async () => {
    [postgres, bucket] = await Promise.all([somePostgres(), someBucket()]);
    cluster = await openCluster(postgres, bucket);
    world = cluster.world;
  });
  after(async () => {
    await cluster?.close();
    bucket?.end();
    postgres?.end();
  });

  /** A client of each process, past nginx. */
  const each = (token) => cluster.urls.map((url) => clientOf(url, token));

  it('share uploads: one signs, another shows, the third installs', async () => {
    const [first, second, third] = each(world.token);
    const { signedURL, runKey } = await first.read(SIGN);
    assert.ok(signedURL.startsWith(`${bucket.endpoint}/`), signedURL);
    const put = await putFile(signedURL, smallBundle().zip());
    assert.equal(put.status, 200, put.text);
    const shown = await second.read(previewPath(runKey));
    assert.equal(shown.objects[0].doc._id, SMALL.integration);
    const installed = await third.post('/v1/integrations/template', { runKey });
    assert.equal(installed.status, 200, installed.text);
    for (const client of [first, second, world.client()]) {
      const path = `/v1/integrations/${installed.body._integrationId}`;
      assert.equal((await client.read(path)).name, 'Small');
    }
  });

  it('make one installation for one idempotency key', async () => {
    const ids = new Set();
    for (let n = 0; n < KEYS; n += 1) {
      const body = { connectionMap: world.connectionMap, name: `key ${n}` };
      const options = { headers: { 'idempotency-key': `cluster-${n}` } };
      const replies = await Promise.all(
        each(world.token).map((one) => one.post(installPath(world.template), body, options)),
      );
      for (const reply of replies) {
        assert.equal(reply.status, 200, reply.text);
        assert.equal(reply.text, replies[0].text);
      }
      ids.add(replies[0].body._integrationId);
    }
    const all = await world.client().list('/v1/integrations?limit=1000');
    assert.equal(ids.size, KEYS);
    assert.equal(all.filter(({ name }) => /^key \d+$/.test(name)).length, KEYS);
  });

  it('refuse a revoked token at once', async (t) => {
    const token = createToken(world.data, 'leaver');
    for (const client of each(token)) assert.equal((await client.get('/v1/flows')).status, 200);
    const rows = imprint('token', 'list', '--data', world.data).stdout.split('\n');
    const [id] = rows.find((row) => /\bleaver\b/.test(row)).trim().split(/\s+/);
    const started = performance.now();
    const run = imprint('token', 'revoke', id, '--data', world.data);
    assert.equal(run.code, 0, run.stderr);
    const revoked = performance.now();
    const replies = await Promise.all(each(token).map((client) => client.get('/v1/flows')));
    for (const reply of replies) expectUnauthorized(reply, 'Bearer Authentication Failed');
    t.diagnostic(
      `refused by all ${Math.round(performance.now() - revoked)} ms after the command, ` +
        `which took ${Math.round(revoked - started)} ms`,
    );
  });

  it('know a new token at once', async () => {
    const token = createToken(world.data, 'joiner');
    for (const client of each(token)) assert.equal((await client.get('/v1/flows')).status, 200);
  });

  it('show a template as it was edited on another at once', async () => {
    const owners = each(world.ownerToken);
    const { _id } = await owners[0].create('templates', { name: 'T' });
    const path = `/v1/templates/${_id}`;
    for (let n = 0; n < 30; n += 1) {
      const [writer] = owners.splice(0, 1);
      owners.push(writer);
      const edited = await writer.put(path, { name: `T ${n}` });
      assert.equal(edited.status, 200, edited.text);
      for (const one of owners) assert.equal((await one.read(path)).name, `T ${n}`);
    }
  });

  it('show the content that came in through another at once', async () => {
    const owners = each(world.ownerToken);
    const template = await publish(owners[0], bundle());
    for (const [n, owner] of owners.entries()) {
      const changed = bundle().add('Export', {
        _id: SMALL.flow,
        name: `Extra ${n}`,
        _connectionId: ID.connection,
      });
      await owner.uploadTo(template, changed.zip());
      for (const one of owners) {
        const { objects } = await one.read(`/v1/templates/${template}/preview`);
        assert.ok(objects.some(({ doc }) => doc.name === `Extra ${n}`));
      }
    }
  });

  it('keep edits of different fields', async () => {
    const owners = each(world.ownerToken);
    const { _id } = await owners[0].create('templates', { name: 'T' });
    await owners[0].uploadTo(_id, smallBundle().zip());
    const path = `/v1/templates/${_id}`;
    for (let n = 0; n < 20; n += 1) {
      const published = n % 2 === 0;
      const wanted = { description: `d ${n}`, websiteURL: `https://example.org/${n}` };
      const [a, b, c] = owners;
      const replies = await Promise.all([
        a.put(path, { name: 'T', description: wanted.description }),
        b.put(path, { name: 'T', websiteURL: wanted.websiteURL }),
        c.patch(path, [{ op: 'replace', path: '/published', value: published }]),
      ]);
      for (const reply of replies) assert.equal(reply.status, 200, reply.text);
      const shown = await world.owner().read(path);
      for (const [key, value] of Object.entries(wanted)) assert.equal(shown[key], value);
      assert.equal(shown.published ?? false, published);
    }
  });

  it("pass on the client's address and the request's id", async () => {
    const client = world.client();
    const id = 'cluster-test-0123456789';
    const headers = { 'x-forwarded-for': ADDRESS, 'x-request-id': id };
    const made = await client.post('/v1/flows', { name: 'Audited' }, { headers });
    assert.equal(made.status, 201, made.text);
    assert.equal(made.headers.get('x-request-id'), id);
    for (const one of each(world.token)) {
      const [entry] = await one.list(`/v1/audit?_resourceId=${made.body._id}`);
      assert.equal(entry.ipAddress, ADDRESS);
      assert.equal(entry.requestId, id);
    }
  });
});
