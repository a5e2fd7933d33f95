// Whole answers against files: what a client sees must not change unnoticed. IMPRINT_UPDATE_GOLDEN=1
// writes them anew.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { MASK, must, ROOT, STORY_VALUES, storyTemplate, TEMPLATES, UNKNOWN } from './support/diga.mjs';
import { startServer } from './support/server.mjs';

const FOLDER = fileURLToPath(new URL('../golden/diga/', import.meta.url));

/** Ids become ID1, ID2 ... in the order of their appearance, times become TIME. */
function normalised(body) {
  const ids = new Map();
  const text = JSON.stringify(body, null, 2)
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
      if (!ids.has(id)) ids.set(id, `ID${ids.size + 1}`);
      return ids.get(id);
    })
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, 'TIME');
  return `${text}\n`;
}

function matches(name, body) {
  const file = path.join(FOLDER, `${name}.json`);
  if (process.env.IMPRINT_UPDATE_GOLDEN) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, normalised(body));
  }
  assert.equal(normalised(body), readFileSync(file, 'utf8'), name);
}

describe("Diga's answers", () => {
  let server;
  let partner;
  let shop;
  before(async () => {
    server = await startServer();
    partner = server.as('acme', '--partner');
    shop = server.as('globex');
  });
  after(() => server.stop());

  it('are those of the golden files', async () => {
    const made = await must(201, partner.post(TEMPLATES, storyTemplate()));
    matches('template', made);
    matches('templates', await must(200, shop.get(TEMPLATES)));
    const target = `${TEMPLATES}/${made.id}/copy`;
    const copied = await must(201, shop.post(target, { api_key: 'k', variables: STORY_VALUES }));
    assert.equal(copied.auth_key, MASK);
    matches('copied', copied);
    matches('integrations', await must(200, shop.get(ROOT)));
    matches('tools', await must(200, shop.get(`${ROOT}/${copied.id}/tool?order=asc`)));
    matches('invalid', await must(422, shop.post(ROOT, { name: 1, integration_type: 'FTP' })));
    matches('not_found', await must(404, shop.get(`${ROOT}/${UNKNOWN}`)));
  });
});
