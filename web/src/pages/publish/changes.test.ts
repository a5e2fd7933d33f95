import { expect, it } from 'vitest';
import type { Plan, VersionContents } from '~/api/types';
import { changesOf } from './changes';

const resource = (templateId: string, name = templateId) => ({
  model: 'Export' as const,
  templateId,
  name,
});
const connection = (templateId: string) => ({ templateId, name: templateId, type: 'http' });

it('tells what comes, goes, is named anew and stays', () => {
  const before = {
    contents: [resource('a'), resource('b'), resource('c')],
    connections: [connection('x')],
    variables: [
      { name: 'v', uses: 1 },
      { name: 'w', uses: 1 },
    ],
  } as VersionContents;
  const after = {
    resources: [resource('b'), resource('c', 'C'), resource('d')],
    connections: [connection('x'), connection('y')],
    variables: [{ name: 'w' }, { name: 'z' }],
  } as Plan;
  const changes = changesOf(before, after);
  expect(changes.added.map(({ templateId, model }) => [templateId, model])).toEqual([
    ['d', 'Export'],
    ['y', 'Connection'],
  ]);
  expect(changes.removed.map(({ templateId }) => templateId)).toEqual(['a']);
  expect(changes.renamed).toEqual([{ from: 'c', resource: resource('c', 'C') }]);
  expect(changes.stays).toBe(2);
  expect(changes.variables).toEqual({ added: ['z'], removed: ['v'] });
});
