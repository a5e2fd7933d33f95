import { isJsonObject, parseExact, textOfJson } from '~/api/exact_json';
import type { components } from '~/api/generated/diga';
import type { Json } from '~/api/types';

/** What Diga's templates are made of. */
export type DigaDocument = components['schemas']['TemplateInput'];

export type JsonObject = { [key: string]: Json };

/** A tool as people know it. */
export type ToolLine = { name: string; method: string; path: string; description: string };

/** Whether it is an object of JSON. */
export const isObject = (value: unknown): value is JsonObject => isJsonObject(value);
const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** The object that a text of JSON is, or where it stops being JSON. */
export function parseDocument(source: string): { document: JsonObject } | { fault: string } {
  try {
    const value: unknown = parseExact(source);
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
  for (const [, name] of textOfJson(value).matchAll(/<<(\w+)>>/g)) if (name) names.add(name);
  return [...names];
}
