import type { Installation, PlannedVariable } from '~/api/types';

// What the server shows of a value that looks like a secret.
const MASK = '******';

type Held = Pick<Installation, 'variables' | 'toDo'>;

function held(variable: PlannedVariable, { variables }: Held): PlannedVariable {
  const { name, type, uses, useCount } = variable;
  const about = { name, type, uses, useCount };
  if (!Object.hasOwn(variables, name)) return { ...about, filled: false, saved: false };
  const value = variables[name];
  if (type === 'secret' || value === MASK || value === undefined) {
    return { ...about, type: 'secret', filled: true, saved: true };
  }
  return { ...about, filled: true, saved: true, value };
}

/**
 * The variables of the installed version with what they hold: those that are filled in, and those
 * that wait for a value. `planned` are all of that version.
 */
export function heldVariables(
  installation: Held,
  planned: readonly PlannedVariable[],
): PlannedVariable[] {
  const open = new Set(installation.toDo.unfilled);
  const isThere = ({ name }: PlannedVariable) =>
    Object.hasOwn(installation.variables, name) || open.has(name);
  return planned.filter(isThere).map((variable) => held(variable, installation));
}
