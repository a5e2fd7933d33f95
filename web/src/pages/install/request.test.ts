import { describe, expect, it } from 'vitest';
import { textOfJson } from '~/api/exact_json';
import { CREATE, NEW, NO_ENTRIES } from './entries';
import { looksRight, requestOf, scalarOf } from './request';
import { planOf, variableOf } from './testing';

const BARE = { createConnections: false, bind: 'explicit', useSaved: false, sandbox: false };

describe('a request', () => {
  it('says nothing of what was not entered', () => {
    expect(requestOf('t', undefined, NO_ENTRIES, undefined)).toEqual({ template: 't', ...BARE });
    const blank = {
      ...NO_ENTRIES,
      name: ' ',
      variables: { a: '' },
      select: [],
      choices: { c: NEW },
    };
    expect(requestOf('t', 3, blank, undefined)).toEqual({ template: 't', version: 3, ...BARE });
  });

  it('has values of the types that the plan tells, and only variables that it knows', () => {
    const plan = planOf({
      variables: [
        variableOf('n', { type: 'number' }),
        variableOf('b', { type: 'boolean' }),
        variableOf('s'),
      ],
    });
    const variables = { n: ' 12.5', b: 'false', s: '12', gone: 'x' };
    const request = requestOf('t', undefined, { ...NO_ENTRIES, variables }, plan);
    expect(request.variables).toEqual({ n: 12.5, b: false, s: '12' });
  });

  it('sends an empty text only in place of a saved one', () => {
    const plan = planOf({
      variables: [variableOf('s', { saved: true, filled: true, value: 'x' })],
    });
    const entries = { ...NO_ENTRIES, useSaved: true, variables: { s: '' } };
    expect(requestOf('t', undefined, entries, plan).variables).toEqual({ s: '' });
  });

  it('asks for empty connections once one is wanted', () => {
    const entries = { ...NO_ENTRIES, choices: { a: CREATE, b: 'own' } };
    const request = requestOf('t', undefined, entries, undefined);
    expect(request).toMatchObject({ createConnections: true, connections: { b: 'own' } });
  });

  it('is the same text for the same choice in another order', () => {
    const text = (select: string[]) =>
      JSON.stringify(requestOf('t', 1, { ...NO_ENTRIES, select }, undefined));
    expect(text(['b', 'a'])).toBe(text(['a', 'b']));
  });

  it('has the key of Diga as a secret', () => {
    const request = requestOf('t', 1, { ...NO_ENTRIES, authKey: ' k ' }, undefined);
    expect(request.secrets).toEqual({ auth_key: ' k ' });
  });
});

describe('a number', () => {
  it.each([
    ['0', '0'],
    ['-7', '-7'],
    [' 2.5 ', '2.5'],
    ['1.50', '1.50'],
    ['123456789012345678', '123456789012345678'],
    ['0.12345678901234567', '0.12345678901234567'],
    ['01', '"01"'],
    ['1e3', '"1e3"'],
    ['12345678901234567890', '"12345678901234567890"'],
    ['{{x}}', '"{{x}}"'],
  ])('is made of %s where it is one, as it was typed', (text, sent) => {
    expect(textOfJson(scalarOf(text, 'number'))).toBe(sent);
    expect(looksRight(text, 'number')).toBe(!sent.startsWith('"'));
  });

  it('reaches the request as it was typed', () => {
    const entries = { ...NO_ENTRIES, variables: { rate: '1.50' } };
    const plan = planOf({ variables: [variableOf('rate', { type: 'number' })] });
    expect(textOfJson(requestOf('t', 1, entries, plan).variables)).toBe('{"rate":1.50}');
  });
});

describe('an address', () => {
  it.each([
    ['shop.example.org', true],
    ['https://shop.example.org/x', true],
    ['', true],
    ['not an address', false],
    ['://', false],
  ])('looks right or not: %s', (text, right) => {
    expect(looksRight(text, 'url')).toBe(right);
  });
});
