import { expect, it } from 'vitest';
import type { Installation } from '~/api/types';
import { hasVariables, leftToDo, resourcePath, variablesPath } from './to_do';

const installation = (part: Partial<Installation> = {}): Installation => ({
  id: 'i',
  kind: 'integrator',
  name: 'Orders',
  template: { id: 't', name: 'Orders' },
  version: { number: 2, hash: '0'.repeat(64) },
  latest: { number: 3 },
  upgradeAvailable: true,
  created: '2026-01-31T09:05:00.123Z',
  resources: [{ model: 'Flow', id: 'f', templateId: 'a', name: 'Hourly', state: 'installed' }],
  connections: [],
  variables: {},
  selected: false,
  into: null,
  toDo: { goneConnections: [], disabledFlows: [], secrets: [], unfilled: [] },
  ...part,
});

it('names the flows that are left', () => {
  const toDo = { goneConnections: [], disabledFlows: ['f', 'gone'], secrets: [], unfilled: [] };
  const { flows, isNothing } = leftToDo(installation({ toDo }));
  expect(flows).toEqual([
    { id: 'f', name: 'Hourly' },
    { id: 'gone', name: '' },
  ]);
  expect(isNothing).toBe(false);
});

it('knows when nothing is left', () => {
  expect(leftToDo(installation()).isNothing).toBe(true);
  const toDo = { goneConnections: [], disabledFlows: [], secrets: [], unfilled: ['since'] };
  expect(leftToDo(installation({ toDo })).isNothing).toBe(false);
});

it('leads to where variables are changed, where a version is in sight', () => {
  expect(variablesPath(installation())).toBe('/installations/i/upgrade?version=2');
  expect(variablesPath(installation({ template: null }))).toBeUndefined();
  expect(variablesPath(installation({ latest: null }))).toBeUndefined();
  const unnumbered = { number: null, hash: '0'.repeat(64) };
  expect(variablesPath(installation({ version: unnumbered }))).toBeUndefined();
  expect(resourcePath(installation(), 'f')).toBe('/installations/i/resources/f');
});

it('has variables where one is filled in or waits for a value', () => {
  expect(hasVariables(installation())).toBe(false);
  expect(hasVariables(installation({ variables: { store: '' } }))).toBe(true);
  const toDo = { goneConnections: [], disabledFlows: [], secrets: [], unfilled: ['since'] };
  expect(hasVariables(installation({ toDo }))).toBe(true);
});
