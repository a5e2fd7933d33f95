import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SMALL, idsIn, smallBundle, templateId } from './support/bundle.mjs';
import { expectError } from './support/client.mjs';
import {
  bySource,
  countModels,
  install,
  installPath,
  oneConnection,
  pathOf,
  publish,
} from './support/installs.mjs';
import { startServer } from './support/server.mjs';
import {
  EXACT_BYTES,
  STORY,
  STORY_MODELS,
  STORY_SOURCE,
  storyBundle,
  storyConnections,
} from './support/story.mjs';

const SERVER_MANAGED = ['createdAt', 'lastModified', 'lastExecutedAt', '_templateId', '_sourceId'];

describe('preview and install', () => {
  let server;
  let owner;
  let client;
  before(async () => {
    server = await startServer();
    owner = server.as('acme', '--partner');
    client = server.as('shop');
  });
  after(() => server.stop());

  const previewZip = async (bundle) => {
    const runKey = await client.upload(bundle.zip());
    return client.get(`/v1/integrations/template/preview?runKey=${runKey}`);
  };

  describe('the story', () => {
    let template;
    let map;
    let shown;
    let reply;
    before(async () => {
      template = await publish(owner, storyBundle());
      map = await storyConnections(client);
      shown = await client.get(`/v1/templates/${template}/preview`);
      assert.equal(shown.status, 200, shown.text);
      reply = await install(client, template, {
        connectionMap: map,
        variables: { channel: 'north "shop"\\\n', page_size: 250 },
      });
    });

    it('previews every object under its own id, the integration first', () => {
      const { objects, stackRequired } = shown.body;
      assert.equal(objects[0].model, 'Integration');
      assert.deepEqual(countModels(objects), STORY_MODELS);
      assert.equal(stackRequired, true);
      const known = new Set(Object.values(STORY));
      for (const { model, doc } of objects) {
        assert.ok(known.has(doc._id), `${model} ${doc._id}`);
        for (const key of SERVER_MANAGED) assert.ok(!(key in doc), `${model}.${key}`);
        if (model === 'Flow') assert.equal(doc.disabled, true);
      }
      const script = objects.find(({ model }) => model === 'Script').doc;
      assert.equal(script.content, STORY_SOURCE);
    });

    it('previews a zip as its template', async () => {
      const fromZip = await previewZip(storyBundle());
      assert.equal(fromZip.status, 200, fromZip.text);
      assert.deepEqual(fromZip.body, shown.body);
    });

    it('lists the variables with their places', () => {
      const { variables } = shown.body;
      const byName = new Map(variables.map(({ name, places }) => [name, places]));
      assert.deepEqual([...byName.keys()].sort(), ['channel', 'never_filled', 'page_size']);
      const pageSize = { model: 'Export', _id: STORY.export, path: 'http.pageSize' };
      assert.deepEqual(byName.get('page_size'), [pageSize]);
      const places = byName.get('channel').map(({ _id, path }) => `${_id} ${path}`);
      assert.deepEqual(
        places.sort(),
        [
          `${STORY.integration} readme`,
          `${STORY.export} http.relativeURI`,
          `${STORY.exact} escaped`,
        ].sort(),
      );
    });

    it('warns of what it cannot follow and of ids inside texts', () => {
      const warned = (id, path) =>
        shown.body.warnings.some((w) => w._id === id && w.path === path && w.code && w.message);
      assert.ok(warned(STORY.flow, '_runNextFlowIds[0]'), shown.text);
      assert.ok(warned(STORY.nextFlow, '_keepDeltaBehindFlowId'));
      assert.ok(warned(STORY.export, 'http.relativeURI'));
    });

    it('installs everything but the connections, the integration first', () => {
      const { _integrationId, objects } = reply.body;
      const { Connection, ...rest } = STORY_MODELS;
      assert.equal(Connection, 3);
      assert.equal(objects[0].model, 'Integration');
      assert.equal(objects[0].doc._id, _integrationId);
      assert.deepEqual(countModels(objects), rest);
    });

    it('gives every resource a new id and leaves no template id behind', () => {
      const kept = new Set([STORY.connector, STORY.stack]);
      const templateIds = new Set(Object.values(STORY).filter((id) => !kept.has(id)));
      const fresh = new Set();
      for (const { model, doc } of reply.body.objects) {
        const { _sourceId, notIds, ...rest } = doc;
        assert.ok(templateIds.has(_sourceId), `${model} tells its source`);
        assert.match(doc._id, /^[0-9a-f]{24}$/);
        fresh.add(doc._id);
        for (const id of idsIn(JSON.stringify(rest))) {
          assert.ok(!templateIds.has(id), `${id} in ${JSON.stringify(rest)}`);
        }
      }
      assert.equal(fresh.size, reply.body.objects.length);
    });

    it('rewrites references by their policy', () => {
      const made = (source) => bySource(reply.body, source);
      const idOf = (source) => made(source)._id;
      const integration = made(STORY.integration);
      assert.deepEqual(integration._registeredConnectionIds, [map[STORY.shop], map[STORY.ledger]]);
      assert.deepEqual(integration._registeredLookupCacheIds, [idOf(STORY.cache)]);
      assert.equal(integration.settingsForm.init._scriptId, idOf(STORY.script));
      assert.equal(integration.aliases[0]._connectionId, map[STORY.shop]);
      const grouping = integration.flowGroupings[0]._id;
      assert.match(grouping, /^[0-9a-f]{24}$/);

      const exported = made(STORY.export);
      assert.equal(exported._connectionId, map[STORY.shop]);
      assert.equal(exported._integrationId, integration._id);
      assert.equal(exported._ediProfileId, idOf(STORY.edi));
      assert.equal(exported._postParseListenerId, idOf(STORY.listener));
      assert.equal(exported.http._asyncHelperId, idOf(STORY.helper));
      assert.equal(exported.http._httpConnectorEndpointId, STORY.connector);
      assert.equal(exported.file.fileDefinition._fileDefinitionId, idOf(STORY.file));
      assert.equal(exported.hooks.preSavePage._scriptId, idOf(STORY.script));
      assert.equal(exported.hooks.postAggregate._stackId, STORY.stack);

      const imported = made(STORY.import);
      assert.equal(imported.lookups[0]._lookupCacheId, idOf(STORY.cache));
      const [mcp, tool] = imported.aiAgent.openai.tools;
      assert.equal(mcp.mcp._mcpConnectionId, map[STORY.agent]);
      assert.equal(tool.tool._toolId, idOf(STORY.tool));

      const flow = made(STORY.flow);
      assert.equal(flow._flowGroupingId, grouping);
      assert.equal(flow.pageGenerators[0]._exportId, idOf(STORY.export));
      const [router] = flow.routers;
      assert.equal(router.id, 'router-1');
      assert.equal(router.script._scriptId, idOf(STORY.script));
      assert.equal(router.branches[0].nextRouterId, 'router-2');
      assert.equal(router.branches[0].pageProcessors[0]._importId, idOf(STORY.import));

      assert.equal(made(STORY.helper).http.result._exportId, idOf(STORY.exact));
      assert.equal(made(STORY.api).script._scriptId, idOf(STORY.script));
      assert.equal(made(STORY.server).tools[0]._toolId, idOf(STORY.tool));
      assert.equal(made(STORY.server).apis[0]._apiId, idOf(STORY.api));
      assert.equal(made(STORY.client)._httpConnectorId, STORY.connector);
    });

    it('rewrites ids inside texts only where they are whole words', () => {
      const exported = bySource(reply.body, STORY.export);
      const cache = bySource(reply.body, STORY.cache)._id;
      assert.ok(exported.http.relativeURI.includes(`{{lookup "${cache}"}}`));
      assert.deepEqual(exported.notIds, [`${STORY.cache}0`, `x${STORY.cache}`]);
    });

    it('leaves out references that lead nowhere and are not needed', () => {
      const next = bySource(reply.body, STORY.nextFlow);
      assert.deepEqual(bySource(reply.body, STORY.flow)._runNextFlowIds, [next._id]);
      assert.ok(!('_keepDeltaBehindFlowId' in next));
    });

    it('fills in variables, with their type where they are the whole text', () => {
      const exported = bySource(reply.body, STORY.export);
      assert.ok(exported.http.relativeURI.endsWith('&channel=north "shop"\\\n'));
      assert.strictEqual(exported.http.pageSize, 250);
      assert.equal(bySource(reply.body, STORY.exact).escaped, 'north "shop"\\\n');
      const { readme } = bySource(reply.body, STORY.integration);
      assert.equal(readme, 'Ask in north "shop"\\\n or <<never_filled>>.');
      const left = (w) => w._id === bySource(reply.body, STORY.integration)._id;
      assert.ok(reply.body.warnings.some((w) => left(w) || /never_filled/.test(w.message)));
    });

    it('keeps numbers, key order and unknown fields byte for byte', async () => {
      assert.ok(shown.text.includes(EXACT_BYTES), 'preview');
      assert.ok(reply.text.includes(EXACT_BYTES), 'install');
      const { _id } = bySource(reply.body, STORY.exact);
      const read = await client.get(`/v1/exports/${_id}`);
      assert.ok(read.text.includes(EXACT_BYTES), 'read');
    });

    it('sets the server-managed fields anew', () => {
      for (const { model, doc } of reply.body.objects) {
        assert.equal(doc._templateId, template, model);
        assert.match(doc.createdAt, /^\d{4}-.*Z$/, model);
        assert.match(doc.lastModified, /^\d{4}-.*Z$/, model);
        assert.ok(doc.createdAt > '2025-06', model);
        assert.ok(!('lastExecutedAt' in doc), model);
        if (model === 'Flow') assert.equal(doc.disabled, true);
      }
    });

    it('answers every resource by id as the install answered it', async () => {
      for (const object of reply.body.objects) {
        assert.deepEqual(await client.read(pathOf(object)), object.doc, object.model);
      }
    });

    it('enables a flow by a PUT and changes this installation only', async () => {
      const flow = bySource(reply.body, STORY.flow);
      const enabled = await client.put(`/v1/flows/${flow._id}`, { ...flow, disabled: false });
      assert.equal(enabled.status, 200, enabled.text);
      assert.equal((await client.read(`/v1/flows/${flow._id}`)).disabled, false);
      const again = await install(client, template, { connectionMap: map });
      assert.equal(bySource(again.body, STORY.flow).disabled, true);
    });
  });

  describe('variables', () => {
    let template;
    let connectionMap;
    before(async () => {
      template = await publish(owner, 
        smallBundle({ export: { whole: '<<v>>', part: 'n=<<v>>;', twice: '<<v>><<v>>' } }),
      );
      connectionMap = await oneConnection(client);
    });
    const filled = async (value) => {
      const reply = await install(client, template, { connectionMap, variables: { v: value } });
      return bySource(reply.body, SMALL.export);
    };

    it('take any JSON scalar', async () => {
      const cases = [
        ['text', 'text', 'text'],
        ['', '', ''],
        [true, true, 'true'],
        [12.5, 12.5, '12.5'],
      ];
      for (const [value, whole, part] of cases) {
        const doc = await filled(value);
        assert.strictEqual(doc.whole, whole);
        assert.equal(doc.part, `n=${part};`);
        assert.equal(doc.twice, part + part);
      }
      assert.strictEqual((await filled(null)).whole, null);
    });

    it('are not expanded again', async () => {
      const doc = await filled('<<v>>"},{"x":"\u2028\ud83d\ude00');
      assert.equal(doc.whole, '<<v>>"},{"x":"\u2028\ud83d\ude00');
    });

    it('must be known scalars', async () => {
      const cases = [
        [{ nope: 1 }, 'variables.nope'],
        [{ v: {} }, 'variables.v'],
        [{ v: [] }, 'variables.v'],
        ['x', 'variables'],
      ];
      for (const [variables, field] of cases) {
        const reply = await client.post(installPath(template), { connectionMap, variables });
        expectError(reply, 422, 'invalid_field', field);
      }
    });

    it('stay where they are not filled, with a warning', async () => {
      const reply = await install(client, template, { connectionMap });
      const doc = bySource(reply.body, SMALL.export);
      assert.deepEqual([doc.whole, doc.part, doc.twice], ['<<v>>', 'n=<<v>>;', '<<v>><<v>>']);
      assert.ok(reply.body.warnings.length > 0, reply.text);
    });
  });

  describe('references that a resource cannot work without', () => {
    const nowhere = templateId(0x9ff);
    const cases = {
      "an export's connection": { export: { _connectionId: nowhere } },
      "a flow's source": { flow: { pageGenerators: [{ _exportId: nowhere }] } },
      "a flow's step": { flow: { pageProcessors: [{ type: 'import', _importId: nowhere }] } },
      "a router's step": {
        flow: { routers: [{ id: 'r', branches: [{ pageProcessors: [{ _importId: nowhere }] }] }] },
      },
      "a hook's script": { export: { hooks: { preSavePage: { _scriptId: nowhere } } } },
    };
    for (const [name, change] of Object.entries(cases)) {
      it(`refuses ${name} that leads nowhere`, async () => {
        const reply = await previewZip(smallBundle(change));
        const [error] = expectError(reply, 422, 'invalid_template');
        assert.ok(JSON.stringify(error).includes(nowhere), reply.text);
        assert.match(error.field, /^(exports|flows)\/.*\.json: .*Id/);
      });
    }

    it('refuses a reference to the wrong model', async () => {
      const reply = await previewZip(smallBundle({ export: { _connectionId: SMALL.import } }));
      expectError(reply, 422, 'invalid_template');
    });
  });
});
