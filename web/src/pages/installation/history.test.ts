import { describe, expect, it } from 'vitest';
import type { Step, VersionDiff } from '~/api/types';
import {
  changeOf,
  changeOfResources,
  newestFirst,
  rolledBackBy,
  versionBefore,
  withDeleted,
} from './history';

const version = (number: number) => ({ number, hash: '0'.repeat(64) });
const step = (number: number): Step => ({
  number,
  change: 'upgrade',
  created: '2026-01-31T09:05:00.123Z',
  from: version(number),
  to: version(number + 1),
});
const STEPS = [step(1), step(2), step(3)];
const numbers = (steps: Step[]) => steps.map(({ number }) => number);

it('begins with what was done last', () => {
  expect(numbers(newestFirst(STEPS))).toEqual([3, 2, 1]);
});

it('rolls back a step with all behind it', () => {
  expect(numbers(rolledBackBy(STEPS, 2))).toEqual([3, 2]);
  expect(numbers(rolledBackBy(STEPS, 3))).toEqual([3]);
});

it('knows what was installed before a step', () => {
  expect(versionBefore(STEPS, 2)?.number).toBe(2);
  expect(versionBefore(STEPS, 9)).toBeUndefined();
});

it('calls an upgrade to the same version a change of variables', () => {
  const same: Step = { ...step(1), to: version(1) };
  expect(changeOf(same)).toBe('variables');
  expect(changeOf(step(1))).toBe('upgrade');
  expect(changeOf({ ...same, change: 'revert' })).toBe('revert');
});

describe('what goes and what comes back', () => {
  const ref = (templateId: string) => ({ model: 'Flow' as const, templateId, name: templateId });
  const here = (templateId: string, state: 'installed' | 'deleted' = 'installed') => ({
    ...ref(templateId),
    id: `id of ${templateId}`,
    state,
  });
  const diff: VersionDiff = {
    from: 2,
    to: 1,
    added: [ref('hourly')],
    removed: [ref('nightly'), ref('deleted here'), ref('never selected')],
    changed: [],
    unchanged: 1,
    variables: { added: [], removed: [] },
  };
  const resources = [here('orders'), here('nightly'), here('deleted here', 'deleted')];

  it('is what the versions differ in and is there', () => {
    const { gone, back } = changeOfResources({ resources, selected: false }, diff);
    expect(gone.map(({ name }) => name)).toEqual(['nightly']);
    expect(back.map(({ name }) => name)).toEqual(['hourly']);
  });

  it('is not guessed of what may never have been installed', () => {
    expect(changeOfResources({ resources, selected: true }, diff).back).toEqual([]);
  });
});

it('tells what was deleted by hand from what was edited', () => {
  const resource = (id: string, state: 'edited' | 'deleted') =>
    ({ model: 'Export', templateId: id, id, name: id, state }) as const;
  const resources = [resource('a', 'edited'), resource('b', 'deleted')];
  const changed = withDeleted([{ id: 'b' }, { id: 'a' }], { resources });
  expect(changed).toEqual([
    { id: 'b', isDeleted: true },
    { id: 'a', isDeleted: false },
  ]);
});
