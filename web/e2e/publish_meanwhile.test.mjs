import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { template, tool } from '../../tests/e2e/support/diga.mjs';
import { closePage, openPage } from './support/browser.mjs';
import { demoZip, publishDemo } from './support/seed.mjs';
import { siteForTests } from './support/site.mjs';

const button = (page, name) => page.getByRole('button', { name, exact: true });
// The radio's own input is hidden behind what one sees and presses.
const choose = (page, name) => page.getByRole('radio', { name }).check({ force: true });

const document = (name, toolName) =>
  template({ tools: [tool(toolName)] }, { name, language: 'en' });

describe('publishing while others do, and while answers get lost', () => {
  const { site, browser } = siteForTests();
  const open = (where, options = {}) =>
    openPage(browser, site, { token: site.publisher.token, path: where, ...options });
  const diga = (id) => site.publisher.read(`/v1/integration/template/${id}`);
  const putDiga = (id, body) => site.publisher.put(`/v1/integration/template/${id}`, body);
  const makeDiga = async (name) =>
    (await site.publisher.post('/v1/integration/template', document(name, 'one'))).body.id;

  it('keeps what others published while a description was edited, and asks where both did', async () => {
    const id = await makeDiga('Six');
    const page = await open(`/publish/${id}`);
    await button(page, 'Edit the description').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Description' }).fill('New words');
    await putDiga(id, document('Six', 'two'));
    await button(dialog, 'Save').click();
    await dialog.waitFor({ state: 'detached' });
    const kept = await diga(id);
    assert.deepEqual([kept.template.tools[0].name, kept.description], ['two', 'New words']);

    await button(page, 'Edit the description').click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Mine');
    await putDiga(id, document('Theirs', 'two'));
    await button(dialog, 'Save').click();
    await dialog.getByText('Name is now: Theirs').waitFor();
    assert.equal((await diga(id)).name, 'Theirs', 'nothing is saved unseen');
    await button(dialog, 'Save').click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal((await diga(id)).name, 'Mine');
    await closePage(page);
  });

  it('publishes nothing that was compared with an older version', async () => {
    const id = await makeDiga('Before');
    const page = await open(`/publish/${id}`);
    await button(page, 'New version').click();
    await choose(page, /^A Diga document/);
    const text = JSON.stringify(document('Whatever', 'three'));
    await page.getByRole('textbox', { name: 'Or paste' }).fill(text);
    await button(page, 'Use it').click();
    await page.getByRole('textbox', { name: 'Note' }).fill('Third.');
    await putDiga(id, document('Renamed meanwhile', 'two'));
    await button(page, 'Publish version 2').click();
    await page.getByText('The template was changed meanwhile').waitFor();
    assert.equal((await diga(id)).template.tools[0].name, 'two');
    await button(page, 'Check again').click();
    await button(page, 'Publish version 3').click();
    await page.getByText('Version 3 is there.').waitFor();
    await page.getByText('Third.').waitFor();
    const now = await diga(id);
    assert.deepEqual([now.name, now.template.tools[0].name], ['Renamed meanwhile', 'three']);
    await closePage(page);
  });

  it('shows a draft whose answer was lost, and makes no second one', async () => {
    const page = await open('/publish/new');
    await page.route('**/v1/templates', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      await route.fetch();
      return route.abort('connectionreset');
    });
    await choose(page, /^A zip/);
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'd.zip', mimeType: 'application/zip', buffer: demoZip() });
    const name = page.getByRole('textbox', { name: 'Name' });
    await name.fill('x'.repeat(100_000));
    await page.unroute('**/v1/templates');
    await button(page, 'Create the draft').click();
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid'));
    await name.fill('Once only');
    // A mended field is no problem any more.
    await page.getByRole('alert').first().waitFor({ state: 'detached' });
    await page.route('**/v1/templates', async (route) => {
      await route.fetch();
      await route.abort('connectionreset');
    });
    await button(page, 'Create the draft').click();
    await page.getByText('A template of this name is there').waitFor();
    assert.equal(await button(page, 'Create the draft').isDisabled(), true);
    await page.getByRole('link', { name: 'Once only' }).click();
    await page.getByText('it has no content yet').waitFor();
    const { items } = await site.publisher.read('/api/v1/templates?limit=1000');
    assert.equal(items.filter((item) => item.name === 'Once only').length, 1);
    await closePage(page);
  });

  it('tells of a deletion once, and of a template that is gone that it is', async () => {
    const id = await publishDemo(site.publisher, { name: 'Soon gone' });
    const page = await open(`/publish/${id}`);
    await button(page, 'Delete the template').click();
    await button(page.getByRole('dialog'), 'Delete the template').click();
    await page.getByText('“Soon gone” is deleted.').waitFor();
    await page.waitForFunction(() => !JSON.stringify(history.state ?? {}).includes('Soon gone'));
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Your templates' }).waitFor();
    await page.getByRole('table').waitFor();
    assert.equal(await page.getByText('is deleted').count(), 0);
    await page.goBack();
    await page.getByRole('alert').waitFor();
    assert.equal(await button(page, 'Delete the template').count(), 0);
    await closePage(page);
  });

  it('keeps a long text that was pasted in sight', async () => {
    const page = await open('/publish/new');
    await choose(page, /^A Diga document/);
    const text = page.getByRole('textbox', { name: 'Or paste' });
    await text.fill('x'.repeat(200_001));
    await page.getByText('Drop a JSON file here').waitFor();
    assert.equal((await text.inputValue()).length, 200_001);
    const file = {
      name: 'a.json',
      mimeType: 'application/json',
      buffer: Buffer.alloc(200_001, 'y'),
    };
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByText('a.json, ').waitFor();
    assert.equal(await text.count(), 0);
    await button(page, 'Clear').click();
    assert.equal(await text.inputValue(), '');
    await closePage(page);
  });

  it('searches among all templates, whatever their accents, and says what it could not read', async () => {
    const client = site.as('hooli', '--partner');
    await client.create('templates', { name: 'Facturación', published: false });
    for (let at = 0; at < 101; at++)
      await client.create('templates', { name: `Template ${at}`, published: false });
    const page = await open('/publish', { token: client.token });
    const more = '**/api/v1/templates?*cursor*';
    await page.route(more, (route) => route.fulfill({ status: 403, body: '{}' }));
    await button(page, 'Show more').click();
    await page.getByText('Not all of your templates could be read').waitFor();
    await page.unroute(more);
    await button(page, 'Try again').click();
    for (const name of ['facturacion', 'Template 0', 'template 100']) {
      await page.getByRole('searchbox').fill(name);
      await page
        .getByRole('link', { name: new RegExp(name.replace('ion', 'ión'), 'i') })
        .first()
        .waitFor();
    }
    await page.getByRole('searchbox').fill('nowhere');
    await page.getByText('No template has that in its name').waitFor();
    await closePage(page);
  });
});
