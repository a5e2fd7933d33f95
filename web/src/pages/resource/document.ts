import type { Document, Place } from '~/api/documents';
import { textOfJson } from '~/api/exact_json';
import type { Json } from '~/api/types';
import { scriptApart } from '~/parts/script_text';
import { valueTexts } from '~/parts/value_text';

/** What stands in a document in place of a credential that is stored. */
export const MASK = '******';

// What requests cannot change, as docs/compatibility.md lists it.
const INTEGRATOR_FIELDS = new Set([
  '_id',
  '_userId',
  'createdAt',
  'lastModified',
  'lastModifiedBy',
  'deletedAt',
  'apiIdentifier',
  'sandbox',
  'draft',
  'draftExpiresAt',
  'debugUntil',
  'lastExecutedAt',
  'resolvedAt',
  'free',
  'numInstalls',
  'numInstances',
  '_templateId',
  '_sourceId',
  '_connectorId',
  '__linkedLookupCacheIds',
  'wizardState',
]);

// The key has an entry of its own.
const DIGA_FIELDS = new Set([
  'id',
  'type',
  'auth_type',
  'auth_key',
  'integration_type',
  'requires_setup',
  'source_integration_template_id',
  'created_at',
  'updated_at',
]);

type Of = Pick<Place, 'kind' | 'model'>;

/** Whether its documents may hold credentials. */
export const holdsCredentials = ({ kind, model }: Of) =>
  kind === 'diga' ? model === 'Integration' : model === 'Connection' || model === 'IClient';

/** Whether a text of its document stands for a stored credential. */
export const isMasked = (of: Of, value: Json) => value === MASK && holdsCredentials(of);

const serverFields = ({ kind }: Of) => (kind === 'diga' ? DIGA_FIELDS : INTEGRATOR_FIELDS);

/** Names of fields that a request does not change, as far as the document has them. */
export const fixedFields = (of: Of, document: Document): string[] =>
  Object.keys(document).filter((name) => serverFields(of).has(name));

/** The document without what a request does not change. */
export const changeable = (of: Of, document: Document): Document =>
  Object.fromEntries(Object.entries(document).filter(([name]) => !serverFields(of).has(name)));

/** What a person edits: JSON, and of a script its text beside it. */
export type Draft = { json: string; code: string | undefined };

// As a browser has it in an entry.
const withPlainEnds = (text: string) => text.replace(/\r\n?/g, '\n');

export function draftOf(of: Of, document: Document): Draft {
  const { rest, code } = scriptApart(of.model, changeable(of, document));
  return { json: textOfJson(rest, 2), code: code === undefined ? code : withPlainEnds(code) };
}

/** The code with the ends of lines that it had: an entry turns all of them into `\n`. */
function withEndsOf(code: string, before: Json | undefined): string {
  if (typeof before !== 'string') return code;
  if (withPlainEnds(before) === code) return before;
  const hadPlainOnes = /(^|[^\r])\n/.test(before);
  return before.includes('\r\n') && !hadPlainOnes ? code.replaceAll('\n', '\r\n') : code;
}

/** The document that was typed: `fields` are what its JSON says. */
export function documentFrom(
  fields: Document,
  code: string | undefined,
  basis: Document,
): Document {
  return code === undefined ? fields : { ...fields, content: withEndsOf(code, basis.content) };
}

const isSame = (one: Json | undefined, other: Json | undefined) => {
  const { before, after } = valueTexts(one, other);
  return before === after;
};

/** Whether somebody changed what a person could change; the order of fields is nothing. */
export const isChanged = (of: Of, before: Document, now: Document): boolean =>
  !isSame(changeable(of, before), changeable(of, now));

/** The fields of `wanted` that are other than in `basis`; what is left out stays as it is. */
export const changedFields = (basis: Document, wanted: Document): Document =>
  Object.fromEntries(Object.entries(wanted).filter(([name, value]) => !isSame(basis[name], value)));
