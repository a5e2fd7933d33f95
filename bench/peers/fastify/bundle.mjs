import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { COLLECTIONS, MODELS, SERVER_MANAGED } from './models.mjs';

/**
 * The objects of a template's folder as a preview shows them, [{model, doc}], the integration
 * first, then model by model, each by id. Throws on what this server does not do: scripts in files
 * of their own, variables, stacks.
 */
export function readBundle(folder) {
  return MODELS.flatMap((model) => readModel(folder, model));
}

function readModel(folder, model) {
  return filesOf(folder, model)
    .map((file) => ({ model, doc: readDocument(file, model) }))
    .sort((a, b) => (a.doc._id < b.doc._id ? -1 : 1));
}

function filesOf(folder, model) {
  if (model === 'Integration') return [path.join(folder, 'integration.json')];
  const inside = path.join(folder, COLLECTIONS[model]);
  return existsSync(inside) ? readdirSync(inside).map((name) => path.join(inside, name)) : [];
}

function readDocument(file, model) {
  if (!file.endsWith('.json')) throw new Error(`not supported: ${file}`);
  const text = readFileSync(file, 'utf8');
  if (/<<|"_stackId"/.test(text)) throw new Error(`not supported, variables or stacks: ${file}`);
  const doc = JSON.parse(text);
  for (const field of Object.keys(doc)) {
    if (SERVER_MANAGED.has(field)) delete doc[field];
  }
  if (model === 'Connection') delete doc.offline;
  if (model === 'Flow') doc.disabled = true;
  return doc;
}
