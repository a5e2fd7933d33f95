import { zip } from './zip.mjs';

/** Every model, with the name of its collection: the folder in a zip and the path in the API. */
export const COLLECTIONS = {
  Integration: 'integrations',
  Connection: 'connections',
  Export: 'exports',
  Import: 'imports',
  Flow: 'flows',
  Script: 'scripts',
  AsyncHelper: 'asynchelpers',
  FileDefinition: 'filedefinitions',
  EDIProfile: 'ediprofiles',
  LookupCache: 'lookupcaches',
  Tool: 'tools',
  API: 'apis',
  MCPServer: 'mcpservers',
  IClient: 'iclients',
};

/** Collections whose empty list answers 204. */
export const EMPTY_IS_204 = ['connections', 'exports', 'imports', 'tools', 'apis'];

/** A document that the collection takes. */
export const minimal = (collection, name) => ({
  name,
  ...(collection === 'connections' && { type: 'http' }),
});

/** A fixed id for use inside templates. */
export const templateId = (number) => `66e2b0f47d41c9b2e6${number.toString(16).padStart(6, '0')}`;

const ID = /(?<![0-9a-z])[0-9a-f]{24}(?![0-9a-z])/gi;
/** All words of a text that are ids. */
export const idsIn = (text) => new Set(text.match(ID) ?? []);

/** A template zip in the making. */
export class Bundle {
  #entries = [];

  /** Adds a document: an object, or JSON text (then with its `_id` as `id`) to keep its bytes. */
  add(model, doc, id = doc._id) {
    const text = typeof doc === 'string' ? doc : JSON.stringify(doc, null, 2);
    const slug = (doc.name ?? model).replace(/\W+/g, '-');
    const name =
      model === 'Integration' ? 'integration.json' : `${COLLECTIONS[model]}/${slug}-${id}.json`;
    return this.file(name, text);
  }

  /** Adds a script: its document and its source text. */
  script(doc, source) {
    const slug = doc.name.replace(/\W+/g, '-');
    this.add('Script', doc);
    return this.file(`scripts/${slug}-${doc._id}.js`, source);
  }

  /** Adds any file; `options` as in zip.mjs. */
  file(name, data, options = {}) {
    this.#entries.push({ name, data, ...options });
    return this;
  }

  entries() {
    return this.#entries;
  }

  zip() {
    return zip(this.#entries);
  }
}

/** An integration, a connection, an export, an import and a flow: what most tests need. */
export function smallBundle(changes = {}) {
  const id = SMALL;
  const { connection, export: exported, flow, integration } = changes;
  return new Bundle()
    .add('Integration', { _id: id.integration, name: 'Small', ...integration })
    .add('Connection', { _id: id.connection, type: 'http', name: 'Shop', ...connection })
    .add('Export', {
      _id: id.export,
      name: 'Orders',
      _connectionId: id.connection,
      adaptorType: 'HTTPExport',
      http: { relativeURI: '/orders', method: 'GET' },
      ...exported,
    })
    .add('Import', {
      _id: id.import,
      name: 'Invoices',
      _connectionId: id.connection,
      adaptorType: 'HTTPImport',
    })
    .add('Flow', {
      _id: id.flow,
      name: 'Orders to invoices',
      _integrationId: id.integration,
      disabled: false,
      pageGenerators: [{ _exportId: id.export }],
      pageProcessors: [{ type: 'import', _importId: id.import }],
      ...flow,
    });
}

export const SMALL = {
  integration: templateId(1),
  connection: templateId(2),
  export: templateId(3),
  import: templateId(4),
  flow: templateId(5),
};
