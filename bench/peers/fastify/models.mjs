/** The collection (folder and path) of each model, in the order of answers. */
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

export const MODELS = Object.keys(COLLECTIONS);

/** Fields of a document that are the server's, at its top. */
export const SERVER_MANAGED = new Set([
  '_userId',
  'createdAt',
  'lastModified',
  'lastModifiedBy',
  'deletedAt',
  'apiIdentifier',
  'sandbox',
  'draft',
  'draftExpiresAt',
  'debugUntil',
  'lastExecutedAt',
  'resolvedAt',
  'free',
  'numInstalls',
  'numInstances',
  '_templateId',
  '_sourceId',
  '_connectorId',
  '__linkedLookupCacheIds',
  'wizardState',
]);
