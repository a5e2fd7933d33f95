import { randomUUID } from 'node:crypto';
import { readBundle } from './bundle.mjs';
import { newObjectIds } from './object_id.mjs';

// A whole word, as Imprint has it: of ASCII letters, digits, `_` and all beyond ASCII.
const ID_WORD = /(?<![\w\u0080-\uffff])[0-9a-f]{24}(?![\w\u0080-\uffff])/g;

/**
 * A template, ready to be installed: {id, preview, connections, ...}. `preview` is the answer's
 * bytes; `connections` are the documents for which an install needs others, with `ordinal`.
 */
export function compileTemplate(id, folder) {
  const objects = readBundle(folder);
  const ordinals = ordinalsOf(objects);
  const mark = randomUUID();
  const marker = new RegExp(`${mark}:(\\d+);`);
  const made = objects.filter(({ model }) => model !== 'Connection');
  return {
    id,
    preview: Buffer.from(
      JSON.stringify({ objects, stackRequired: false, variables: [], warnings: [] }),
    ),
    connections: objects
      .filter(({ model }) => model === 'Connection')
      .map(({ doc }) => ({ doc, ordinal: ordinals.get(doc._id) })),
    idCount: ordinals.size,
    documents: made.map(({ model, doc }) => {
      const text = JSON.stringify(withMarks(doc, ordinals, mark)).slice(0, -1); // fields follow
      const pieces = text.split(marker);
      return {
        model,
        ordinal: ordinals.get(doc._id),
        source: doc._id,
        texts: pieces.filter((_, at) => at % 2 === 0),
        slots: pieces.filter((_, at) => at % 2 === 1).map(Number),
      };
    }),
  };
}

// Every id that an install replaces: of the resources, and those inside of the integration.
function ordinalsOf(objects) {
  const groupings = objects[0].doc.flowGroupings ?? [];
  const ids = [...objects.map(({ doc }) => doc._id), ...groupings.map(({ _id }) => _id)];
  return new Map([...new Set(ids)].map((id, ordinal) => [id, ordinal]));
}

/** A copy of a value where a mark with the ordinal stands for each id, in all strings and keys. */
function withMarks(value, ordinals, mark) {
  if (typeof value === 'string') {
    return value.replace(ID_WORD, (id) =>
      ordinals.has(id) ? `${mark}:${ordinals.get(id)};` : id,
    );
  }
  if (Array.isArray(value)) return value.map((item) => withMarks(item, ordinals, mark));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      withMarks(key, ordinals, mark),
      withMarks(item, ordinals, mark),
    ]),
  );
}

/**
 * What an install of the template makes: {documents: [{id, model, text}], answer}. `connectionMap`
 * has an id for each of the template's connections.
 */
export function instantiate(template, connectionMap) {
  const ids = newObjectIds(template.idCount);
  for (const { doc, ordinal } of template.connections) ids[ordinal] = connectionMap[doc._id];
  const now = new Date().toISOString();
  const provenance =
    `,"createdAt":"${now}","lastModified":"${now}","_templateId":"${template.id}","_sourceId":"`;
  const documents = template.documents.map(({ model, ordinal, source, texts, slots }) => {
    let text = texts[0];
    for (let n = 0; n < slots.length; ++n) text += ids[slots[n]] + texts[n + 1];
    return { id: ids[ordinal], model, text: `${text}${provenance}${source}"}` };
  });
  return { documents, answer: answerOf(documents) };
}

function answerOf(documents) {
  const objects = documents.map(({ model, text }) => `{"model":"${model}","doc":${text}}`);
  return `{"_integrationId":"${documents[0].id}","objects":[${objects.join(',')}],"warnings":[]}`;
}
