import { expect, it } from 'vitest';
import type { UpgradeConflict, UpgradePlan } from '~/api/types';
import { newsOf } from './news';

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
