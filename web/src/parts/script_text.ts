import type { Json, Model } from '~/api/types';

type Document = Record<string, Json>;

/** A script's text apart from the rest of its document; of other models the document alone. */
export function scriptApart(
  model: Model,
  document: Document,
): { rest: Document; code: string | undefined } {
  const { content, ...rest } = document;
  if (model !== 'Script' || typeof content !== 'string') return { rest: document, code: undefined };
  return { rest, code: content };
}

/** The lines of a text, without an empty one after its last line break. */
export const linesOfText = (text: string) => text.replace(/\r?\n$/, '').split(/\r?\n/);
