import { isJsonObject, textOfJson } from '~/api/exact_json';
import type { Json } from '~/api/types';

/** The value with its keys in the order that they have in `like`, so that only changes differ. */
function inOrderOf(value: Json, like: Json): Json {
  if (Array.isArray(value)) {
    const others: Json[] = Array.isArray(like) ? like : [];
    return value.map((item: Json, at) => inOrderOf(item, others[at]));
  }
  if (!isJsonObject(value) || !isJsonObject(like)) return value;
  const keys = [
    ...Object.keys(like).filter((key) => Object.hasOwn(value, key)),
    ...Object.keys(value).filter((key) => !Object.hasOwn(like, key)),
  ];
  return Object.fromEntries(keys.map((key) => [key, inOrderOf(value[key], like[key])]));
}

const json = (value: Json) => textOfJson(value, 2);
const isText = (value: Json | undefined) => typeof value === 'string' || value === undefined;

/**
 * Two values as texts to compare; undefined where there is no value. Texts stand for themselves,
 * but in quotes where the other is no text, or nothing would be seen of them.
 */
export function valueTexts(
  before: Json | undefined,
  after: Json | undefined,
): { before: string | undefined; after: string | undefined } {
  const plain = isText(before) && isText(after);
  const text = (value: Json | undefined): string | undefined => {
    if (value === undefined) return undefined;
    if (plain && typeof value === 'string' && value.trim() !== '') return value;
    return json(value);
  };
  return { before: text(before), after: text(inOrderOf(after, before)) };
}
