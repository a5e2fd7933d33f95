import { hash } from 'node:crypto';
import Database from 'better-sqlite3';
import { newObjectId } from './object_id.mjs';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS tokens (
    hash TEXT PRIMARY KEY,
    account INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS templates (
    id TEXT PRIMARY KEY,
    account INTEGER NOT NULL,
    folder TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    modified TEXT NOT NULL,
    installs INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE IF NOT EXISTS documents (
    id TEXT PRIMARY KEY,
    account INTEGER NOT NULL,
    model TEXT NOT NULL,
    json TEXT NOT NULL
  ) STRICT;`;

const digest = (token) => hash('sha256', token);

/** Everything that is kept. Each method is one statement or one transaction, and durable. */
export class Store {
  #db;
  #accountOf;
  #template;
  #document;
  #connectionType;
  #saveInstall;

  constructor(file) {
    const db = new Database(file);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('wal_autocheckpoint = 10000'); // 40 MB: fewer installs wait for one
    db.exec(SCHEMA);
    this.#db = db;
    this.#accountOf = db.prepare('SELECT account FROM tokens WHERE hash = ?').pluck();
    this.#template = db.prepare(
      'SELECT name, modified, installs FROM templates WHERE id = ? AND account = ?',
    );
    const documents = 'FROM documents WHERE id = ? AND account = ? AND model = ?';
    this.#document = db.prepare(`SELECT json ${documents}`).pluck();
    this.#connectionType = db.prepare(`SELECT json ->> 'type' ${documents}`).pluck();
    this.#saveInstall = this.#prepareSave();
  }

  #prepareSave() {
    const insert = this.#db.prepare('INSERT INTO documents VALUES (?, ?, ?, ?)');
    const count = this.#db.prepare('UPDATE templates SET installs = installs + 1 WHERE id = ?');
    const save = this.#db.transaction((account, template, documents) => {
      for (const { id, model, text } of documents) insert.run(id, account, model, text);
      count.run(template);
    });
    return save.immediate;
  }

  /** The account of a token, or undefined. */
  accountOf(token) {
    return this.#accountOf.get(digest(token));
  }

  template(account, id) {
    return this.#template.get(id, account);
  }

  /** The text of a document, or undefined. */
  document(account, model, id) {
    return this.#document.get(id, account, model);
  }

  connectionType(account, id) {
    return this.#connectionType.get(id, account, 'Connection');
  }

  /** Keeps the documents [{id, model, text}] of one install, all or nothing. */
  saveInstall(account, template, documents) {
    this.#saveInstall(account, template, documents);
  }

  addToken(account, token) {
    this.#db.prepare('INSERT OR REPLACE INTO tokens VALUES (?, ?)').run(digest(token), account);
  }

  /** Adds a connection unless it is there. */
  addConnection(account, id, type) {
    const text = JSON.stringify({ _id: id, name: 'mine', type });
    this.#db
      .prepare('INSERT OR IGNORE INTO documents VALUES (?, ?, ?, ?)')
      .run(id, account, 'Connection', text);
  }

  /** The id of a folder's template, which is added unless it is there. */
  addTemplate(account, folder, name) {
    const row = [newObjectId(), account, folder, name, new Date().toISOString()];
    this.#db.prepare('INSERT OR IGNORE INTO templates VALUES (?, ?, ?, ?, ?, 0)').run(row);
    return this.#db.prepare('SELECT id FROM templates WHERE folder = ?').pluck().get(folder);
  }

  pragma(name) {
    return this.#db.pragma(name, { simple: true });
  }

  close() {
    this.#db.close();
  }
}
