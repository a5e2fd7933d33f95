import { expect, it } from 'vitest';
import { variableOf } from '../install/testing';
import { heldVariables } from './held';

const installation = {
  variables: { store: 'north', shop_key: '******', pin: 1 },
  toDo: { goneConnections: [], disabledFlows: [], secrets: [], unfilled: ['since'] },
};
const planned = [
  variableOf('store', { default: 'south', filled: true, value: 'south' }),
  variableOf('since'),
  variableOf('shop_key'),
  variableOf('pin', { type: 'secret' }),
  variableOf('unused'),
];

it('tells what each variable holds, and which wait for a value', () => {
  const found = heldVariables(installation, planned);
  expect(found.map(({ name }) => name)).toEqual(['store', 'since', 'shop_key', 'pin']);
  expect(found[0]).toMatchObject({ filled: true, value: 'north' });
  expect(found[0]).not.toHaveProperty('default');
  expect(found[1]).toMatchObject({ filled: false, saved: false });
});

it('shows nothing of what is a secret', () => {
  for (const { name, type, value, filled } of heldVariables(installation, planned).slice(2)) {
    expect([name, type, value, filled]).toEqual([name, 'secret', undefined, true]);
  }
});
