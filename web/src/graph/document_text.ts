import type { VersionResource } from '~/api/types';

/** Where a document's references lead, by their place in it. */
export const referencesByPath = (references: VersionResource['references']) =>
  new Map(references.map((reference) => [reference.path, reference]));
