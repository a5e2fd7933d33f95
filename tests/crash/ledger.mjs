import { isDeepStrictEqual } from 'node:util';

/** What the clients were told, to be held against what is there after the last restart. */

const DELETED = null;
// The server sets the time of an edit, which only its answer tells.
const timeless = (doc) => doc && { ...doc, lastModified: '', updated_at: '' };

/** One document: what was acknowledged last, and what was asked for since without an answer. */
export class Entry {
  constructor(path, doc) {
    this.path = path;
    this.acknowledge(doc);
  }

  acknowledge(doc) {
    this.acknowledged = doc;
    this.possible = [];
  }

  /** Whether `found`, undefined where there is nothing, breaks no promise. */
  allows(found) {
    const there = found ?? DELETED;
    return (
      isDeepStrictEqual(this.acknowledged, there) ||
      this.possible.some((doc) => isDeepStrictEqual(timeless(doc), timeless(there)))
    );
  }
}

export class Ledger {
  installs = []; // {name, key, body, id, entries}; `id` once acknowledged
  edits = 0;
  deletions = 0;

  /** Before an install is asked for. `key` is undefined without an Idempotency-Key. */
  begin(name, key, body) {
    const install = { name, key, body, id: undefined, entries: [] };
    this.installs.push(install);
    return install;
  }

  installed(install, answer, pathOf) {
    install.id = answer._integrationId;
    install.entries = answer.objects.map((object) => new Entry(pathOf(object), object.doc));
  }

  editing = (entry, doc) => entry.possible.push(doc);
  edited(entry, doc) {
    entry.acknowledge(doc);
    this.edits += 1;
  }

  deleting = (entry) => entry.possible.push(DELETED);
  deleted(entry) {
    entry.acknowledge(DELETED);
    this.deletions += 1;
  }

  get acknowledged() {
    return this.installs.filter(({ id }) => id);
  }
}
