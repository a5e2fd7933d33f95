import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import type { Plan } from '~/api/types';
import { changeText } from './change_text';
import { planChanges } from './plan_diff';
import { candidate, connectionOf, planOf, variableOf } from './testing';

const t = i18next.getFixedT('en', 'install');
const texts = (before: Partial<Plan>, after: Partial<Plan>) =>
  planChanges(planOf(before), planOf(after)).map((change) => changeText(t, change));
const version = (number: number, reason?: string) => ({
  number,
  hash: 'b',
  deprecated: reason === undefined ? null : { reason },
});

describe('what changed of a plan', () => {
  it('is nothing where nothing did', () => {
    const plan = planOf({
      resources: [{ model: 'Flow', templateId: 'f', name: 'F' }],
      connections: [connectionOf('c', { candidates: [candidate('x')] })],
      variables: [variableOf('v')],
    });
    expect(planChanges(plan, structuredClone(plan))).toEqual([]);
  });

  it('is the version and what its publisher says of it', () => {
    expect(texts({ version: version(1) }, { version: version(2, 'broken') })).toEqual([
      'The version is 2 now; it was 1.',
      'The publisher now advises against this version: broken',
    ]);
    expect(texts({ version: version(1, 'x') }, { version: version(1) })).toEqual([
      'The publisher no longer advises against it.',
    ]);
    expect(texts({}, { hash: 'c' })).toEqual(['The content of the version is another.']);
  });

  it('is the signature and the integration that it goes into', () => {
    const signature = { publicKey: 'k', signature: 's', publisher: 'acme', trusted: true };
    expect(texts({ signature: null }, { signature })).toEqual(['The signature is another.']);
    const into = (name: string) => ({ into: { id: 'i', name } });
    expect(texts(into('Mine'), into('Ours'))).toEqual(['It would be put into Ours; it was Mine.']);
  });

  it('is resources that came, went or have other names', () => {
    const of = (...names: [string, string][]): Partial<Plan> => ({
      resources: names.map(([templateId, name]) => ({ model: 'Export', templateId, name })),
    });
    expect(texts(of(['a', 'A'], ['b', 'B']), of(['b', 'Bee'], ['c', 'C']))).toEqual([
      'New: Export “C”',
      'Gone: Export “A”',
      'Export “B” is called “Bee” now',
    ]);
  });

  it('is connections, what stands for them and what could', () => {
    const bound = (name: string) => ({ boundTo: { id: name, name } });
    expect(
      texts(
        { connections: [connectionOf('a', bound('X')), connectionOf('gone')] },
        { connections: [connectionOf('a', bound('Y')), connectionOf('new')] },
      ),
    ).toEqual([
      'It needs one more connection: “Connection new”',
      'It no longer needs the connection “Connection gone”',
      '“Connection a” would use Y; it was X',
    ]);
    const one = (part: object): Partial<Plan> => ({ connections: [connectionOf('a', part)] });
    expect(texts(one(bound('X')), one({}))).toEqual([
      'Nothing stands for “Connection a” any more; it was X',
    ]);
    expect(texts(one({}), one(bound('X')))).toEqual(['“Connection a” would use X now']);
    expect(
      texts(one({ candidates: [candidate('x')] }), one({ candidates: [candidate('y', 1)] })),
    ).toEqual([
      'More of your connections fit “Connection a”: Own y. These do not fit “Connection a” any more: Own x.',
    ]);
  });

  it('is values to fill in', () => {
    expect(
      texts(
        { variables: [variableOf('a'), variableOf('b')] },
        { variables: [variableOf('b', { type: 'number' }), variableOf('c')] },
      ),
    ).toEqual([
      'New value to fill in: c',
      'Value no longer asked for: a',
      'The value b is used or filled differently',
    ]);
  });

  it('is problems first, and notes last', () => {
    const note = (message: string) => ({ message, code: 'x' });
    expect(
      texts(
        { warnings: [note('old')], variables: [] },
        {
          warnings: [note('new')],
          problems: [{ code: 'invalid_reference', message: 'bad', field: 'into' }],
          secrets: [{ name: 'auth_key', message: 'A key.' }],
          notFollowed: [{ message: 'left out' }],
          variables: [variableOf('v')],
        },
      ),
    ).toEqual([
      'New problem: bad',
      'New value to fill in: v',
      'To be entered afterwards: auth_key: A key.',
      'Reference that is not kept: left out',
      'New note: new',
      'Note that is gone: old',
    ]);
  });
});
