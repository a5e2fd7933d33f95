import { describe, expect, it } from 'vitest';
import { ApiError } from '~/api/errors';
import {
  beyondFields,
  digaInput,
  faultsOf,
  integratorInput,
  isTyped,
  NOTHING_SAID,
  ofDiga,
  ofIntegrator,
  refusalOf,
  typedOver,
} from './description';

const said = {
  ...NOTHING_SAID,
  name: ' Orders ',
  applications: 'shopify, netsuite,, shopify ',
  website: 'https://a.example',
};

it('becomes what the vendors take', () => {
  expect(integratorInput(said)).toEqual({
    name: 'Orders',
    description: '',
    applications: ['shopify', 'netsuite'],
    imageURL: '',
    websiteURL: 'https://a.example',
    contactEmail: '',
  });
  const template = { base_url: 'https://b.example' };
  expect(digaInput({ ...said, language: 'en' }, { name: 'X', template })).toEqual({
    name: 'Orders',
    language: 'en',
    description: null,
    setup_guide_url: 'https://a.example',
    template,
  });
});

it('is read from what the vendors give', () => {
  const id = '66e2b0f47d41c9b2e63a1c00';
  const there = ofIntegrator({ _id: id, name: 'A', lastModified: '', applications: ['x', 'y'] });
  expect(there).toEqual({ ...NOTHING_SAID, name: 'A', applications: 'x, y' });
  expect(ofDiga({ name: 'A', language: 'en', description: null })).toEqual({
    ...NOTHING_SAID,
    name: 'A',
    language: 'en',
  });
});

describe('faultsOf', () => {
  it.each([
    [{ name: '' }, { name: 'required' }],
    [{ name: '  ' }, { name: 'required' }],
    [{ picture: 'ftp://a.example/x' }, { picture: 'address' }],
    [{ website: 'https://' }, { website: 'address' }],
    [{ website: 'javascript:alert(1)' }, { website: 'address' }],
    [{ email: 'nobody' }, { email: 'email' }],
    [{ email: 'a@b.example', picture: 'http://a.example' }, {}],
  ])('finds %o', (change, faults) => {
    expect(faultsOf({ ...said, ...change }, 'integrator')).toEqual(faults);
  });
  it('asks for a language where templates have one, and for no picture there', () => {
    expect(faultsOf({ ...said, picture: 'x' }, 'diga')).toEqual({ language: 'required' });
  });
});

it('finds the field that a refusal is about', () => {
  const problems = [
    { code: 'invalid_field', message: 'No address.', field: 'imageURL' },
    { code: 'invalid_field', message: 'A text.', field: 'applications[0]' },
    { code: 'credential', message: 'A key.', field: 'template.headers.X' },
  ];
  expect(refusalOf(new ApiError({ status: 422, problems }))).toEqual({
    fields: { picture: 'No address.', applications: 'A text.' },
    rest: [problems[2]],
  });
  expect(refusalOf(new Error('else'))).toEqual({ fields: {}, rest: [] });
});

it('tells beside the fields only what is not about them', () => {
  const about = { code: 'invalid_field', message: 'Too long.', field: 'name' };
  const other = { code: 'credential', message: 'A key.', field: 'template.headers.X' };
  const refusal = (...problems: (typeof about)[]) => new ApiError({ status: 422, problems });
  expect(beyondFields(refusal(about))).toBeUndefined();
  expect(beyondFields(refusal(about, other))).toMatchObject({ status: 422, problems: [other] });
  const alone = refusal(other);
  expect(beyondFields(alone)).toBe(alone);
  expect(beyondFields(null)).toBeUndefined();
});

it('knows what a person typed from what was found', () => {
  const found = { ...NOTHING_SAID, name: 'Orders' };
  const once = typedOver(found, {}, 'name', 'Mine');
  const twice = typedOver(found, once, 'email', 'a@b.example');
  expect(twice).toEqual({ name: 'Mine', email: 'a@b.example' });
  const back = typedOver(found, typedOver(found, twice, 'name', 'Orders'), 'email', '');
  expect(back).toEqual({});
  expect([twice, back].map(isTyped)).toEqual([true, false]);
  expect(typedOver(found, {}, 'name', ''), 'an emptied field is typed').toEqual({ name: '' });
});
