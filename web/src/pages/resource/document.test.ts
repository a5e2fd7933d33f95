import { describe, expect, it } from 'vitest';
import type { Document } from '~/api/documents';
import { parseExact, textOfJson } from '~/api/exact_json';
import {
  changeable,
  changedFields,
  documentFrom,
  draftOf,
  fixedFields,
  isChanged,
  isMasked,
  MASK,
} from './document';
import { textInRepository } from './testing';

const compatibility = textInRepository('docs/compatibility.md');

const EXPORT = { kind: 'integrator', model: 'Export' } as const;
const SCRIPT = { kind: 'integrator', model: 'Script' } as const;
const TOOL = { kind: 'diga', model: 'Tool' } as const;
const read = (text: string) => parseExact(text) as Document;

/** What the server says that it manages, in its own words. */
function managed(): string[] {
  const [, said = ''] =
    /Server-managed fields, [^:]*: ([\s\S]*?)\. A bundle/.exec(compatibility) ?? [];
  return [...said.matchAll(/`(\w+)`/g)].map(([, name]) => name ?? '');
}

describe('what of a document can be changed', () => {
  it('is all but what the server manages', () => {
    const names = managed();
    expect(names.length).toBeGreaterThan(15);
    const document = Object.fromEntries([...names, 'name'].map((name) => [name, 1]));
    expect(changeable(EXPORT, document)).toEqual({ name: 1 });
    expect(fixedFields(EXPORT, document)).toEqual(names);
  });

  it('is another thing for Diga', () => {
    const document = { id: '1', type: 'HTTP', name: 'a', _id: 2 };
    expect(changeable(TOOL, document)).toEqual({ name: 'a', _id: 2 });
    expect(fixedFields(TOOL, document)).toEqual(['id', 'type']);
  });

  it('keeps numbers as they were written', () => {
    const { json } = draftOf(EXPORT, read('{"_id":"1","a":1.0,"b":12345678901234567890}'));
    expect(json).toBe('{\n  "a": 1.0,\n  "b": 12345678901234567890\n}');
    expect(textOfJson(documentFrom(read(json), undefined, {}))).toBe(
      '{"a":1.0,"b":12345678901234567890}',
    );
  });
});

describe('a script', () => {
  const ends = '\r\n';
  const basis = { _id: '1', name: 'Clean', content: `a${ends}b${ends}` };

  it('has its text apart', () => {
    expect(draftOf(SCRIPT, basis)).toEqual({ json: '{\n  "name": "Clean"\n}', code: 'a\nb\n' });
    expect(draftOf(EXPORT, basis).code).toBeUndefined();
  });

  it('keeps the ends of its lines', () => {
    const content = (code: string, before: Document) => documentFrom({}, code, before).content;
    expect(content('a\nb\n', basis)).toBe(basis.content);
    expect(content('a\nc\n', basis)).toBe(`a${ends}c${ends}`);
    expect(content('a\nc\n', { content: 'a\nb\n' })).toBe('a\nc\n');
    // Where both are mixed, nothing is invented unless something was typed.
    const mixed = { content: `a${ends}b\n` };
    expect(content('a\nb\n', mixed)).toBe(mixed.content);
    expect(content('a\nc\n', mixed)).toBe('a\nc\n');
  });

  it('without a text of its own stays one', () => {
    expect(documentFrom({ name: 'a' }, undefined, {})).toEqual({ name: 'a' });
  });
});

describe('whether somebody changed it meanwhile', () => {
  const before = read(
    '{"_id":"1","name":"a","size":1.0,"http":{"x":1,"y":[1,2]},"lastModified":"1"}',
  );
  const now = (text: string) => isChanged(EXPORT, before, read(text));

  it('does not depend on order and on what the server manages', () => {
    const same = '{"size":1.0,"http":{"y":[1,2],"x":1},"name":"a","lastModified":"2","_id":"1"}';
    expect(now(same)).toBe(false);
  });

  it.each([
    '{"name":"b","size":1.0,"http":{"x":1,"y":[1,2]}}',
    '{"name":"a","size":1,"http":{"x":1,"y":[1,2]}}',
    '{"name":"a","size":1.0,"http":{"x":1,"y":[2,1]}}',
    '{"name":"a","size":1.0,"http":{"x":1}}',
    '{"name":"a","size":1.0,"http":{"x":1,"y":[1,2]},"more":null}',
  ])('is told of %s', (text) => expect(now(text)).toBe(true));
});

it('sends of Diga only what was changed', () => {
  const basis = read('{"name":"a","timeout":5,"query":[],"headers":null}');
  expect(changedFields(basis, read('{"name":"b","query":[],"headers":null,"new":1}'))).toEqual({
    name: 'b',
    new: 1,
  });
  expect(changedFields(basis, { headers: {} })).toEqual({ headers: {} });
  expect(changedFields(basis, basis)).toEqual({});
});

it('takes a mask for a credential only where there are some', () => {
  expect(isMasked({ kind: 'integrator', model: 'Connection' }, MASK)).toBe(true);
  expect(isMasked({ kind: 'integrator', model: 'IClient' }, MASK)).toBe(true);
  expect(isMasked({ kind: 'diga', model: 'Integration' }, MASK)).toBe(true);
  expect(isMasked(EXPORT, MASK)).toBe(false);
  expect(isMasked(TOOL, MASK)).toBe(false);
  expect(isMasked({ kind: 'integrator', model: 'Connection' }, '*****')).toBe(false);
});
