import { Bundle, templateId } from './bundle.mjs';

/** Ids of the story's bundle, which has every model. */
export const STORY = {
  integration: templateId(0x100),
  orders: templateId(0x101), // flow grouping
  shop: templateId(0x110), // connections
  ledger: templateId(0x111),
  agent: templateId(0x112),
  export: templateId(0x120),
  listener: templateId(0x121),
  exact: templateId(0x122),
  import: templateId(0x130),
  flow: templateId(0x140),
  nextFlow: templateId(0x141),
  script: templateId(0x150),
  helper: templateId(0x160),
  file: templateId(0x170),
  edi: templateId(0x180),
  cache: templateId(0x190),
  tool: templateId(0x1a0),
  api: templateId(0x1b0),
  server: templateId(0x1c0),
  client: templateId(0x1d0),
  // Not of the bundle:
  missingFlow: templateId(0x9f1),
  connector: templateId(0x9f2), // of the global catalogue
  stack: templateId(0x9f3),
};

/** Members that must survive byte for byte: numbers, key order, escapes, unknown fields. */
export const EXACT_BYTES =
  '"numbers":{"big":123456789012345678901234567890,"exp":1.0E+2,"minus":-0,"tail":0.1000,' +
  '"huge":1e400},"zeta":1,"alpha":{"unknown":[1.50,null,true,{}],"":"\\u00e9\\/é"}';

const SOURCE = 'function preSavePage(options) { return options; } // ä';

/** A bundle with every model, references of every policy, variables and text ids. */
export function storyBundle() {
  const id = STORY;
  return new Bundle()
    .add('Integration', {
      _id: id.integration,
      createdAt: '2024-09-12T09:16:36.104Z',
      lastModified: '2025-03-04T15:42:10.877Z',
      _templateId: id.connector,
      _sourceId: id.connector,
      name: 'Story',
      readme: 'Ask in <<channel>> or <<never_filled>>.',
      _registeredConnectionIds: [id.shop, id.ledger],
      _registeredLookupCacheIds: [id.cache],
      flowGroupings: [{ name: 'Orders', _id: id.orders }],
      settingsForm: { init: { function: 'main', _scriptId: id.script } },
      aliases: [{ alias: 'shop', _connectionId: id.shop }],
    })
    .add('Connection', { _id: id.shop, type: 'http', name: 'Shop', assistant: 'shopify' })
    .add('Connection', { _id: id.ledger, type: 'netsuite', name: 'Ledger' })
    .add('Connection', { _id: id.agent, type: 'mcp', name: 'Agent tools' })
    .add('Export', {
      _id: id.export,
      name: 'Orders',
      adaptorType: 'HTTPExport',
      _connectionId: id.shop,
      _integrationId: id.integration,
      _ediProfileId: id.edi,
      _postParseListenerId: id.listener,
      http: {
        relativeURI: `/orders?since={{lookup "${id.cache}"}}&channel=<<channel>>`,
        _asyncHelperId: id.helper,
        _httpConnectorEndpointId: id.connector,
        pageSize: '<<page_size>>',
      },
      file: { fileDefinition: { _fileDefinitionId: id.file } },
      hooks: {
        preSavePage: { function: 'preSavePage', _scriptId: id.script },
        postAggregate: { function: 'x', _stackId: id.stack },
      },
      notIds: [`${id.cache}0`, `x${id.cache}`],
    })
    .add('Export', {
      _id: id.listener,
      name: 'Files parsed',
      adaptorType: 'NetSuiteExport',
      _connectionId: id.ledger,
    })
    .add(
      'Export',
      `{"_id":"${id.exact}","name":"Exact","_connectionId":"${id.shop}",${EXACT_BYTES},` +
        '"escaped":"\\u003c\\u003cchannel\\u003e\\u003e"}',
      id.exact,
    )
    .add('Import', {
      _id: id.import,
      name: 'Invoices',
      adaptorType: 'NetSuiteImport',
      _connectionId: id.ledger,
      lookups: [{ name: 'terms', _lookupCacheId: id.cache }],
      hooks: { preMap: { function: 'preSavePage', _scriptId: id.script } },
      aiAgent: {
        openai: {
          tools: [{ mcp: { _mcpConnectionId: id.agent } }, { tool: { _toolId: id.tool } }],
        },
      },
    })
    .add('Flow', {
      _id: id.flow,
      name: 'Orders to invoices',
      _integrationId: id.integration,
      _flowGroupingId: id.orders,
      disabled: false,
      lastExecutedAt: '2025-03-04T15:42:10.877Z',
      pageGenerators: [{ _exportId: id.export }],
      routers: [
        {
          id: 'router-1',
          script: { function: 'route', _scriptId: id.script },
          branches: [
            {
              name: 'all',
              nextRouterId: 'router-2',
              pageProcessors: [{ type: 'import', _importId: id.import }],
            },
          ],
        },
      ],
      _runNextFlowIds: [id.missingFlow, id.nextFlow],
    })
    .add('Flow', {
      _id: id.nextFlow,
      name: 'Afterwards',
      _integrationId: id.integration,
      pageGenerators: [{ _exportId: id.exact }],
      pageProcessors: [{ type: 'export', _exportId: id.listener }],
      _keepDeltaBehindFlowId: id.missingFlow,
    })
    .script({ _id: id.script, name: 'Hooks' }, SOURCE)
    .add('AsyncHelper', {
      _id: id.helper,
      name: 'Bulk job',
      http: { status: { _exportId: id.listener }, result: { _exportId: id.exact } },
    })
    .add('FileDefinition', { _id: id.file, name: 'Stock file', format: 'delimited' })
    .add('EDIProfile', { _id: id.edi, name: 'Partner', fileType: 'x12' })
    .add('LookupCache', { _id: id.cache, name: 'Terms', _integrationId: id.integration })
    .add('Tool', {
      _id: id.tool,
      name: 'Find order',
      _integrationId: id.integration,
      routers: [
        { id: 'r', branches: [{ pageProcessors: [{ type: 'export', _exportId: id.export }] }] },
      ],
    })
    .add('API', {
      _id: id.api,
      name: 'Orders API',
      _integrationId: id.integration,
      script: { _scriptId: id.script, function: 'handle' },
    })
    .add('MCPServer', {
      _id: id.server,
      name: 'Orders MCP',
      tools: [{ _toolId: id.tool }],
      apis: [{ _apiId: id.api }],
    })
    .add('IClient', { _id: id.client, name: 'Shop client', _httpConnectorId: id.connector });
}

export const STORY_SOURCE = SOURCE;
/** How many resources of each model the bundle has. */
export const STORY_MODELS = {
  Integration: 1,
  Connection: 3,
  Export: 3,
  Import: 1,
  Flow: 2,
  Script: 1,
  AsyncHelper: 1,
  FileDefinition: 1,
  EDIProfile: 1,
  LookupCache: 1,
  Tool: 1,
  API: 1,
  MCPServer: 1,
  IClient: 1,
};

/** Makes a connection of each type for the account; gives the map for an install. */
export async function storyConnections(client) {
  const map = {};
  for (const [templateConnection, type] of [
    [STORY.shop, 'http'],
    [STORY.ledger, 'netsuite'],
    [STORY.agent, 'mcp'],
  ]) {
    const made = await client.create('connections', { name: `My ${type}`, type });
    map[templateConnection] = made._id;
  }
  return map;
}
