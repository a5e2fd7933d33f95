import { expect, it } from 'vitest';
import { chosenOf } from './chosen';
import { NO_ENTRIES } from './entries';
import { planOf } from './testing';

const entries = {
  ...NO_ENTRIES,
  name: ' Mine ',
  baseUrl: 'https://desk.example.org',
  authKey: 'hunter2',
  stack: 'a1',
  sandbox: true,
};

it('has what was entered for a template of Diga, and never its key', () => {
  expect(chosenOf(entries, planOf({ kind: 'diga' }))).toEqual([
    { name: 'name', value: 'Mine' },
    { name: 'baseUrl', value: 'https://desk.example.org' },
    { name: 'authKey' },
  ]);
});

it('has what was entered for one of integrator.io', () => {
  const names = chosenOf(entries, planOf()).map(({ name }) => name);
  expect(names).toEqual(['name', 'stack', 'sandbox']);
  expect(chosenOf(NO_ENTRIES, planOf())).toEqual([]);
});
