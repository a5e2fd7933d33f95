import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DOCUMENTS, usersIn } from './documents';

const documentOf = (api: string) =>
  readFileSync(`${import.meta.dirname}/../../../api/${api}.openapi.yaml`, 'utf8');
const imprintYaml = documentOf('imprint');
const integratorYaml = documentOf('integrator');

/** The names of the schema `Model`, as the document lists them. */
function models(): string[] {
  const found = /\n {4}Model:\n(?: {6}.*\n)*? {6}enum: \[([^\]]*)\]/.exec(imprintYaml);
  return (found?.[1] ?? '').split(',').map((name) => name.trim());
}

/** The part of the document that is about one path. */
const aboutPath = (path: string) =>
  integratorYaml.split(/\n(?= {2}\/)/).find((part) => part.startsWith(`  ${path}:\n`)) ?? '';

it('knows where the documents of each model are, and of no other', () => {
  expect(models().length).toBeGreaterThan(10);
  expect(Object.keys(DOCUMENTS).sort()).toEqual(models().sort());
});

it.each(Object.values(DOCUMENTS))('names a path that reads, replaces and deletes: %s', (path) => {
  const about = aboutPath(path);
  for (const method of ['get', 'put', 'delete']) expect(about).toMatch(`\n    ${method}:\n`);
  expect(aboutPath(`${path}/dependencies`)).toMatch('\n    get:\n');
});

it('has one path for each model', () => {
  expect(new Set(Object.values(DOCUMENTS)).size).toBe(Object.keys(DOCUMENTS).length);
});

it('makes one list of users, by their models', () => {
  const found = {
    flows: [{ _id: '1', name: 'Hourly' }, { _id: '2' }],
    ediprofiles: [{ _id: '3', name: 'X12' }],
    newthings: [{ _id: '4' }],
  };
  expect(usersIn(found)).toEqual([
    { model: 'Flow', id: '1', name: 'Hourly' },
    { model: 'Flow', id: '2', name: '' },
    { model: 'EDIProfile', id: '3', name: 'X12' },
  ]);
  expect(usersIn({})).toEqual([]);
});
