import type { PlannedVariable, Scalar } from '~/api/types';
import { scalarOf } from '../install/request';

/** What was chosen and typed for what the new version asks for beside its conflicts. */
export type Inputs = {
  /** By the template's id of the connection: an account's own. */
  connections: Readonly<Record<string, string>>;
  createConnections: boolean;
  /** By name, as typed. */
  variables: Readonly<Record<string, string>>;
};

export const NO_INPUTS: Inputs = { connections: {}, createConnections: false, variables: {} };

export type VariableTypes = ReadonlyMap<string, PlannedVariable['type']>;

export const typesOf = (variables: readonly PlannedVariable[]): VariableTypes =>
  new Map(variables.map(({ name, type }) => [name, type]));

/** What is sent of what was typed: nothing for what is empty or not asked for any more. */
export function valuesOf(typed: Inputs['variables'], types: VariableTypes): Record<string, Scalar> {
  const sent = Object.entries(typed).flatMap(([name, text]) => {
    const type = types.get(name);
    return text === '' || type === undefined ? [] : [[name, scalarOf(text, type)] as const];
  });
  return Object.fromEntries(sent);
}
