import { beforeEach, describe, expect, it } from 'vitest';
import {
  AUTH_KEY,
  dropDraft,
  keepDraft,
  lostSecrets,
  missingSecrets,
  readDraft,
  withoutSecrets,
} from './draft';
import { CREATE, NO_ENTRIES } from './entries';
import { planOf, variableOf } from './testing';

const plan = planOf({ variables: [variableOf('store'), variableOf('key', { type: 'secret' })] });
const entries = {
  ...NO_ENTRIES,
  name: 'Mine',
  choices: { a: CREATE },
  variables: { store: 'north', key: 'hunter2', unknown: 'x' },
  authKey: 'hunter2',
  select: ['a'],
};

describe('a draft', () => {
  beforeEach(() => sessionStorage.clear());

  it('keeps all but secrets, and what may be one', () => {
    expect(withoutSecrets(entries, plan)).toEqual({
      ...entries,
      authKey: '',
      variables: { store: 'north' },
    });
    keepDraft('t', entries, plan, []);
    expect(JSON.stringify({ ...sessionStorage })).not.toContain('hunter2');
    expect(readDraft('t')).toEqual(withoutSecrets(entries, plan));
    expect(readDraft('other')).toEqual(NO_ENTRIES);
    dropDraft('t');
    expect(readDraft('t')).toEqual(NO_ENTRIES);
  });

  it('remembers which secrets were entered, until they are again', () => {
    expect(lostSecrets('t')).toEqual([]);
    keepDraft('t', entries, plan, []);
    expect(lostSecrets('t')).toEqual([AUTH_KEY, 'key']);
    const again = { ...readDraft('t'), authKey: 'again' };
    expect(missingSecrets(lostSecrets('t'), again)).toEqual(['key']);
    keepDraft('t', again, plan, lostSecrets('t'));
    expect(lostSecrets('t')).toEqual([AUTH_KEY, 'key']);
    keepDraft('t', readDraft('t'), plan, []);
    expect(lostSecrets('t')).toEqual([]);
    sessionStorage.setItem('imprint.install.t', '{"secrets":[7,"a"]}');
    expect(lostSecrets('t')).toEqual(['a']);
  });

  it.each(['', 'null', '[]', '"x"', '{"choices":7,"select":"a","name":{}}', '{broken'])(
    'that is damaged is none: %s',
    (text) => {
      sessionStorage.setItem('imprint.install.t', text);
      expect(readDraft('t')).toEqual(NO_ENTRIES);
    },
  );
});
