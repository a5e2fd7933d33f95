import { expect, it } from 'vitest';
import { messageOf } from './other_tabs';

it('understands what other tabs say and nothing else', () => {
  expect(messageOf({ kind: 'ask' })).toEqual({ kind: 'ask' });
  expect(messageOf({ kind: 'have', token: 't', more: 1 })).toEqual({ kind: 'have', token: 't' });
  expect(messageOf({ kind: 'end', token: 't' })).toEqual({ kind: 'end', token: 't' });
  for (const other of [null, undefined, 'ask', 1, {}, { kind: 'have' }, { kind: 'have', token: 1 }])
    expect(messageOf(other)).toBeUndefined();
});
