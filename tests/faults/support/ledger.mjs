import { Entry, Ledger } from '../../crash/ledger.mjs';

/** All that the clients of a world were told. */
export class WorldLedger extends Ledger {
  uploads = []; // {runKey, name}: acknowledged
  templates = []; // Entry
  copies = []; // Entry
  made = 0; // of templates and copies, beside their edits

  add(list, path, doc) {
    const entry = new Entry(path, doc);
    list.push(entry);
    this.made += 1;
    return entry;
  }

  /** How many requests for a change were answered as done. */
  get count() {
    const { acknowledged, uploads, edits, deletions, made } = this;
    return acknowledged.length + uploads.length + edits + deletions + made;
  }
}
