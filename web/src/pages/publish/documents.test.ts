import { describe, expect, it } from 'vitest';
import {
  isTemplateDocument,
  parseDocument,
  toolChanges,
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

describe('toolChanges', () => {
  it('names what came, went and differs', () => {
    const before = template([tool('a'), tool('b'), tool('c')]);
    const after = template([tool('b'), tool('c', { method: 'POST' }), tool('d')], {
      base_url: 'https://b.example',
    });
    expect(toolChanges(before, after)).toEqual({
      added: ['d'],
      removed: ['a'],
      changed: ['c'],
      fields: ['base_url'],
    });
  });

  it('takes what the server fills in for no change', () => {
    const server = tool('a', {
      query: [
        {
          name: 'q',
          data_type: 'string',
          description: null,
          required: true,
          value_source: 'llm',
          fixed_value: null,
        },
      ],
      body: [],
      path: [],
      headers: null,
      timeout: 5,
      approval_required: false,
      execution_audio: null,
      pre_speech: 'auto',
    });
    const author = tool('a', { query: [{ data_type: 'string', name: 'q' }] });
    const nothing = { added: [], removed: [], changed: [], fields: [] };
    expect(
      toolChanges(template([server], { auth_type: 'NONE', headers: null }), template([author])),
    ).toEqual(nothing);
    const other = tool('a', { query: [{ data_type: 'string', name: 'q', required: false }] });
    expect(toolChanges(template([server]), template([other])).changed).toEqual(['a']);
  });
});
