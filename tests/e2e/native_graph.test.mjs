import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SMALL, smallBundle, templateId } from './support/bundle.mjs';
import { TEMPLATES, template as digaTemplate, tool } from './support/diga.mjs';
import { publish } from './support/installs.mjs';
import { API, expectProblem, must, newVersion } from './support/native.mjs';
import { imprint, removeFolder, repository, startServer, temporaryFolder } from './support/server.mjs';
import { STORY, STORY_SOURCE, storyBundle } from './support/story.mjs';

const OPENAPI = `${API}/openapi-templates`;
const WEATHER = path.join(repository, 'demo/weather.openapi.yaml');

let server;
let owner;
let client;
before(async () => {
  server = await startServer();
  owner = server.as('acme', '--partner');
  client = server.as('shop');
});
after(() => server.stop());

const versionPath = (template, number = 'latest') =>
  `${API}/templates/${template}/versions/${number}`;
const graphOf = (template, number, as = client) =>
  must(200, as.get(`${versionPath(template, number)}/graph`));
const resourceOf = (template, id, number = 'latest') =>
  must(200, client.get(`${versionPath(template, number)}/resources/${id}`));

/** Edges as "from > to: paths", by the names of the resources. */
function edgeLines({ nodes, edges }) {
  const names = new Map(nodes.map(({ templateId: id, name }) => [id, name]));
  return edges.map(({ from, to, paths, pathCount }) => {
    assert.ok(paths.length <= 3 && paths.length <= pathCount);
    return `${names.get(from)} > ${names.get(to)}: ${paths.join(' ')}`;
  });
}

const lines = (references) => references.map((at) => `${at.model} ${at.name}: ${at.path}`);

