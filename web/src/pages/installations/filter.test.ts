import { expect, it } from 'vitest';
import type { InstallationSummary } from '~/api/types';
import { filtered } from './filter';

const one = (name: string, fields: Partial<InstallationSummary> = {}): InstallationSummary => ({
  id: '66e2b0f47d41c9b2e6000001',
  kind: 'integrator',
  name,
  template: { id: '66e2b0f47d41c9b2e6000002', name: 'Orders to ledger' },
  version: { number: 1, hash: '0'.repeat(64) },
  latest: { number: 1 },
  upgradeAvailable: false,
  created: '2026-01-31T09:05:00.123Z',
  ...fields,
});

const names = (found: InstallationSummary[]) => found.map(({ name }) => name);

it('looks at the names of an installation and of its template', () => {
  const all = [one('North'), one('South', { template: null })];
  expect(names(filtered(all, { text: 'north', upgradeOnly: false }))).toEqual(['North']);
  expect(names(filtered(all, { text: 'ledger', upgradeOnly: false }))).toEqual(['North']);
  expect(names(filtered(all, { text: '', upgradeOnly: false }))).toEqual(['North', 'South']);
});

it('shows those alone that an upgrade waits for', () => {
  const all = [one('North'), one('South', { upgradeAvailable: true })];
  expect(names(filtered(all, { text: '', upgradeOnly: true }))).toEqual(['South']);
});
