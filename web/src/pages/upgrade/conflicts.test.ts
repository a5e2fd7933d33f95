import { expect, it } from 'vitest';
import type { UpgradeConflict } from '~/api/types';
import { byResource, countDecided, nextOpen, rowsOf, sortProblems } from './conflicts';
import { decided, keyOf, NO_DECISIONS } from './decisions';

const conflict = (templateId: string, path: string): UpgradeConflict => ({
  kind: path ? 'field' : 'deletedThere',
  model: 'Export',
  templateId,
  name: `Resource ${templateId}`,
  id: templateId,
  path,
  resolution: null,
  valuesLeftOut: false,
  users: [],
});

const [NAME, SIZE, GONE] = [conflict('a', 'name'), conflict('a', 'size'), conflict('b', '')];
const ALL = [NAME, SIZE, GONE];

it('lists conflicts below their resource', () => {
  expect(rowsOf(byResource(ALL)).map(({ is, key }) => [is, key])).toEqual([
    ['resource', 'a'],
    ['conflict', 'a name'],
    ['conflict', 'a size'],
    ['resource', 'b'],
    ['conflict', 'b '],
  ]);
});

it('counts what a person or the rule has decided', () => {
  const decisions = decided(NO_DECISIONS, [NAME], 'mine');
  expect(countDecided(ALL, NO_DECISIONS, 'fail')).toBe(0);
  expect(countDecided(ALL, decisions, 'fail')).toBe(1);
  expect(countDecided(ALL, decisions, 'theirs')).toBe(3);
  const half = decided(decisions, [SIZE], { form: 'json', draft: '{' });
  expect(countDecided(ALL, half, 'fail')).toBe(1);
});

it('goes from one open conflict to the next, and around', () => {
  const decisions = decided(NO_DECISIONS, [SIZE], 'mine');
  const next = (after?: string) => nextOpen(ALL, decisions, 'fail', after);
  expect(next()).toBe(keyOf(NAME));
  expect(next(keyOf(NAME))).toBe(keyOf(GONE));
  expect(next(keyOf(GONE))).toBe(keyOf(NAME));
  expect(nextOpen(ALL, decided(decisions, ALL, 'mine'), 'fail', undefined)).toBeUndefined();
});

it('puts each problem to the entry that it is about', () => {
  const problem = (field: string) => ({ code: 'invalid_field', message: `at ${field}`, field });
  const sorted = sortProblems(
    ['resolutions.a.name', 'resolutions.b', 'connections.c', 'variables.x.y', 'version'].map(
      problem,
    ),
    ALL,
  );
  expect([...sorted.conflicts]).toEqual([
    [keyOf(NAME), ['at resolutions.a.name']],
    [keyOf(GONE), ['at resolutions.b']],
  ]);
  expect([...sorted.connections.keys()]).toEqual(['c']);
  expect([...sorted.variables.keys()]).toEqual(['x.y']);
  expect(sorted.others.map(({ field }) => field)).toEqual(['version']);
});
