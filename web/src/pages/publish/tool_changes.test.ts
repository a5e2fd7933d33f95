import { describe, expect, it } from 'vitest';
import type { JsonObject } from './documents';
import { toolChanges } from './tool_changes';

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

describe('toolChanges', () => {
  it('names what came, went and differs', () => {
    const before = template([tool('a'), tool('b'), tool('c')]);
    const after = template([tool('b'), tool('c', { method: 'POST' }), tool('d')], {
      base_url: 'https://b.example',
    });
    const changes = toolChanges(before, after);
    expect([changes.added, changes.removed]).toEqual([['d'], ['a']]);
    expect(changes.changed.map(({ name }) => name)).toEqual(['c']);
    expect(changes.changed[0]).toMatchObject({
      before: { method: 'GET' },
      after: { method: 'POST' },
    });
    expect(changes.fields).toEqual([
      { name: 'base_url', before: 'https://a.example', after: 'https://b.example' },
    ]);
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
    const { changed } = toolChanges(template([server]), template([other]));
    expect(changed).toHaveLength(1);
  });

  it('compares headers by name, whatever their order, and takes them for no parameters', () => {
    const one = template([tool('a', { headers: { X: '1', Y: '2' } })]);
    const same = template([tool('a', { headers: { Y: '2', X: '1' } })]);
    expect(toolChanges(one, same).changed).toEqual([]);
    const other = template([tool('a', { headers: { X: '1' } })], { headers: { Z: '1' } });
    const { changed, fields } = toolChanges(one, other);
    expect(changed[0]).toMatchObject({ after: { headers: { X: '1' } } });
    expect(fields).toEqual([{ name: 'headers', before: undefined, after: { Z: '1' } }]);
  });
});
