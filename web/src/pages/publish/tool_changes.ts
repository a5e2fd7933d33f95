import { textOfJson } from '~/api/exact_json';
import type { Json } from '~/api/types';
import { integrationIn, isObject, type JsonObject } from './documents';

// What the server writes where a document says nothing.
const TOOL: JsonObject = { timeout: 5, approval_required: false, pre_speech: 'auto' };
const PARAMETER: JsonObject = { required: true, value_source: 'llm' };
const INTEGRATION: JsonObject = { auth_type: 'NONE' };
const OF_INTEGRATION = ['integration_type', 'base_url', 'auth_type', 'headers', 'description'];

// Nothing, null and what is empty mean the same to Diga.
const isEmpty = (value: unknown) =>
  value === null ||
  value === undefined ||
  (typeof value === 'object' && !Object.keys(value).length);

/** The same object with its defaults, without what is empty, in one order of keys. */
function whole(value: Json, defaults: JsonObject): Json {
  if (!isObject(value)) return value;
  const all: JsonObject = { ...defaults, ...value };
  const keys = Object.keys(all).filter((key) => !isEmpty(all[key]));
  return Object.fromEntries(keys.sort().map((key) => [key, part(key, all[key])]));
}

const PARAMETERS = ['query', 'body', 'path', 'properties'];

function part(key: string, value: Json): Json {
  if (Array.isArray(value) && PARAMETERS.includes(key))
    return value.map((parameter: Json) => whole(parameter, PARAMETER));
  return isObject(value) ? whole(value, {}) : value;
}

const alike = (a: Json, b: Json) => textOfJson(a) === textOfJson(b);

export type Change = { name: string; before: Json | undefined; after: Json | undefined };
export type ToolChanges = {
  added: string[];
  removed: string[];
  changed: Change[];
  /** Of the integration itself. */
  fields: Change[];
};

function toolsIn(integration: JsonObject): Map<string, Json> {
  const tools = Array.isArray(integration.tools) ? integration.tools.filter(isObject) : [];
  return new Map(tools.map((tool) => [String(tool.name ?? ''), whole(tool, TOOL)]));
}

const differing = (before: Map<string, Json>, after: Map<string, Json>, names: Iterable<string>) =>
  [...names].flatMap((name): Change[] => {
    const [was, is] = [before.get(name), after.get(name)];
    return alike(was, is) ? [] : [{ name, before: was, after: is }];
  });

/** What another document of the same template would change, tools by their names. */
export function toolChanges(before: JsonObject, after: JsonObject): ToolChanges {
  const [old, next] = [integrationIn(before), integrationIn(after)];
  const [oldTools, nextTools] = [toolsIn(old), toolsIn(next)];
  const fieldsOf = (integration: JsonObject) =>
    new Map(Object.entries(whole(integration, INTEGRATION) as JsonObject));
  const both = [...nextTools.keys()].filter((name) => oldTools.has(name));
  return {
    added: [...nextTools.keys()].filter((name) => !oldTools.has(name)),
    removed: [...oldTools.keys()].filter((name) => !nextTools.has(name)),
    changed: differing(oldTools, nextTools, both),
    fields: differing(fieldsOf(old), fieldsOf(next), OF_INTEGRATION),
  };
}