describe("a version's graph", () => {
  it('holds what refers to what, each pair once', async () => {
    const graph = await graphOf(await publish(owner, storyBundle()));
    assert.equal(graph.number, 1);
    assert.match(graph.hash, /^[0-9a-f]{64}$/);
    assert.deepEqual(
      graph.nodes.map(({ model, name, type = '' }) => `${model} ${name} ${type}`.trim()),
      [
        'Integration Story',
        'Export Orders HTTPExport',
        'Export Files parsed NetSuiteExport',
        'Export Exact',
        'Import Invoices NetSuiteImport',
        'Flow Orders to invoices',
        'Flow Afterwards',
        'Script Hooks',
        'AsyncHelper Bulk job',
        'FileDefinition Stock file',
        'EDIProfile Partner',
        'LookupCache Terms',
        'Tool Find order',
        'API Orders API',
        'MCPServer Orders MCP',
        'IClient Shop client',
        'Connection Shop http',
        'Connection Ledger netsuite',
        'Connection Agent tools mcp',
      ],
    );
    // "Orders" is both an export and a flow grouping; the flow that the bundle does not have is
    // left out, and what a text or a lookup says counts.
    assert.deepEqual(edgeLines(graph), [
      'Story > Shop: _registeredConnectionIds[0] aliases[0]._connectionId',
      'Story > Ledger: _registeredConnectionIds[1]',
      'Story > Terms: _registeredLookupCacheIds[0]',
      'Story > Hooks: settingsForm.init._scriptId',
      'Orders > Shop: _connectionId',
      'Orders > Story: _integrationId',
      'Orders > Partner: _ediProfileId',
      'Orders > Files parsed: _postParseListenerId',
      'Orders > Terms: http.relativeURI',
      'Orders > Bulk job: http._asyncHelperId',
      'Orders > Stock file: file.fileDefinition._fileDefinitionId',
      'Orders > Hooks: hooks.preSavePage._scriptId',
      'Files parsed > Ledger: _connectionId',
      'Exact > Shop: _connectionId',
      'Invoices > Ledger: _connectionId',
      'Invoices > Terms: lookups[0]._lookupCacheId',
      'Invoices > Hooks: hooks.preMap._scriptId',
      'Invoices > Agent tools: aiAgent.openai.tools[0].mcp._mcpConnectionId',
      'Invoices > Find order: aiAgent.openai.tools[1].tool._toolId',
      'Orders to invoices > Story: _integrationId _flowGroupingId',
      'Orders to invoices > Orders: pageGenerators[0]._exportId',
      'Orders to invoices > Hooks: routers[0].script._scriptId',
      'Orders to invoices > Invoices: routers[0].branches[0].pageProcessors[0]._importId',
      'Orders to invoices > Afterwards: _runNextFlowIds[0]',
      'Afterwards > Story: _integrationId',
      'Afterwards > Exact: pageGenerators[0]._exportId',
      'Afterwards > Files parsed: pageProcessors[0]._exportId',
      'Bulk job > Files parsed: http.status._exportId',
      'Bulk job > Exact: http.result._exportId',
      'Terms > Story: _integrationId',
      'Find order > Story: _integrationId',
      'Find order > Orders: routers[0].branches[0].pageProcessors[0]._exportId',
      'Orders API > Story: _integrationId',
      'Orders API > Hooks: script._scriptId',
      'Orders MCP > Find order: tools[0]._toolId',
      'Orders MCP > Orders API: apis[0]._apiId',
    ]);
    assert.ok(graph.edges.every(({ paths, pathCount }) => paths.length === pathCount));
  });

  it("holds all of the demo's template", async () => {
    const folder = temporaryFolder();
    try {
      const file = path.join(folder, 'demo.zip');
      const packed = imprint('pack', path.join(repository, 'demo/template'), '-o', file);
      assert.equal(packed.code, 0, packed.stderr);
      const demo = await publish(owner, { zip: () => readFileSync(file) });
      const graph = await graphOf(demo);
      const { contents, connections } = await must(200, client.get(versionPath(demo)));
      assert.deepEqual(
        graph.nodes.map(({ templateId: id }) => id),
        [...contents, ...connections].map(({ templateId: id }) => id),
      );
      const edges = edgeLines(graph);
      for (const line of [
        'Close of day > Stock counts → adjustments: content', // in the script's own text
        'Slack message > Storefront orders → sales orders: http.body[0]',
        'Bulk operation poller > Bulk operation result: http.result._exportId',
        'Large order alerts > Slack message: routers[0].branches[0].pageProcessors[0]._importId ' +
          'routers[0].branches[1].pageProcessors[0]._importId',
      ]) {
        assert.ok(edges.includes(line), `${line} in ${edges.join('\n')}`);
      }
      const pairs = graph.edges.map(({ from, to }) => `${from} ${to}`);
      assert.equal(new Set(pairs).size, pairs.length);
      assert.ok(graph.edges.every(({ from, to }) => from !== to));
    } finally {
      removeFolder(folder);
    }
  });

  it("leads from Diga's tools to their integration", async () => {
    const body = digaTemplate({ tools: [tool('a'), tool('b')] });
    const { id } = await must(201, owner.post(TEMPLATES, body));
    const graph = await graphOf(id);
    assert.deepEqual(
      graph.nodes.map(({ model, name }) => `${model} ${name}`),
      ['Integration Desk', 'Tool a', 'Tool b'],
    );
    const [integration, ...tools] = graph.nodes.map(({ templateId: id_ }) => id_);
    assert.deepEqual(
      graph.edges,
      tools.map((from) => ({ from, to: integration, paths: [], pathCount: 0 })),
    );
    const shown = await resourceOf(id, tools[0]);
    assert.equal(shown.document.endpoint_path, '/a');
    assert.deepEqual(lines(shown.references), ['Integration Desk: ']);
    assert.deepEqual(lines((await resourceOf(id, integration)).usedBy), ['Tool a: ', 'Tool b: ']);
  });

  it('is of the version that is asked for', async () => {
    const template = await publish(owner, smallBundle());
    const more = smallBundle().add('Flow', { _id: templateId(9), name: 'More' });
    assert.equal(await newVersion(owner, template, more), 2);
    const first = await graphOf(template, 1);
    const second = await graphOf(template, 2);
    assert.equal(first.nodes.length + 1, second.nodes.length);
    assert.notEqual(first.hash, second.hash);
    assert.deepEqual(await graphOf(template), second);
    expectProblem(await client.get(`${versionPath(template, 3)}/graph`), 404, 'not_found', 'version');
    expectProblem(await client.get(`${versionPath(template, 'x')}/graph`), 404, 'not_found', 'version');
    const old = `${versionPath(template, 1)}/resources/${templateId(9)}`;
    expectProblem(await client.get(old), 404, 'not_found', 'resource');
  });

  it('is hidden where the template is', async () => {
    const { _id } = await owner.create('templates', { name: 'Hidden' });
    await owner.uploadTo(_id, smallBundle().zip());
    assert.equal((await graphOf(_id, 'latest', owner)).nodes.length, 5);
    for (const rest of ['graph', `resources/${SMALL.flow}`]) {
      const reply = await client.get(`${versionPath(_id)}/${rest}`);
      expectProblem(reply, 404, 'not_found', 'template');
    }
  });
});

