import { expect, it } from 'vitest';
import type { UpgradeConflict, UpgradePlan, UpgradeRequest } from '~/api/types';
import { type Decision, type Decisions, keyOf } from './decisions';
import { newsBehind, newsOf, overtaken } from './news';

const conflict = (path: string, mine: string): UpgradeConflict => ({
  kind: 'field',
  model: 'Export',
  templateId: 'a',
  name: 'Orders',
  id: 'a',
  path,
  mine,
  resolution: null,
  valuesLeftOut: false,
  users: [],
});

const plan = (fields: Partial<UpgradePlan> = {}): UpgradePlan => ({
  fingerprint: 'f',
  applicable: true,
  changesAnything: true,
  from: { number: 1, hash: '1' },
  to: { number: 2, hash: '2' },
  added: [],
  removed: [],
  changed: [],
  untouched: 0,
  conflicts: [],
  connections: [],
  variables: [],
  notFollowed: [],
  warnings: [],
  problems: [],
  ...fields,
});

it('says nothing where nothing is otherwise', () => {
  expect(newsOf(plan(), plan({ fingerprint: 'g' }))).toEqual({
    version: undefined,
    newConflicts: [],
    changedConflicts: [],
    goneConflicts: [],
    resources: false,
    asked: [],
  });
});

it('tells conflicts that are new, gone, or have other values', () => {
  const before = plan({ conflicts: [conflict('name', 'A'), conflict('size', '1')] });
  const now = plan({ conflicts: [conflict('name', 'B'), conflict('uri', '/')] });
  const news = newsOf(before, now);
  const paths = (list: UpgradeConflict[]) => list.map(({ path }) => path);
  expect(paths(news.newConflicts)).toEqual(['uri']);
  expect(paths(news.changedConflicts)).toEqual(['name']);
  expect(paths(news.goneConflicts)).toEqual(['size']);
});

it('tells another version and what it asks for', () => {
  const now = plan({
    to: { number: 3, hash: '3' },
    added: [{ model: 'Flow', templateId: 'f', name: 'Nightly' }],
    variables: [
      { name: 'store', type: 'string', filled: false, saved: false, uses: [], useCount: 1 },
    ],
  });
  expect(newsOf(plan(), now)).toMatchObject({ version: 3, resources: true, asked: ['store'] });
});

const request = (fields: Partial<UpgradeRequest> = {}): UpgradeRequest => ({
  connections: {},
  createConnections: false,
  variables: {},
  rule: 'fail',
  resolutions: {},
  ...fields,
});
const size = (theirs: number, mine = '1') => ({ ...conflict('size', mine), theirs });
const decidedSize = { a: { size: 'theirs' as const } };

it('finds values that became others behind a choice that has nothing to do with them', () => {
  const before = { request: request(), plan: plan({ conflicts: [size(50)] }) };
  const next = (theirs: number, version = '2') => ({
    request: request({ resolutions: decidedSize }),
    plan: plan({ conflicts: [size(theirs)], to: { number: Number(version), hash: version } }),
  });
  expect(newsBehind(before, next(50))).toBeUndefined();
  expect(newsBehind(before, next(77))).toMatchObject({ changedConflicts: [size(77)] });
  expect(newsBehind(before, next(50, '3'))).toMatchObject({ version: 3, changedConflicts: [] });
});

it('takes what follows from a choice for no news', () => {
  const before = { request: request(), plan: plan({ conflicts: [size(50)] }) };
  const follows = { added: [{ model: 'Flow' as const, templateId: 'f', name: 'Nightly' }] };
  const decided = { request: request({ rule: 'mine' }), plan: plan({ ...follows }) };
  expect(newsBehind(before, decided)).toBeUndefined();
  const other = { request: request({ version: 3 }), plan: plan({ to: { number: 3, hash: '3' } }) };
  expect(newsBehind(before, other)).toBeUndefined();
  // What is typed for a variable stands in what the new version has.
  const filled = request({ variables: { store: 'north' } });
  const theirs = (mine?: string) => ({
    request: filled,
    plan: plan({ conflicts: [size(77, mine)] }),
  });
  expect(newsBehind(before, theirs())).toBeUndefined();
  expect(newsBehind(before, theirs('2'))).toMatchObject({ changedConflicts: [size(77, '2')] });
});

it('compares all of the plans of one request', () => {
  const shown = (plan: UpgradePlan) => ({ request: request(), plan });
  expect(newsBehind(shown(plan()), shown(plan({ fingerprint: 'g' })))).toBeUndefined();
  const added = plan({ added: [{ model: 'Flow', templateId: 'f', name: 'Nightly' }] });
  expect(newsBehind(shown(plan()), shown(added))).toMatchObject({ resources: true });
});

it('trusts nothing that is too large to be compared where the version is another one', () => {
  const large = { ...conflict('content', ''), valuesLeftOut: true };
  const before = plan({ conflicts: [large] });
  const next = plan({ conflicts: [large], to: { number: 3, hash: '3' } });
  expect(newsOf(before, next).changedConflicts).toEqual([large]);
  expect(newsOf(before, plan({ conflicts: [large] })).changedConflicts).toEqual([]);
});

it('overtakes sides that were chosen when they had other values, and no own value', () => {
  const [name, uri, gone] = ['name', 'uri', 'gone'].map((path) => conflict(path, 'A')) as [
    UpgradeConflict,
    UpgradeConflict,
    UpgradeConflict,
  ];
  const decisions: Decisions = new Map<string, Decision>([
    [keyOf(name), 'mine'],
    [keyOf(uri), 'theirs'],
    [keyOf(gone), 'mine'],
    [keyOf(size(50)), { form: 'json', draft: '60' }],
  ]);
  const before = plan({ conflicts: [name, uri, gone, size(50)] });
  const now = plan({ conflicts: [name, { ...uri, mine: 'B' }, size(77)] });
  const keys = overtaken(decisions, now, newsOf(before, now));
  expect(keys).toEqual([keyOf(gone), keyOf(uri)]);
  expect(overtaken(decisions, before, undefined)).toEqual([]);
});
