import { describe, expect, it } from 'vitest';
import {
  boundIds,
  CREATE,
  hasSaved,
  isWorthKeeping,
  NEW,
  NO_ENTRIES,
  shownChoice,
  standsOut,
  withChoice,
} from './entries';
import { candidate, connectionOf, planOf, variableOf } from './testing';

const entries = { ...NO_ENTRIES, choices: { a: 'own', b: CREATE, c: NEW } };

describe('choices', () => {
  it('name only connections of the account in the request', () => {
    expect(boundIds(entries)).toEqual({ a: 'own' });
  });

  it('show what the person chose, or else what the plan does', () => {
    const bound = connectionOf('a', { boundTo: { id: 'other', name: 'Other' } });
    expect(shownChoice(entries, bound)).toBe('own');
    expect(shownChoice(NO_ENTRIES, bound)).toBe('other');
    expect(shownChoice(NO_ENTRIES, connectionOf('a', { created: true }))).toBe(CREATE);
    expect(shownChoice(NO_ENTRIES, connectionOf('a'))).toBeNull();
  });

  it('keep what the server filled in when one of them is to be left alone', () => {
    const plan = planOf({
      connections: [
        connectionOf('a', { boundTo: { id: 'x', name: 'X' }, boundBy: 'saved' }),
        connectionOf('b', { boundTo: { id: 'y', name: 'Y' }, boundBy: 'unambiguous' }),
      ],
      variables: [
        variableOf('n', { type: 'number', filled: true, saved: true, value: 7 }),
        variableOf('typed', { filled: true, value: 'v' }),
        variableOf('hidden', { type: 'secret', filled: true, saved: true }),
      ],
    });
    const filling = { ...NO_ENTRIES, useSaved: true, takeUnambiguous: true };
    expect(withChoice(filling, plan, 'a', CREATE)).toEqual({
      ...NO_ENTRIES,
      choices: { a: CREATE, b: 'y' },
      variables: { n: '7' },
    });
    const own = withChoice(filling, plan, 'a', 'z');
    expect(own).toEqual({ ...filling, choices: { a: 'z' } });
  });
});

describe('entries', () => {
  it('are worth keeping once there is one', () => {
    expect(isWorthKeeping(NO_ENTRIES)).toBe(false);
    expect(isWorthKeeping(entries)).toBe(true);
    expect(isWorthKeeping({ ...NO_ENTRIES, select: [] })).toBe(true);
  });
});

describe('what a plan tells', () => {
  it('is whether the account installed the template before', () => {
    const mapped = { ...candidate('x', 4), reasons: ['mappedBefore' as const] };
    expect(hasSaved(planOf({ connections: [connectionOf('a', { candidates: [mapped] })] }))).toBe(
      true,
    );
    expect(hasSaved(planOf({ variables: [variableOf('v', { default: false })] }))).toBe(true);
    expect(hasSaved(planOf({ connections: [connectionOf('a')] }))).toBe(false);
  });

  it('is which candidate stands out', () => {
    const of = (...candidates: ReturnType<typeof candidate>[]) =>
      standsOut(connectionOf('a', { candidates }))?.id;
    expect(of(candidate('x', 2), candidate('y', 1))).toBe('x');
    expect(of(candidate('x', 2), candidate('y', 2))).toBeUndefined();
    expect(of(candidate('x', 0))).toBeUndefined();
    expect(of()).toBeUndefined();
  });
});
