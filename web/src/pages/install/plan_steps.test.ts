import { describe, expect, it } from 'vitest';
import { NO_ENTRIES } from './entries';
import {
  elementOf,
  firstStep,
  hasWork,
  isFoldedAway,
  missingHere,
  nextStep,
  placeOf,
  problemsAt,
  summaryOf,
} from './plan_steps';
import { connectionOf, planOf, variableOf } from './testing';

const ID = '66e2b1317d41c9b2e63a1c10';
const plan = planOf({ connections: [connectionOf(ID)], variables: [variableOf('a.b [c]')] });
const diga = planOf({ kind: 'diga' });

// The fields that the server names, see plan_draft.cc and its neighbours.
describe('a problem', () => {
  it.each([
    [`connections.${ID}`, 'connections', elementOf.connection(ID)],
    ['connections.x', 'connections', 'install-connections'],
    ['connections', 'connections', 'install-connections'],
    ['variables.a.b [c]', 'values', elementOf.variable('a.b [c]')],
    ['variables.gone', 'values', 'install-values'],
    ['variables', 'values', 'install-values'],
    ['baseUrl', 'values', 'install-baseUrl'],
    ['secrets.auth_key', 'values', 'install-authKey'],
    ['secrets', 'values', 'install-authKey'],
    ['into', 'connections', 'install-into'],
    ['stack', 'connections', 'install-stack'],
    ['name', 'connections', 'install-name'],
    ['select', 'connections', 'install-select'],
    ['select[12]', 'connections', 'install-select'],
  ])('with the field %s is solved in %s at %s', (field, step, element) => {
    expect(placeOf(field, plan)).toEqual({ step, element });
  });

  it.each([undefined, '', 'version', 'bundle', 'connectionsX', '/x'])(
    'cannot be solved here with the field %s',
    (field) => expect(placeOf(field, plan)).toBeUndefined(),
  );

  it('of Diga with the name or the parts is solved among the values', () => {
    expect(placeOf('name', diga)?.step).toBe('values');
    expect(placeOf('select[0]', diga)?.step).toBe('values');
  });

  it('belongs to a field or what is in it', () => {
    const problem = (field: string) => ({ code: 'invalid_field', message: field, field });
    const all = ['select', 'select[3]', 'selected', 'into'].map(problem);
    expect(problemsAt(all, 'select').map(({ field }) => field)).toEqual(['select', 'select[3]']);
  });

  it('may be among what is folded away', () => {
    expect(isFoldedAway('install-into')).toBe(true);
    expect(isFoldedAway(elementOf.variable('into'))).toBe(false);
  });
});

describe('the steps', () => {
  it('begin where there is something to do, and leave out where there is nothing', () => {
    expect(firstStep(plan)).toBe('connections');
    expect(nextStep(plan, 'connections')).toBe('values');
    expect(nextStep(planOf({ connections: [connectionOf(ID)] }), 'connections')).toBe('review');
    expect(firstStep(diga)).toBe('values');
    expect(firstStep(planOf())).toBe('review');
    expect(hasWork(planOf({ stackRequired: true }), 'connections')).toBe(true);
  });

  it('tell how far they are, and what is wrong in them', () => {
    const started = planOf({
      connections: [connectionOf('a', { boundTo: { id: 'x', name: 'X' } }), connectionOf('b')],
      variables: [variableOf('v', { filled: true }), variableOf('w')],
      problems: [
        { code: 'missing_connection_map', message: '', field: 'connections.b' },
        { code: 'invalid_reference', message: '', field: 'into' },
      ],
    });
    expect(summaryOf(started, 'connections')).toEqual({ done: 1, of: 2, faults: 1 });
    expect(summaryOf(started, 'values')).toEqual({ done: 1, of: 2, faults: 0 });
  });

  it('miss a choice where only chosen parts are wanted and none is chosen', () => {
    expect(missingHere(NO_ENTRIES)).toBeUndefined();
    expect(missingHere({ ...NO_ENTRIES, select: [] })).toBe('select');
    expect(missingHere({ ...NO_ENTRIES, select: ['a'] })).toBeUndefined();
  });
});
