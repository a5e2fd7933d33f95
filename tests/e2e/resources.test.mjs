import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { COLLECTIONS, EMPTY_IS_204, SMALL, minimal, templateId } from './support/bundle.mjs';
import { expectError } from './support/client.mjs';
import { installSmall } from './support/installs.mjs';
import { startServer } from './support/server.mjs';
import { STORY } from './support/story.mjs';

/** The URL of a Link header's relation, or undefined. */
function linked(reply, relation) {
  for (const link of (reply.headers.get('link') ?? '').split(/,\s*(?=<)/)) {
    const match = /^<([^>]*)>;.*rel="?(\w+)"?/.exec(link);
    if (match?.[2] === relation) return match[1];
  }
  return undefined;
}

describe('resources', () => {
  let server;
  let owner;
  let client;
  before(async () => {
    server = await startServer();
    owner = server.as('acme', '--partner');
    client = server.as('shop');
  });
  after(() => server.stop());

  for (const collection of Object.values(COLLECTIONS)) {
    describe(collection, () => {
      const root = `/v1/${collection}`;
      let member;
      before(() => {
        member = server.as(`member of ${collection}`);
      });

      it('lists nothing', async () => {
        const reply = await member.get(root);
        if (EMPTY_IS_204.includes(collection)) {
          assert.equal(reply.status, 204);
          assert.equal(reply.text, '');
        } else {
          assert.equal(reply.status, 200);
          assert.deepEqual(reply.body, []);
        }
      });

      it('makes, reads, replaces and deletes', async () => {
        const sent = { ...minimal(collection, 'One'), note: { deep: [1, 2.50] } };
        const made = await member.create(collection, sent);
        const { _id, createdAt, lastModified, ...rest } = made;
        assert.match(_id, /^[0-9a-f]{24}$/);
        assert.match(createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
        assert.match(lastModified, /Z$/);
        assert.deepEqual(rest, sent);
        const path = `${root}/${_id}`;
        assert.deepEqual(await member.read(path), made);
        assert.deepEqual(await member.list(root), [made]);
        assert.deepEqual(await member.read(`${path}/dependencies`), {});

        const replaced = await member.put(path, {
          ...minimal(collection, 'Two'),
          _id: templateId(1),
          createdAt: '2001-01-01T00:00:00.000Z',
          extra: true,
        });
        assert.equal(replaced.status, 200, replaced.text);
        const now = await member.read(path);
        assert.deepEqual(now, replaced.body);
        assert.equal(now._id, _id);
        assert.equal(now.createdAt, createdAt);
        assert.equal(now.name, 'Two');
        assert.equal(now.extra, true);
        assert.ok(!('note' in now), 'PUT replaces the whole document');

        const gone = await member.delete(path);
        assert.equal(gone.status, 204);
        assert.equal(gone.text, '');
        const good = minimal(collection, 'X');
        expectError(await member.get(path), 404, 'invalid_ref');
        expectError(await member.put(path, good), 404, 'invalid_ref');
        expectError(await member.delete(path), 404, 'invalid_ref');
        expectError(await member.get(`${path}/dependencies`), 404, 'invalid_ref');
        assert.deepEqual(await member.list(root), []);
      });

      it('answers 404 for ids that are none', async () => {
        for (const id of ['x', templateId(5).toUpperCase(), `${templateId(5)}0`, templateId(5)]) {
          expectError(await member.get(`${root}/${id}`), 404, 'invalid_ref');
        }
      });

      it('asks for what it needs', async () => {
        if (collection === 'iclients') return;
        expectError(await member.post(root, {}), 422, 'missing_required_field', 'name');
        if (collection !== 'connections') return;
        const reply = await member.post(root, { name: 'C' });
        expectError(reply, 422, 'missing_required_field', 'type');
      });

      it('pages', async () => {
        const all = [];
        for (const name of ['A', 'B', 'C', 'D', 'E']) {
          all.push((await member.create(collection, minimal(collection, name)))._id);
        }
        assert.deepEqual(all, [...all].sort(), 'ids ascend');
        const ids = (reply) => reply.body.map(({ _id }) => _id);
        const first = await member.get(`${root}?limit=2`);
        assert.deepEqual(ids(first), all.slice(0, 2));
        assert.equal(linked(first, 'prev'), undefined);
        const second = await member.get(linked(first, 'next'));
        assert.deepEqual(ids(second), all.slice(2, 4));
        assert.deepEqual(ids(await member.get(linked(second, 'prev'))), all.slice(0, 2));
        const last = await member.get(linked(second, 'next'));
        assert.deepEqual(ids(last), all.slice(4));
        assert.equal(linked(last, 'next'), undefined);
        assert.deepEqual(ids(await member.get(`${root}?limit=2&skip=1`)), all.slice(1, 3));
        assert.deepEqual(await member.list(`${root}?skip=100`), []);
      });
    });
  }

  describe('projection', () => {
    let made;
    let member;
    before(async () => {
      member = server.as('projector');
      made = await member.create('exports', {
        name: 'E',
        adaptorType: 'HTTPExport',
        http: { relativeURI: '/a', method: 'GET' },
        other: 1,
      });
    });
    const one = async (query) => (await member.read(`/v1/exports?${query}`))[0];

    it('includes the paths asked for, the id, the name and the adaptor type', async () => {
      const { _id, name, adaptorType } = made;
      const kept = { _id, name, adaptorType };
      const narrow = await one('include=http.method');
      assert.deepEqual(narrow, { ...kept, http: { method: 'GET' } });
      assert.deepEqual(await one('include=other,nothing.here'), { ...kept, other: 1 });
    });

    it('excludes paths', async () => {
      const { other, ...rest } = made;
      assert.equal(other, 1);
      const doc = await one('exclude=other,http.method');
      assert.deepEqual(doc, { ...rest, http: { relativeURI: '/a' } });
    });

    it('is ignored when empty and by GET by id', async () => {
      assert.deepEqual(await one('include='), made);
      assert.deepEqual(await one('exclude=&include='), made);
      assert.deepEqual(await member.read(`/v1/exports/${made._id}?include=other`), made);
    });

    it('refuses what it cannot understand', async () => {
      for (const query of [
        'include=a&exclude=b',
        'include=a%20b',
        'exclude=a-b',
        'include=%3C',
        'limit=ten',
        'limit=-1',
        'skip=1.5',
        'skip=x',
      ]) {
        expectError(await member.get(`/v1/exports?${query}`), 400, 'invalid_query_params');
      }
    });

    it('works on installed resources', async () => {
      const account = server.as('projecting installer');
      const made = (await installSmall(account))[SMALL.export];
      const [doc] = await account.read('/v1/exports?include=http.method');
      const { _id, name, adaptorType } = made;
      assert.deepEqual(doc, { _id, name, adaptorType, http: { method: 'GET' } });
    });
  });

  describe('references', () => {
    it("must be the caller's and of the right model", async () => {
      const elsewhere = server.as('elsewhere');
      const theirs = await elsewhere.create('connections', { name: 'C', type: 'http' });
      const script = await client.create('scripts', { name: 'S' });
      const step = (_exportId) => ({ name: 'F', pageGenerators: [{ _exportId }] });
      const cases = [
        ['exports', { name: 'E', _connectionId: theirs._id }, '_connectionId'],
        ['exports', { name: 'E', _connectionId: templateId(9) }, '_connectionId'],
        ['exports', { name: 'E', _connectionId: script._id }, '_connectionId'],
        ['flows', step(script._id), 'pageGenerators[0]._exportId'],
        [
          'imports',
          { name: 'I', hooks: { preMap: { _scriptId: templateId(9) } } },
          'hooks.preMap._scriptId',
        ],
      ];
      for (const [collection, body, field] of cases) {
        const reply = await client.post(`/v1/${collection}`, body);
        expectError(reply, 422, 'invalid_ref', field);
        const made = await client.create(collection, { name: 'Good' });
        const put = await client.put(`/v1/${collection}/${made._id}`, body);
        expectError(put, 422, 'invalid_ref', field);
      }
    });

    it('are all reported at once', async () => {
      const reply = await client.post('/v1/flows', {
        name: 'F',
        pageGenerators: [{ _exportId: templateId(8) }, { _exportId: templateId(9) }],
      });
      assert.equal(expectError(reply, 422, 'invalid_ref').length, 2);
    });

    it('stand in the way of a deletion, which names the users', async () => {
      const account = server.as('deleter');
      const connection = await account.create('connections', { name: 'C', type: 'http' });
      const used = await account.create('exports', {
        name: 'User of C',
        _connectionId: connection._id,
      });
      const path = `/v1/connections/${connection._id}`;
      const uses = { exports: [{ _id: used._id, name: 'User of C' }] };
      assert.deepEqual(await account.read(`${path}/dependencies`), uses);
      const text = JSON.stringify(expectError(await account.delete(path), 422, 'resource_in_use'));
      assert.ok(text.includes(used._id) || text.includes('User of C'), text);

      await account.put(`/v1/exports/${used._id}`, { name: 'Free' });
      assert.deepEqual(await account.read(`${path}/dependencies`), {});
      assert.equal((await account.delete(path)).status, 204);
    });

    it('of installed resources count too', async () => {
      const account = server.as('installer');
      const made = await installSmall(account);
      const connection = `/v1/connections/${made[SMALL.connection]._id}`;
      const uses = await account.read(`${connection}/dependencies`);
      assert.deepEqual(uses.exports, [{ _id: made[SMALL.export]._id, name: 'Orders' }]);
      assert.deepEqual(uses.imports, [{ _id: made[SMALL.import]._id, name: 'Invoices' }]);
      expectError(await account.delete(connection), 422, 'resource_in_use');
      const exported = `/v1/exports/${made[SMALL.export]._id}`;
      expectError(await account.delete(exported), 422, 'resource_in_use');
      const flow = `/v1/flows/${made[SMALL.flow]._id}`;
      assert.equal((await account.delete(flow)).status, 204);
      assert.deepEqual(await account.read(`${exported}/dependencies`), {});
      assert.equal((await account.delete(exported)).status, 204);
    });
  });

  describe('installed resources', () => {
    it('are edited and deleted like others, and listed so', async () => {
      const account = server.as('editor');
      const made = await installSmall(account);
      const installed = made[SMALL.export];
      const path = `/v1/exports/${installed._id}`;
      const edited = await account.put(path, {
        name: 'Edited',
        _connectionId: installed._connectionId,
        _templateId: templateId(1),
        _sourceId: templateId(1),
      });
      assert.equal(edited.status, 200, edited.text);
      assert.equal(edited.body._id, installed._id);
      assert.equal(edited.body._sourceId, installed._sourceId);
      assert.equal(edited.body.createdAt, installed.createdAt);
      assert.ok(!('_templateId' in edited.body), 'it came from a zip');
      assert.ok(!('http' in edited.body));
      assert.deepEqual(await account.read(path), edited.body);

      const own = await account.create('exports', { name: 'By hand' });
      const listed = await account.list('/v1/exports');
      assert.deepEqual(listed, [own, edited.body].sort((a, b) => (a._id < b._id ? -1 : 1)));

      assert.equal((await account.delete(`/v1/flows/${made[SMALL.flow]._id}`)).status, 204);
      assert.equal((await account.delete(path)).status, 204);
      expectError(await account.get(path), 404, 'invalid_ref');
      expectError(await account.put(path, { name: 'Back' }), 404, 'invalid_ref');
      expectError(await account.delete(path), 404, 'invalid_ref');
      assert.deepEqual(await account.list('/v1/exports'), [own]);
      assert.deepEqual(await account.list('/v1/flows'), []);
    });

    it('are found by their collection only', async () => {
      const account = server.as('searcher');
      const made = await installSmall(account);
      const { _id } = made[SMALL.export];
      for (const collection of Object.values(COLLECTIONS)) {
        const status = collection === 'exports' ? 200 : 404;
        assert.equal((await account.get(`/v1/${collection}/${_id}`)).status, status, collection);
      }
    });
  });

  it('keeps ids of templates out of reach as resources', async () => {
    expectError(await client.get(`/v1/integrations/${STORY.integration}`), 404, 'invalid_ref');
    const template = await owner.create('templates', { name: 'T' });
    expectError(await owner.get(`/v1/integrations/${template._id}`), 404, 'invalid_ref');
  });
});
