import type { PlannedVariable, Scalar } from '~/api/types';
import { scalarOf } from '../install/request';

/** What was chosen and typed for what the version asks for beside its conflicts. */
export type Inputs = {
  /** By the template's id of the connection: an account's own. */
  connections: Readonly<Record<string, string>>;
  createConnections: boolean;
  /** By name, as typed. */
  variables: Readonly<Record<string, string>>;
};

export const NO_INPUTS: Inputs = { connections: {}, createConnections: false, variables: {} };

/** What values are for; `value` is what a variable holds already, where that is shown. */
export type Expected = ReadonlyMap<string, Pick<PlannedVariable, 'type' | 'value'>>;

export const heldOf = (variables: readonly PlannedVariable[]): Expected =>
  new Map(variables.map((each) => [each.name, each]));

/** Of variables that hold nothing yet: what a plan says of their values is what was typed. */
export const askedOf = (variables: readonly PlannedVariable[]): Expected =>
  new Map(variables.map(({ name, type }) => [name, { type }]));

const textOf = (value: Scalar | undefined) => (value === undefined ? '' : String(value));

/**
 * What is sent of what was typed: nothing for what is as it was or not asked for any more. What is
 * empty, and was so, has no value yet.
 */
export function valuesOf(typed: Inputs['variables'], expected: Expected): Record<string, Scalar> {
  const sent = Object.entries(typed).flatMap(([name, text]) => {
    const asked = expected.get(name);
    if (!asked || text === textOf(asked.value)) return [];
    return [[name, scalarOf(text, asked.type)] as const];
  });
  return Object.fromEntries(sent);
}
