import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { SMALL, smallBundle, templateId } from '../../tests/e2e/support/bundle.mjs';
import { installSmall } from '../../tests/e2e/support/installs.mjs';
import { repository, temporaryFolder } from '../../tests/e2e/support/server.mjs';
import {
  checkAccessibility,
  checkBothThemes,
  closePage,
  openPage,
  takePicture,
} from './support/browser.mjs';
import { demoZip, publishDemo, publishDiga } from './support/seed.mjs';
import { siteForTests } from './support/site.mjs';

// Looks like a key to the server, and opens nothing.
const KEY = ['sk', 'live', '0123456789abcdefABCDEF0123'].join('_');

const heading = (page, name, level = 1) => page.getByRole('heading', { level, name });
const button = (page, name) => page.getByRole('button', { name, exact: true });
// The radio's own input is hidden behind what one sees and presses.
const choose = (page, name) => page.getByRole('radio', { name }).check({ force: true });
const putFile = (page, name, bytes) =>
  page
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) });

/** Drops a file as a person does, by the browser's own means. */
async function drop(page, name, bytes) {
  const file = path.join(temporaryFolder(), name);
  writeFileSync(file, bytes);
  const place = page.getByText('Drop a zip here');
  await place.scrollIntoViewIfNeeded();
  const { x, y } = await place.boundingBox();
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [file], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'])
    await session.send('Input.dispatchDragEvent', { type, x: x + 5, y: y + 5, data });
}

const withKey = () =>
  smallBundle({
    export: { http: { relativeURI: '/orders', headers: [{ name: 'X-Key', value: KEY }] } },
  });

/** The page of a template's publisher; gives the template's id once it is shown. */
async function idOf(page, name) {
  await heading(page, name).waitFor();
  await page.waitForURL(/\/publish\/[0-9a-f-]{24,36}$/);
  return new URL(page.url()).pathname.split('/').at(-1);
}

