import { Bundle, templateId } from '../e2e/support/bundle.mjs';

/** A template with one of each of the collections, and what an install of it must be. */

const FLOWS = 6;
const OBJECTS = FLOWS + 3;
const COLLECTIONS = ['integrations', 'exports', 'imports', 'flows'];
export const ID = {
  integration: templateId(1),
  connection: templateId(2),
  export: templateId(3),
  import: templateId(4),
};

export function bundle() {
  const _integrationId = ID.integration;
  const step = { _integrationId, _connectionId: ID.connection };
  const made = new Bundle()
    .add('Integration', { _id: ID.integration, name: 'Crash' })
    .add('Connection', { _id: ID.connection, type: 'http', name: 'C' })
    .add('Export', { _id: ID.export, name: 'E', ...step })
    .add('Import', { _id: ID.import, name: 'I', ...step });
  for (let n = 0; n < FLOWS; n += 1) {
    made.add('Flow', {
      _id: templateId(100 + n),
      name: `Flow ${n}`,
      _integrationId,
      pageGenerators: [{ _exportId: ID.export }],
      pageProcessors: [{ type: 'import', _importId: ID.import }],
    });
  }
  return made;
}

/** Every document of the account by id. */
export async function readAll(client) {
  const found = new Map();
  for (const collection of COLLECTIONS) {
    for (let skip = 0, more = true; more; skip += 1000) {
      const page = await client.list(`/v1/${collection}?limit=1000&skip=${skip}`);
      for (const doc of page) found.set(doc._id, { collection, doc });
      more = page.length === 1000;
    }
  }
  return found;
}

/** What is there of each integration, by the integration's id. */
export function group(found) {
  const parts = new Map();
  for (const { collection, doc } of found.values()) {
    const id = collection === 'integrations' ? doc._id : doc._integrationId;
    if (!parts.has(id)) parts.set(id, []);
    parts.get(id).push({ collection, doc });
  }
  return parts;
}

export const idOf = (entry) => entry.path.slice(entry.path.lastIndexOf('/') + 1);

/** Whether something that was acknowledged of the install is not there. */
export function isLost(install, found) {
  return !install.entries.every((entry) => entry.allows(found.get(idOf(entry))?.doc));
}

/** An installation is whole when what is missing was deleted by its client. */
export function isPartial(members, install) {
  if (!members.some(({ collection }) => collection === 'integrations')) return true;
  const deletable = (install?.entries ?? []).filter((entry) => entry.allows(undefined)).length;
  return members.length > OBJECTS || members.length < OBJECTS - deletable;
}
