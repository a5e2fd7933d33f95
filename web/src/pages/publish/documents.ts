import type { components } from '~/api/generated/diga';
import type { Json } from '~/api/types';

/** What Diga's templates are made of. */
export type DigaDocument = components['schemas']['TemplateInput'];

export type JsonObject = { [key: string]: Json };

/** A tool as people know it. */
export type ToolLine = { name: string; method: string; path: string; description: string };

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** The object that a text of JSON is, or where it stops being JSON. */
export function parseDocument(source: string): { document: JsonObject } | { fault: string } {
  try {
    const value: unknown = JSON.parse(source);
    return isObject(value) ? { document: value } : { fault: '' };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : '' };
  }
}

// A bare integration (`base_url` at the top) is what people keep beside the whole document.
function contentOf(document: JsonObject): JsonObject | undefined {
  if (isObject(document.template)) return document.template;
  return 'base_url' in document ? document : undefined;
}

/** Whether it can be a template at all; what else is wrong with it, the server says. */
export const isTemplateDocument = (document: JsonObject) => contentOf(document) !== undefined;

/** The integration with its tools that the document holds. */
export const integrationIn = (document: JsonObject): JsonObject => contentOf(document) ?? {};

/** The tools of a template's document, as far as they can be read. */
export function toolsOf(document: JsonObject): ToolLine[] {
  const { tools } = integrationIn(document);
  if (!Array.isArray(tools)) return [];
  return tools.filter(isObject).map((tool) => ({
    name: text(tool.name),
    method: text(tool.method),
    path: text(tool.endpoint_path),
    description: text(tool.description),
  }));
}

/** The names of `<<variables>>` in all of the document's texts, each once, in order. */
export function variablesOf(value: Json): string[] {
  const names = new Set<string>();
  for (const [, name] of JSON.stringify(value).matchAll(/<<(\w+)>>/g)) if (name) names.add(name);
  return [...names];
}

// What the server writes where a document says nothing.
const TOOL = {
  query: [],
  body: [],
  path: [],
  headers: null,
  timeout: 5,
  approval_required: false,
  execution_audio: null,
  pre_speech: 'auto',
};
const PARAMETER = { description: null, required: true, value_source: 'llm', fixed_value: null };

function filled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(filled);
  if (!isObject(value)) return value;
  const known = 'endpoint_path' in value ? TOOL : PARAMETER;
  const whole: Record<string, unknown> = { ...known, ...value };
  const parts = Object.keys(whole)
    .filter((key) => !isNothing(whole[key]))
    .sort()
    .map((key) => [key, filled(whole[key])]);
  return Object.fromEntries(parts);
}

// Empty lists, null and what is not there mean the same to Diga.
const isNothing = (value: unknown) =>
  value === null || value === undefined || (Array.isArray(value) && value.length === 0);

const alike = (a: unknown, b: unknown) => JSON.stringify(filled(a)) === JSON.stringify(filled(b));

export type ToolChanges = {
  added: string[];
  removed: string[];
  changed: string[];
  /** Of the integration itself: which of its fields. */
  fields: string[];
};

const toolMap = (content: JsonObject) =>
  new Map(
    (Array.isArray(content.tools) ? content.tools : [])
      .filter(isObject)
      .map((tool) => [text(tool.name), tool]),
  );

/** What another document of the same template would change, tools by their names. */
export function toolChanges(before: JsonObject, after: JsonObject): ToolChanges {
  const [old, next] = [integrationIn(before), integrationIn(after)];
  const [oldTools, nextTools] = [toolMap(old), toolMap(next)];
  const fields = ['integration_type', 'base_url', 'auth_type', 'headers', 'description'];
  const auth = { auth_type: 'NONE' };
  return {
    added: [...nextTools.keys()].filter((name) => !oldTools.has(name)),
    removed: [...oldTools.keys()].filter((name) => !nextTools.has(name)),
    changed: [...nextTools.keys()].filter(
      (name) => oldTools.has(name) && !alike(oldTools.get(name), nextTools.get(name)),
    ),
    fields: fields.filter(
      (field) => !alike([{ ...auth, ...old }[field]], [{ ...auth, ...next }[field]]),
    ),
  };
}
