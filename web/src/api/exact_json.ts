import { isLosslessNumber, LosslessNumber, parse, stringify } from 'lossless-json';
import type { Json } from './types';

// JSON.parse makes 1 of 1.0 and loses the last digits of large numbers. The server keeps both, so
// what is shown beside each other, or sent back, must.
function numberOf(text: string): number | LosslessNumber {
  const value = Number(text);
  return String(value) === text ? value : new LosslessNumber(text);
}

/** The value of a JSON text; numbers that JavaScript would write otherwise are `ExactNumber`s. */
export const parseExact = (text: string): Json => parse(text, null, numberOf);

/** The JSON text of such a value, each number as it was. */
export const textOfJson = (value: unknown, indent?: number): string =>
  stringify(value, undefined, indent) ?? '';

export type ExactNumber = LosslessNumber;
/** Whether it is an object of JSON: no list, and no number. */
export const isJsonObject = (value: unknown): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value);

export const isExactNumber = (value: unknown): value is ExactNumber => isLosslessNumber(value);
