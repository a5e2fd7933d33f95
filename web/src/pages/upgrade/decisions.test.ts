import { describe, expect, it } from 'vitest';
import type { UpgradeConflict } from '~/api/types';
import {
  decided,
  draftOf,
  inForm,
  isComplete,
  keyOf,
  NO_DECISIONS,
  resolutionsOf,
  staleKeys,
  valueOf,
  without,
} from './decisions';

const A = '66e2b0f47d41c9b2e6000003';
const B = '66e2b0f47d41c9b2e6000004';
const conflict = (templateId: string, path: string, fields: Partial<UpgradeConflict> = {}) =>
  ({
    kind: 'field',
    model: 'Export',
    templateId,
    name: 'Orders',
    id: '68f0c2a17d41c9b2e63a2d13',
    path,
    resolution: null,
    valuesLeftOut: false,
    users: [],
    ...fields,
  }) satisfies UpgradeConflict;

describe('decisions', () => {
  it('become the resolutions of a request, by resource and path', () => {
    const spaced = conflict(A, 'fields[name=Total amount].extract');
    let decisions = decided(NO_DECISIONS, [conflict(A, 'name'), spaced], 'mine');
    decisions = decided(decisions, [conflict(B, '')], 'theirs');
    decisions = decided(decisions, [conflict(B, 'size')], { form: 'json', draft: '{"a": 1}' });
    expect(resolutionsOf(decisions)).toEqual({
      [A]: { name: 'mine', 'fields[name=Total amount].extract': 'mine' },
      [B]: { '': 'theirs', size: { value: { a: 1 } } },
    });
  });

  it('leave a conflict open while its own value is no JSON', () => {
    const half = { form: 'json', draft: '{"a":' } as const;
    const decisions = decided(NO_DECISIONS, [conflict(A, 'name')], half);
    expect(isComplete(half)).toBe(false);
    expect(resolutionsOf(decisions)).toEqual({});
  });

  it('can be taken back, and never change the ones before', () => {
    const first = decided(NO_DECISIONS, [conflict(A, 'name')], 'mine');
    const second = decided(first, [conflict(A, 'name')], undefined);
    expect([NO_DECISIONS.size, first.size, second.size]).toEqual([0, 1, 0]);
  });

  it('are stale where their conflict is gone', () => {
    const both = decided(NO_DECISIONS, [conflict(A, 'name'), conflict(B, 'name')], 'mine');
    const stale = staleKeys(both, [conflict(B, 'name')]);
    expect(stale).toEqual([keyOf({ templateId: A, path: 'name' })]);
    expect([...without(both, stale).keys()]).toEqual([keyOf({ templateId: B, path: 'name' })]);
  });
});

describe('an own value', () => {
  it('begins with what is here, as text where that is a text', () => {
    expect(draftOf(conflict(A, 'name', { mine: 'Mine', theirs: 5 }))).toEqual({
      form: 'text',
      draft: 'Mine',
    });
    expect(draftOf(conflict(A, 'size', { theirs: [1] }))).toEqual({
      form: 'json',
      draft: '[\n  1\n]',
    });
    expect(draftOf(conflict(A, 'size'))).toEqual({ form: 'json', draft: '' });
  });

  it('is any text, or JSON', () => {
    expect(valueOf({ form: 'text', draft: '' })).toEqual({ value: '' });
    expect(valueOf({ form: 'json', draft: 'null' })).toEqual({ value: null });
    expect(valueOf({ form: 'json', draft: '' })).toBeUndefined();
    expect(valueOf({ form: 'json', draft: 'Mine' })).toBeUndefined();
  });

  it('keeps what it says in the other form', () => {
    const text = { form: 'text', draft: 'a "b"' } as const;
    const json = inForm(text, 'json');
    expect(json).toEqual({ form: 'json', draft: '"a \\"b\\""' });
    expect(inForm(json, 'text')).toEqual(text);
    expect(inForm({ form: 'json', draft: '[1]' }, 'text')).toEqual({ form: 'text', draft: '[1]' });
  });
});
