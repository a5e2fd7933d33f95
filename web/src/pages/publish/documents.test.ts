import { describe, expect, it } from 'vitest';
import {
  isTemplateDocument,
  parseDocument,
  toolsOf,
  variablesOf,
  type JsonObject,
} from './documents';

const tool = (name: string, more: JsonObject = {}): JsonObject => ({
  name,
  description: 'd',
  endpoint_path: `/${name}`,
  method: 'GET',
  ...more,
});
const template = (tools: JsonObject[], more: JsonObject = {}): JsonObject => ({
  name: 'T',
  template: { integration_type: 'HTTP', base_url: 'https://a.example', tools, ...more },
});

describe('parseDocument', () => {
  it('gives the object', () => {
    expect(parseDocument('{"a": 1}')).toEqual({ document: { a: 1 } });
  });
  it.each(['{', '[]', '1', 'null', ''])('refuses %s', (source) => {
    expect(parseDocument(source)).toHaveProperty('fault');
  });
});

it('knows a template by what it must have', () => {
  expect(isTemplateDocument(template([]))).toBe(true);
  expect(isTemplateDocument({ base_url: 'https://a.example' })).toBe(true);
  expect(isTemplateDocument({ openapi: '3.1.0' })).toBe(false);
});

it('lists tools and variables, whatever else stands there', () => {
  const document = template([tool('a', { path: '/<<x>>/<<y>>' }), tool('b', { method: '<<x>>' })]);
  expect(toolsOf(document).map(({ name, path }) => [name, path])).toEqual([
    ['a', '/a'],
    ['b', '/b'],
  ]);
  expect(variablesOf(document)).toEqual(['x', 'y']);
  expect(toolsOf({ template: { tools: 'none' } })).toEqual([]);
});
