import type { Json, VersionResource } from '~/api/types';

type Document = Record<string, Json>;

/** A script's text apart from the rest of its document; of other models the document alone. */
export function splitScript(resource: Pick<VersionResource, 'model' | 'document'>): {
  rest: Document;
  code: string | undefined;
} {
  const document = resource.document as Document;
  if (resource.model !== 'Script' || typeof document.content !== 'string') {
    return { rest: document, code: undefined };
  }
  const { content, ...rest } = document;
  return { rest, code: content as string };
}

/** The lines of a text, without an empty one after its last line break. */
export const linesOfText = (text: string) => text.replace(/\r?\n$/, '').split(/\r?\n/);

/** Where a document's references lead, by their place in it. */
export const referencesByPath = (references: VersionResource['references']) =>
  new Map(references.map((reference) => [reference.path, reference]));
