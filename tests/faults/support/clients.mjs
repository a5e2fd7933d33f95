import assert from 'node:assert/strict';
import { smallBundle } from '../../e2e/support/bundle.mjs';
import { send } from '../../e2e/support/client.mjs';
import { ROOT, STORY_VALUES, TEMPLATES } from '../../e2e/support/diga.mjs';
import { installPath, pathOf } from '../../e2e/support/installs.mjs';

// Each client does one step after the other. `load.ask` gives null for a step that was refused or
// whose answer never came: then what was asked for may have been done or not.

const SIGN = '/v1/s3SignedURL?file_name=t.zip&file_type=application/zip';
export const previewPath = (runKey) => `/v1/integrations/template/preview?runKey=${runKey}`;

export class Installer {
  mine = [];
  count = 0;

  constructor(load, number) {
    this.load = load;
    this.number = number;
  }

  step() {
    if (this.again) return this.#ask(this.again);
    const { random } = this.load;
    const choice = random(100);
    const entry = this.mine[random(this.mine.length || 1)];
    if (choice < 60 || !entry || entry.acknowledged === null) return this.#install();
    return choice < 85 || !entry.path.includes('/flows/') ? this.#edit(entry) : this.#delete(entry);
  }

  #install() {
    const { random, ledger, world } = this.load;
    const name = `i${this.number}-${(this.count += 1)}`;
    const key = random(2) === 0 ? `key-${name}` : undefined;
    return this.#ask(ledger.begin(name, key, { connectionMap: world.connectionMap, name }));
  }

  async #ask(install) {
    const { load } = this;
    const headers = install.key ? { 'idempotency-key': install.key } : {};
    const path = installPath(load.world.template);
    const reply = await load.ask('integrator', [200], (client) =>
      client.post(path, install.body, { headers }),
    );
    // With a key, asking again is safe; half of the clients give up all the same.
    this.again = !reply && install.key && load.random(2) === 0 ? install : undefined;
    if (!reply) return;
    load.ledger.installed(install, reply.body, pathOf);
    this.mine.push(...install.entries.slice(1));
  }

  async #edit(entry) {
    const { load } = this;
    const doc = { ...entry.acknowledged, description: `edit ${load.random(1e9)}` };
    load.ledger.editing(entry, doc);
    const reply = await load.ask('integrator', [200, 404], (client) => client.put(entry.path, doc));
    if (!reply || this.#isGone(reply, entry)) return;
    load.ledger.edited(entry, reply.body);
  }

  async #delete(entry) {
    const { load } = this;
    load.ledger.deleting(entry);
    const reply = await load.ask('integrator', [204, 404], (client) => client.delete(entry.path));
    if (!reply || this.#isGone(reply, entry)) return;
    load.ledger.deleted(entry);
  }

  // A deletion that was not acknowledged may have been done all the same.
  #isGone(reply, entry) {
    if (reply.status !== 404) return false;
    assert.ok(entry.allows(undefined), `${entry.path} is gone`);
    entry.acknowledge(null);
    return true;
  }
}

/** Uploads files, and looks at them some time after. */
export class Uploader {
  count = 0;
  unseen = []; // {runKey, name}

  constructor(load, number) {
    this.load = load;
    this.number = number;
  }

  step() {
    const { length } = this.unseen;
    return length > 5 || (length > 0 && this.load.random(2)) ? this.#look() : this.#upload();
  }

  async #upload() {
    const { load } = this;
    const signed = await load.ask('integrator', [200], (client) => client.get(SIGN));
    if (!signed) return;
    const { signedURL, runKey } = signed.body;
    const name = `u${this.number}-${(this.count += 1)}`;
    const body = smallBundle({ integration: { name } }).zip();
    const headers = { 'content-type': 'application/zip' };
    const put = () => send('PUT', signedURL, { body, headers });
    const isOurs = new URL(signedURL).pathname.startsWith('/uploads/');
    if (!(await load.ask(isOurs ? 'integrator' : 'bucket', [200], put))) return;
    load.ledger.uploads.push({ runKey, name });
    this.unseen.push({ runKey, name });
  }

  async #look() {
    const { load, unseen } = this;
    const [{ runKey, name }] = unseen;
    const shown = await load.ask('integrator', [200], (client) => client.get(previewPath(runKey)));
    if (!shown) return;
    unseen.shift();
    assert.equal(shown.body.objects[0].doc.name, name, 'the preview of an upload');
  }
}

/** Has templates of its own and edits them. */
export class TemplateEditor {
  mine = [];

  constructor(load, number) {
    this.load = load;
    this.number = number;
  }

  step() {
    return this.mine.length < 5 ? this.#create() : this.#edit();
  }

  async #create() {
    const { load } = this;
    const json = { name: `t${this.number}` };
    const reply = await load.askOwner([201], (owner) => owner.post('/v1/templates', json));
    if (!reply) return;
    const path = `/v1/templates/${reply.body._id}`;
    this.mine.push(load.ledger.add(load.ledger.templates, path, reply.body));
  }

  async #edit() {
    const { load } = this;
    const entry = this.mine[load.random(this.mine.length)];
    const change = { name: entry.acknowledged.name, description: `edit ${load.random(1e9)}` };
    load.ledger.editing(entry, { ...entry.acknowledged, ...change });
    const reply = await load.askOwner([200], (owner) => owner.put(entry.path, change));
    if (reply) load.ledger.edited(entry, reply.body);
  }
}

/** Copies the other dialect's template, and edits the copies. */
export class Copier {
  mine = [];

  constructor(load, number) {
    this.load = load;
    this.number = number;
  }

  step() {
    return this.mine.length < 5 || this.load.random(2) ? this.#copy() : this.#edit();
  }

  async #copy() {
    const { load } = this;
    const path = `${TEMPLATES}/${load.world.digaTemplate}/copy`;
    const json = { variables: STORY_VALUES };
    const reply = await load.ask('diga', [201], (client) => client.post(path, json));
    if (!reply) return;
    this.mine.push(load.ledger.add(load.ledger.copies, `${ROOT}/${reply.body.id}`, reply.body));
  }

  async #edit() {
    const { load } = this;
    const entry = this.mine[load.random(this.mine.length)];
    const change = { description: `edit ${load.random(1e9)}` };
    load.ledger.editing(entry, { ...entry.acknowledged, ...change });
    const reply = await load.ask('diga', [200], (client) => client.patch(entry.path, change));
    if (reply) load.ledger.edited(entry, reply.body);
  }
}

/** Reads what others made. */
export class Reader {
  constructor(load) {
    this.load = load;
  }

  step() {
    const { load } = this;
    const { world } = load;
    switch (load.random(4)) {
      case 0: {
        const path = `/v1/templates/${world.template}/preview`;
        return load.ask('integrator', [200], (client) => client.get(path));
      }
      case 1:
        return load.ask('diga', [200], (client) => client.get(`${ROOT}?limit=20`));
      case 2:
        return load.ask('diga', [200], (client) => client.get(TEMPLATES));
      default:
        return load.ask('integrator', [200, 204], (client) => client.get('/v1/exports?limit=20'));
    }
  }
}

/** What a world's load is made of. */
export const EVERYONE = [
  Installer,
  Installer,
  Installer,
  Installer,
  Installer,
  Installer,
  Uploader,
  TemplateEditor,
  Copier,
  Reader,
];