describe('publishing', () => {
  const { site, browser } = siteForTests();
  const open = (where, options = {}) =>
    openPage(browser, site, { token: site.publisher.token, path: where, ...options });
  const own = async () => (await site.publisher.read('/api/v1/templates?limit=1000')).items;

  it('tells an account that is no partner why not, and how it becomes one', async () => {
    for (const where of ['/publish', '/publish/new']) {
      const page = await open(where, { token: site.customer.token });
      await heading(page, 'This account cannot publish', 2).waitFor();
      await page.getByText('imprint token create --account globex --partner').waitFor();
      assert.equal(await page.getByRole('link', { name: 'New template' }).count(), 0);
      await closePage(page);
    }
    const client = site.as('hooli');
    const page = await open('/publish', { token: client.token });
    await heading(page, 'This account cannot publish', 2).waitFor();
    site.as('hooli', '--partner');
    await button(page, 'Look again').click();
    await page.getByText('No templates yet').waitFor();
    await closePage(page);
  });

  it('makes a template of a zip: sees what is wrong and where, mends it, looks, publishes', async () => {
    const page = await open('/publish');
    await page.getByText('No templates yet').waitFor();
    await page.getByRole('link', { name: 'New template' }).first().click();
    await heading(page, 'New template').waitFor();
    await choose(page, /^A zip/);

    await putFile(page, 'notes.txt', 'no zip');
    await page.getByText('Only files that end in .zip.').waitFor();

    const bad = smallBundle({ flow: { pageGenerators: [{ _exportId: templateId(99) }] } });
    bad.file('exports/broken.json', '{"_id": ').file('readme.txt', 'hello');
    await putFile(page, 'bad.zip', bad.zip());
    await page.getByText(/^\d+ problems in the content$/).waitFor();
    await heading(page, 'exports/broken.json', 3).waitFor();
    await heading(page, 'readme.txt', 3).waitFor();
    await page.getByText('Not valid JSON').waitFor();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await button(page, 'Copy all').click();
    await button(page, 'Copied').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /^exports\/broken\.json: Not valid JSON/m);
    assert.match(copied, /^readme\.txt: /m);
    await checkAccessibility(page);

    const dangling = smallBundle({ flow: { pageGenerators: [{ _exportId: templateId(99) }] } });
    await putFile(page, 'dangling.zip', dangling.zip());
    await heading(page, `flows/Orders-to-invoices-${SMALL.flow}.json`, 3).waitFor();
    await page.getByText('pageGenerators[0]._exportId').waitFor();
    assert.deepEqual(await own(), [], 'nothing is made of content that is no good');

    await drop(page, 'good.zip', demoZip());
    await page.getByText('The content is good').waitFor();
    await page.getByText('good.zip').waitFor();
    await heading(page, '55 resources', 3).waitFor();
    await heading(page, '4 connections to choose', 3).waitFor();

    // The content's name is there already; what is missing or wrong is told with its field.
    const name = page.getByRole('textbox', { name: 'Name' });
    assert.equal(await name.inputValue(), 'Storefront orders to ledger');
    await name.fill('');
    await page.getByRole('textbox', { name: 'Picture' }).fill('no address');
    await button(page, 'Create the draft').click();
    await page.getByText('This is needed.').waitFor();
    await page.getByText('An address that begins with').waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid'));
    await name.fill('Orders by zip');
    await page.getByRole('textbox', { name: 'Picture' }).fill('');
    await page.getByRole('textbox', { name: 'Applications' }).fill('shopify, netsuite');
    await button(page, 'Create the draft').click();

    const id = await idOf(page, 'Orders by zip');
    await page.getByText('The draft is made.').waitFor();
    const hidden = await site.customer.get(`/api/v1/templates/${id}`);
    assert.equal(hidden.status, 404);
    await heading(page, 'What an install would create', 2).waitFor();
    await heading(page, '4 variables to fill in', 3).waitFor();

    await button(page, 'Publish').click();
    await page.getByText('It is in the catalogue now.').waitFor();
    await button(page, 'Unpublish').waitFor();
    const found = await site.customer.read('/api/v1/catalogue?q=orders+by+zip');
    assert.deepEqual(
      found.items.map((item) => [item.id, item.applications]),
      [[id, ['shopify', 'netsuite']]],
    );
    await page.getByRole('link', { name: 'See it as others do' }).click();
    await page.waitForURL(`**/templates/${id}`);
    await closePage(page);

    const other = await open('/', { token: site.customer.token });
    await other.getByRole('link', { name: 'Orders by zip' }).waitFor();
    await closePage(other);
  });

  it('lets variables take the places of credentials', async () => {
    const page = await open('/publish/new');
    await choose(page, /^A zip/);
    await putFile(page, 'key.zip', withKey().zip());
    await page.getByText('1 value looks like a credential').waitFor();
    await page.getByText('http.headers[0].value').waitFor();
    assert.ok(!(await page.content()).includes(KEY), 'the key is not on the page');
    await button(page, 'Put variables in their places').click();
    await heading(page, '1 credential is taken out', 2).waitFor();
    await page.getByRole('textbox', { name: 'Name' }).fill('Without its key');
    await button(page, 'Create the draft').click();
    const id = await idOf(page, 'Without its key');
    await heading(page, '1 variable to fill in', 3).waitFor();
    const version = await site.publisher.read(`/api/v1/templates/${id}/versions/latest`);
    assert.equal(version.variables.length, 1);
    await closePage(page);
  });

  it('goes on after an upload that failed, and stops one that is cancelled', async () => {
    const page = await open('/publish/new');
    await choose(page, /^A zip/);
    await page.route('**/api/v1/uploads*', (route) => route.abort('connectionreset'), { times: 1 });
    await putFile(page, 'demo.zip', demoZip());
    await page.getByText('The server did not answer.').waitFor();
    await button(page, 'Try again').click();
    await page.getByText('The content is good').waitFor();
    await button(page, 'Choose something else').click();
    await page.getByText('Drop a zip here').waitFor();

    // So slow that it cannot end before it is cancelled.
    const network = await page.context().newCDPSession(page);
    await network.send('Network.enable');
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 20_000 };
    await network.send('Network.emulateNetworkConditions', slow);
    await putFile(page, 'large.zip', Buffer.alloc(20_000_000));
    const bar = page.getByRole('progressbar', { name: 'Uploading' });
    await bar.waitFor();
    await page.getByText('/ 20 MB').waitFor();
    await checkAccessibility(page);
    await button(page, 'Cancel').click();
    await page.getByText('Drop a zip here').waitFor();
    await bar.waitFor({ state: 'detached' });
    await network.send('Network.emulateNetworkConditions', { ...slow, uploadThroughput: -1 });
    await closePage(page);
  });

  it('says what stands where a later step fails, and leads there', async () => {
    const page = await open('/publish/new');
    await choose(page, /^A zip/);
    await putFile(page, 'demo.zip', demoZip());
    await page.getByText('The content is good').waitFor();
    await page.getByRole('textbox', { name: 'Name' }).fill('Half-way');
    await page.route('**/versions', (route) => route.abort('connectionreset'));
    await button(page, 'Create the draft').click();
    await page.getByText('its content is not there for certain').waitFor();
    await page.unroute('**/versions');
    await page.getByRole('link', { name: 'Open the draft' }).click();
    await heading(page, 'Half-way').waitFor();
    await page.getByText('it has no content yet').waitFor();
    assert.equal(await button(page, 'Publish').isDisabled(), true);

    await choose(page, /^A zip/);
    await putFile(page, 'demo.zip', demoZip());
    await page.getByText('The content is good').waitFor();
    await button(page, 'Add version 1').click();
    await page.getByText('Version 1 is there.').waitFor();
    await button(page, 'Publish').click();
    await page.getByText('It is in the catalogue now.').waitFor();
    await closePage(page);
  });

  it('leaves nothing behind where the server refuses the content at the end', async () => {
    const page = await open('/publish/new');
    const before = (await own()).length;
    await choose(page, /^A zip/);
    await putFile(page, 'demo.zip', demoZip());
    await page.getByText('The content is good').waitFor();
    await page.route('**/api/v1/templates/*/versions', (route) =>
      route.fulfill({
        status: 422,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          problems: [{ code: 'invalid_bundle', message: 'No good.', field: 'flows/f.json: name' }],
        }),
      }),
    );
    await button(page, 'Create the draft').click();
    await heading(page, 'flows/f.json', 3).waitFor();
    assert.equal((await own()).length, before);
    await closePage(page);
  });

  it('makes a template of an integration of the account, its credentials as variables', async () => {
    const client = site.as('initech', '--partner');
    const made = await installSmall(client);
    const exported = made[SMALL.export];
    await client.put(`/v1/exports/${exported._id}`, {
      ...exported,
      http: { relativeURI: '/orders', headers: [{ name: 'X-Key', value: KEY }] },
    });
    await client.post('/v1/integration', {
      name: 'Agent desk',
      base_url: 'https://desk.example',
      integration_type: 'HTTP',
    });
    const page = await open('/publish/new', { token: client.token });
    await choose(page, /^An integration/);
    await page.getByRole('radio', { name: /Agent desk/ }).waitFor();
    await choose(page, /^Small/);
    await button(page, 'Make a template of it').click();
    await page.getByText('1 value looks like a credential').waitFor();
    await button(page, 'Put variables in their places').click();
    await page.getByText('The content is good').waitFor();
    await page.getByRole('textbox', { name: 'Name' }).fill('Small, shared');
    await button(page, 'Create the draft').click();
    const id = await idOf(page, 'Small, shared');
    const version = await client.read(`/api/v1/templates/${id}/versions/latest`);
    assert.deepEqual([version.resources, version.variables.length], [5, 1]);
    await closePage(page);

    const diga = await open('/publish/new', { token: client.token });
    await choose(diga, /^An integration/);
    await choose(diga, /^Agent desk/);
    await button(diga, 'Make a template of it').click();
    await diga.getByText('No tools').waitFor();
    await diga.getByRole('textbox', { name: 'Language' }).fill('en');
    await button(diga, 'Publish it now').click();
    await diga.getByText('The template is made and published.').waitFor();
    await closePage(diga);
  });

  it('makes a template of an OpenAPI document, and its next version of a Diga document', async () => {
    const page = await open('/publish/new');
    await choose(page, /^An OpenAPI document/);
    await button(page, 'Make a template of it').click();
    await page.getByText('Choose a file or paste a document.').waitFor();
    await page.getByRole('textbox', { name: 'Or paste' }).fill('openapi: 3.1.0\ninfo: {}');
    await button(page, 'Make a template of it').click();
    await page.getByText(/problems? in the content/).waitFor();
    const typed = await page.getByRole('textbox', { name: 'Or paste' }).inputValue();
    assert.equal(typed, 'openapi: 3.1.0\ninfo: {}', 'what is to be mended is still there');
    const weather = readFileSync(path.join(repository, 'demo/weather.openapi.yaml'));
    await putFile(page, 'weather.openapi.yaml', weather);
    await page.getByText('weather.openapi.yaml, ').waitFor();
    await page.getByRole('textbox', { name: 'Only these' }).fill('/stations');
    await button(page, 'Make a template of it').click();
    await heading(page, '4 tools', 3).waitFor();
    await page.getByText('things that the template cannot express').waitFor();
    await page.getByText('/stations/{stationId}/forecast', { exact: true }).waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Language' }).inputValue(), 'en');
    await page.getByRole('textbox', { name: 'Name' }).fill('Weather desk');
    await button(page, 'Publish it now').click();
    const id = await idOf(page, 'Weather desk');
    await page.getByText('The template is made and published.').waitFor();
    const seen = await site.customer.read(`/api/v1/templates/${id}`);
    assert.deepEqual([seen.kind, seen.published, seen.version.number], ['diga', true, 1]);

    const { template } = await site.publisher.read(`/v1/integration/template/${id}`);
    const [first, ...others] = template.tools;
    const changed = { ...template, tools: [{ ...first, timeout: 60 }, ...others.slice(1)] };
    await button(page, 'New version').click();
    await choose(page, /^A Diga document/);
    await page.getByRole('textbox', { name: 'Or paste' }).fill('{"template": ');
    await button(page, 'Use it').click();
    await page.getByText('This is no JSON object.').waitFor();
    const wrong = { name: 'X', template: { ...changed, base_url: 'nowhere' } };
    await page.getByRole('textbox', { name: 'Or paste' }).fill(JSON.stringify(wrong));
    await button(page, 'Use it').click();
    await page.getByText('template.base_url').waitFor();
    const right = { name: 'X', template: changed };
    await page.getByRole('textbox', { name: 'Or paste' }).fill(JSON.stringify(right));
    await button(page, 'Use it').click();
    await heading(page, '1 tool changes', 3).waitFor();
    await heading(page, '1 tool is removed', 3).waitFor();
    await page.getByRole('group').filter({ hasText: first.name }).getByText(first.name).click();
    await page.getByText('"timeout": 60').waitFor();
    await checkAccessibility(page);
    await takePicture(page, 'publish-changes', { fullPage: true });
    await page.getByRole('textbox', { name: 'Note' }).fill('Waits longer.');
    await button(page, 'Publish version 2').click();
    await page.getByText('Version 2 is there.').waitFor();
    const after = await site.publisher.read(`/v1/integration/template/${id}`);
    assert.equal(after.name, 'Weather desk', 'its description stays');
    assert.equal(after.template.tools[0].timeout, 60);
    await closePage(page);
  });

  it('gives a template its next version with a note, deprecates the one before and takes that back', async () => {
    const id = await publishDemo(site.publisher, { name: 'In versions' });
    const page = await open(`/publish/${id}`);
    await button(page, 'New version').click();
    await choose(page, /^A zip/);
    await putFile(page, 'same.zip', demoZip());
    await page.getByText('Version 1 has exactly this content').waitFor();
    assert.equal(await page.getByRole('button', { name: /^Publish version/ }).isDisabled(), true);
    await button(page, 'Choose something else').click();

    const next = demoZip((name, text) =>
      name.startsWith('flows/Large') ? text.replace('"name": "', '"name": "Very ') : text,
    );
    await putFile(page, 'next.zip', next);
    await heading(page, '1 resource has another name', 3).waitFor();
    await page.getByRole('textbox', { name: 'Note' }).fill('Says how large.');
    await button(page, 'Publish version 2').click();
    await page.getByText('Version 2 is there.').waitFor();
    await page.getByText('Says how large.').waitFor();

    await button(page, 'Edit note of version 2').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Note' }).fill('Says how very large.');
    await button(dialog, 'Save').click();
    await page.getByText('Says how very large.').waitFor();
    await dialog.waitFor({ state: 'detached' });

    await button(page, 'Deprecate version 1').click();
    await button(dialog, 'Deprecate').click();
    await dialog.getByText('This is needed.').waitFor();
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Too small; take 2.');
    await button(dialog, 'Deprecate').click();
    await page.getByText('Not to be installed any more: Too small; take 2.').waitFor();
    const versions = `/api/v1/templates/${id}/versions`;
    const told = await site.customer.read(`${versions}/1`);
    assert.deepEqual(told.deprecated, { reason: 'Too small; take 2.' });
    await button(page, 'Take the deprecation back of version 1').click();
    await button(page, 'Deprecate version 1').waitFor();
    // The focus stays where it was.
    await button(page, 'Deprecate version 1').and(page.locator(':focus')).waitFor();
    assert.equal((await site.customer.read(`${versions}/1`)).deprecated, null);
    await closePage(page);
  });

  it('changes the description, takes it out of the catalogue, and deletes it', async () => {
    const id = await publishDemo(site.publisher, { name: 'To be changed' });
    const page = await open(`/publish/${id}`);
    await button(page, 'Edit the description').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Was changed');
    await dialog.getByRole('textbox', { name: 'Description' }).fill('');
    await dialog.getByRole('textbox', { name: 'E-mail' }).fill('a@b');
    await button(dialog, 'Save').click();
    await dialog.getByText('contactEmail must be an e-mail address.').waitFor();
    await dialog.getByRole('textbox', { name: 'E-mail' }).fill('a@b.example');
    await button(dialog, 'Save').click();
    await heading(page, 'Was changed').waitFor();
    const template = await site.publisher.read(`/v1/templates/${id}`);
    assert.deepEqual([template.description, template.published], [undefined, true]);

    await button(page, 'Unpublish').click();
    await button(dialog, 'Unpublish').click();
    await page.getByText('It is out of the catalogue now.').waitFor();
    assert.equal((await site.customer.get(`/api/v1/templates/${id}`)).status, 404);

    await button(page, 'Delete the template').click();
    await dialog.getByText('It was never installed.').waitFor();
    await button(dialog, 'Cancel').click();
    await dialog.waitFor({ state: 'detached' });
    await button(page, 'Delete the template').click();
    await button(dialog, 'Delete the template').click();
    await page.getByText('“Was changed” is deleted.').waitFor();
    assert.equal((await site.publisher.get(`/api/v1/templates/${id}`)).status, 404);
    await closePage(page);
  });

  it('is done by keyboard alone', async () => {
    const page = await open('/publish/new');
    await heading(page, 'New template').waitFor();
    const zip = page.getByRole('radio', { name: /^A zip/ });
    await zip.waitFor();
    const here = (locator) => locator.evaluate((element) => element === document.activeElement);
    const chooser = page.waitForEvent('filechooser');
    const tabTo = async (locator) => {
      for (let presses = 0; presses < 40 && !(await here(locator)); presses++)
        await page.keyboard.press('Tab');
      assert.ok(await here(locator), 'reached by Tab');
    };
    await tabTo(zip);
    await page.keyboard.press('Space');
    const pick = button(page, 'Choose a file');
    await tabTo(pick);
    await page.keyboard.press('Enter');
    await (
      await chooser
    ).setFiles({
      name: 'demo.zip',
      mimeType: 'application/zip',
      buffer: demoZip(),
    });
    await page.getByText('The content is good').waitFor();
    await page.waitForFunction(() => document.activeElement !== document.body);
    await tabTo(page.getByRole('textbox', { name: 'Name' }));
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('By keys');
    await tabTo(button(page, 'Create the draft'));
    await page.keyboard.press('Enter');
    await idOf(page, 'By keys');
    await tabTo(button(page, 'Publish'));
    await page.keyboard.press('Enter');
    await page.getByText('It is in the catalogue now.').waitFor();
    // The focus stays where it was.
    await button(page, 'Unpublish').and(page.locator(':focus')).waitFor();
    await closePage(page);
  });

  it('shows another account nothing but the way to look', async () => {
    const id = await publishDemo(site.publisher, { name: 'Of acme' });
    const other = site.as('umbrella', '--partner');
    const page = await open(`/publish/${id}`, { token: other.token });
    await page.getByText('This template belongs to acme.').waitFor();
    assert.equal(await button(page, 'Delete the template').count(), 0);
    await closePage(page);
    const nowhere = await open('/publish/66e2b0f47d41c9b2e6ffffff', { token: other.token });
    await nowhere.getByRole('alert').waitFor();
    await closePage(nowhere);
  });

  it('looks right and is accessible', async () => {
    const client = site.as('vandelay', '--partner');
    const id = await publishDemo(client);
    const diga = await publishDiga(client);
    const { token } = client;
    const shown = (text) => (page) => page.getByText(text).first().waitFor();
    const check = (name, where, ready, more = {}) =>
      checkBothThemes(browser, site, { name, path: where, token, ready, ...more });
    await check('publish', '/publish', shown('Weather stations'));
    await check('publish-one', `/publish/${id}`, async (page) => {
      await shown('4 connections to choose')(page);
      await heading(page, 'Version 1', 3).waitFor();
    });
    await check('publish-diga', `/publish/${diga}`, async (page) => {
      await shown('6 tools')(page);
      await heading(page, 'Version 1', 3).waitFor();
    });
    await check('publish-new', '/publish/new', async (page) => {
      await choose(page, /^A zip/);
      await putFile(page, 'key.zip', withKey().zip());
      await shown('1 value looks like a credential')(page);
    });
    const narrow = { width: 360, height: 740, language: 'es' };
    const page = await open(`/publish/${id}`, { token, ...narrow });
    await shown('4 conexiones por elegir')(page);
    const room = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(room <= 360, `${room} pixels wide`);
    await takePicture(page, 'publish-one-narrow', { fullPage: true });
    await closePage(page);
  });
});