describe('a resource of a version', () => {
  it('is what the preview shows, with its references', async () => {
    const template = await publish(owner, storyBundle());
    const preview = await client.read(`/v1/templates/${template}/preview`);
    for (const { model, doc } of preview.objects) {
      const shown = await resourceOf(template, doc._id);
      assert.equal(`${shown.model} ${shown.name} ${shown.templateId}`, `${model} ${doc.name} ${doc._id}`);
      assert.deepEqual(shown.document, doc);
    }
    const script = await resourceOf(template, STORY.script);
    assert.equal(script.document.content, STORY_SOURCE);
    assert.deepEqual(lines(script.usedBy), [
      'Integration Story: settingsForm.init._scriptId',
      'Export Orders: hooks.preSavePage._scriptId',
      'Import Invoices: hooks.preMap._scriptId',
      'Flow Orders to invoices: routers[0].script._scriptId',
      'API Orders API: script._scriptId',
    ]);
    assert.deepEqual(lines((await resourceOf(template, STORY.flow)).references), [
      'Integration Story: _integrationId',
      'Integration Story: _flowGroupingId',
      'Export Orders: pageGenerators[0]._exportId',
      'Script Hooks: routers[0].script._scriptId',
      'Import Invoices: routers[0].branches[0].pageProcessors[0]._importId',
      'Flow Afterwards: _runNextFlowIds[0]',
    ]);
  });

  it('keeps every token as its author wrote it', async () => {
    const template = await publish(owner, storyBundle());
    const { text } = await client.get(`${versionPath(template)}/resources/${STORY.exact}`);
    assert.ok(text.includes('"big":123456789012345678901234567890,"exp":1.0E+2,"minus":-0'), text);
  });

  it('shows no credential', async () => {
    const auth = { token: { token: '******', refreshToken: '', location: 'header' } };
    const template = await publish(owner, smallBundle({ connection: { http: { auth } } }));
    const shown = await resourceOf(template, SMALL.connection);
    assert.deepEqual(shown.document.http.auth, { token: { location: 'header' } });
    const preview = await client.read(`/v1/templates/${template}/preview`);
    assert.deepEqual(shown.document, preview.objects.find(({ doc }) => doc._id === SMALL.connection).doc);
    assert.deepEqual(lines(shown.usedBy), ['Export Orders: _connectionId', 'Import Invoices: _connectionId']);

    // A version that were to hold one does not come about.
    const secret = smallBundle({ connection: { http: { auth: { token: { token: 'k7f3a9c' } } } } });
    const runKey = await owner.upload(secret.zip());
    const refused = await owner.post(`${API}/templates/${template}/versions`, { runKey });
    expectProblem(refused, 422, 'secret_in_template');
  });

  it('is not found by an id of nothing, or one that is embedded', async () => {
    const template = await publish(owner, storyBundle());
    for (const id of [templateId(0xfff), STORY.orders, 'x', 'latest']) {
      const reply = await client.get(`${versionPath(template)}/resources/${id}`);
      expectProblem(reply, 404, 'not_found', 'resource');
    }
  });
});

