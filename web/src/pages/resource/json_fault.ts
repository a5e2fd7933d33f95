import type { Document } from '~/api/documents';
import { isJsonObject, parseExact } from '~/api/exact_json';

export type FaultReason =
  | 'comma'
  | 'colon'
  | 'name'
  | 'value'
  | 'text'
  | 'escape'
  | 'number'
  | 'end'
  | 'twice'
  | 'noObject'
  | 'syntax';

/** What is wrong with a text as JSON, and where: lines and columns from 1, `at` from 0. */
export type Fault = { reason: FaultReason; at: number; line: number; column: number };

// How the parser's messages begin.
const REASONS: [string, FaultReason][] = [
  ['Comma', 'comma'],
  ['Colon', 'colon'],
  ['Quoted object key', 'name'],
  ['Array item', 'value'],
  ['JSON value', 'value'],
  ['Object value', 'value'],
  ['End of string', 'text'],
  ['Invalid character', 'text'],
  ['Invalid escape', 'escape'],
  ['Invalid unicode', 'escape'],
  ['Invalid number', 'number'],
  ['Expected end', 'end'],
  ['Duplicate key', 'twice'],
];

function faultAt(text: string, at: number, reason: FaultReason): Fault {
  const before = text.slice(0, at).split('\n');
  return { reason, at, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function faultOf(text: string, error: Error): Fault {
  const reason = REASONS.find(([start]) => error.message.startsWith(start))?.[1] ?? 'syntax';
  const at = Number(/position (\d+)$/.exec(error.message)?.[1] ?? 0);
  return faultAt(text, Math.min(at, text.length), reason);
}

/** The object that a text is as JSON, or what keeps it from being one. */
export function objectIn(text: string): { document: Document } | { fault: Fault } {
  try {
    const value = parseExact(text);
    return isJsonObject(value)
      ? { document: value }
      : { fault: faultAt(text, text.search(/\S/), 'noObject') };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { fault: faultOf(text, error) };
  }
}