describe('a template of an OpenAPI document', () => {
  const document = readFileSync(WEATHER, 'utf8');
  const make = (fields, as = owner) => as.post(OPENAPI, { document, ...fields });

  it('is what Diga takes', async () => {
    const made = await must(200, make({ language: 'en' }));
    assert.equal(made.tools, made.template.template.tools.length);
    assert.ok(made.tools > 1 && made.notes.every((note) => note.length > 0));
    const { id } = await must(201, owner.post(TEMPLATES, made.template));
    const listed = await must(200, owner.get(`${TEMPLATES}?language=en&limit=100`));
    assert.ok(JSON.stringify(listed).includes(id));
    assert.equal((await graphOf(id)).nodes.length, made.tools + 1);

    const some = await must(200, make({ language: 'en', only: ['alerts'] }));
    assert.ok(some.tools >= 1 && some.tools < made.tools, `${some.tools} of ${made.tools}`);
    const versions = `${API}/templates/${id}/versions`;
    const { number } = await must(201, owner.post(versions, { template: some.template }));
    assert.equal(number, 2);
    assert.equal((await graphOf(id)).nodes.length, some.tools + 1);
  });

  it('is what the command line makes', async () => {
    const folder = temporaryFolder();
    try {
      const output = path.join(folder, 'template.json');
      const run = imprint('template', 'from-openapi', WEATHER, '-o', output);
      assert.equal(run.code, 0, run.stderr);
      const { template } = await must(200, make({}));
      assert.deepEqual(template, JSON.parse(readFileSync(output, 'utf8')));
      assert.equal(template.language, 'es');
    } finally {
      removeFolder(folder);
    }
  });

  it('takes a base URL in place of servers', async () => {
    const bare = JSON.stringify({ openapi: '3.0.0', paths: { '/a': { get: {} } } });
    const missing = await make({ document: bare });
    const [problem] = expectProblem(missing, 422, 'missing_field', 'baseUrl');
    assert.match(problem.message, /base URL/);
    const { template } = await must(200, make({ document: bare, baseUrl: 'https://<<shop>>.test/' }));
    assert.equal(template.template.base_url, 'https://<<shop>>.test');
    const bad = await make({ document: bare, baseUrl: 'ftp://shop.test' });
    expectProblem(bad, 422, 'invalid_field', 'baseUrl');
  });

  it('says which field is at fault', async () => {
    for (const text of ['{', 'a: [', '[]', 'openapi: 3.0.0', 'swagger: "2.0"', 'a: &a [*a]']) {
      expectProblem(await make({ document: text }), 422, 'invalid_field', 'document');
    }
    expectProblem(await make({ document: '' }), 422, 'invalid_field', 'document');
    expectProblem(await make({ document: {} }), 422, 'invalid_field', 'document');
    expectProblem(await owner.post(OPENAPI, {}), 422, 'missing_field', 'document');
    expectProblem(await make({ only: ['nothing'] }), 422, 'invalid_field', 'only');
    expectProblem(await make({ only: 'x' }), 422, 'invalid_field', 'only');
    expectProblem(await make({ only: ['/', '', 5] }), 422, 'invalid_field', 'only[1]', 'only[2]');
    expectProblem(await make({ only: Array(1001).fill('/') }), 422, 'invalid_field', 'only');
    expectProblem(await make({ language: '' }), 422, 'invalid_field', 'language');
    expectProblem(await make({ url: 'x' }), 422, 'invalid_field', 'url');
  });

  it('has a size that a request can have', async () => {
    const parameters = {};
    for (let i = 0; i < 50; ++i) {
      parameters[`q${i}`] = { name: `q${i}`, in: 'query', description: 'x'.repeat(500) };
    }
    const all = Object.keys(parameters).map((name) => ({ $ref: `#/components/parameters/${name}` }));
    const paths = {};
    for (let i = 0; i < 500; ++i) paths[`/p${i}`] = { get: { parameters: all } };
    const servers = [{ url: 'https://a.test' }];
    const text = JSON.stringify({ openapi: '3.0.0', servers, paths, components: { parameters } });
    assert.ok(text.length < 2_000_000);
    expectProblem(await make({ document: text }), 413, 'too_large', 'document');
    const { tools } = await must(200, make({ document: text, only: ['/p1', '/p2'] }));
    assert.equal(tools, 2);
  });

  it('is for partners, before their input is looked at', async () => {
    expectProblem(await make({}, client), 403, 'forbidden');
    expectProblem(await client.post(OPENAPI, { nonsense: 1 }), 403, 'forbidden');
  });
});
