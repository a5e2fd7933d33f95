import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bySource, installed, must } from '../../tests/e2e/support/native.mjs';
import { imprint } from '../../tests/e2e/support/server.mjs';
import {
  checkAccessibility,
  checkBothThemes,
  closePage,
  openPage,
  takePicture,
} from './support/browser.mjs';
import { edit, IDS, installStory, storyBundle } from './support/lifecycle.mjs';
import { publishDiga, publishZip } from './support/seed.mjs';
import { siteForTests } from './support/site.mjs';

const heading = (page, name, level = 1) => page.getByRole('heading', { level, name, exact: true });
const button = (page, name) => page.getByRole('button', { name, exact: true });
const link = (page, name) => page.getByRole('link', { name, exact: true });
const json = (page) => page.getByRole('textbox', { name: 'Document as JSON' });
const part = (page, title) =>
  page.locator('section').filter({ has: page.getByRole('heading', { name: title }) });

/** Types another text into the entry that `from` stands in. */
async function replace(entry, from, to) {
  const text = await entry.inputValue();
  assert.ok(text.includes(from), `${from} in ${text}`);
  await entry.fill(text.replace(from, to));
}

describe('a resource of an installation', () => {
  const { site, browser } = siteForTests();

  let accounts = 0;
  async function story() {
    const client = site.as(`resources ${++accounts}`);
    const made = await installStory(site, client);
    const at = (id) => `${made.path}/resources/${id}`;
    const open = (id, options = {}) =>
      openPage(browser, site, { token: client.token, path: at(id), ...options });
    return { ...made, client, at, open, ids: (source) => made.idOf(IDS[source]) };
  }

  /** The story with connections that the install made, without credentials. */
  async function withNewConnections() {
    const client = site.as(`resources ${++accounts}`);
    const fields = { name: 'Orders to ledger', description: 'd', applications: [] };
    const template = await publishZip(site.publisher, storyBundle().zip(), fields);
    const made = await installed(client, { template, createConnections: true });
    const path = `/installations/${made.id}/resources/${bySource(made, IDS.shop).id}`;
    return { client, path, id: bySource(made, IDS.shop).id };
  }

  async function diga() {
    const client = site.as(`resources ${++accounts}`);
    const template = await publishDiga(site.publisher);
    const plan = await must(200, client.post('/api/v1/plans', { template }));
    const variables = Object.fromEntries(plan.variables.map(({ name }) => [name, 'x']));
    const made = await installed(client, { template, variables });
    const path = (id) => `/installations/${made.id}/resources/${id}`;
    const open = (id) => openPage(browser, site, { token: client.token, path: path(id) });
    const tools = made.resources.filter(({ model }) => model === 'Tool');
    return { client, made, open, tools, integration: `/v1/integration/${made.id}` };
  }

  it('is found from the installation, and leads to what it uses and what uses it', async () => {
    const { client, path, at, ids, installation } = await story();
    const page = await openPage(browser, site, { token: client.token, path });
    await page.getByRole('list', { name: 'Export' }).getByText('New orders').click();
    await page.waitForURL(site.url + at(ids('orders')));
    await heading(page, 'New orders').waitFor();
    assert.equal(await page.title(), 'Export · New orders · Imprint');
    await page.getByText('As installed').waitFor();
    await page.getByText(ids('orders'), { exact: true }).first().waitFor();
    await page.getByText(IDS.orders, { exact: true }).first().waitFor();

    await link(part(page, 'Used by'), 'Hourly').click();
    await heading(page, 'Hourly').waitFor();
    await link(part(page, 'Document'), 'Orders to ledger').click();
    await page.waitForURL(site.url + at(installation.id));
    await page.goBack();
    await link(part(page, 'Document'), 'Ledger').click();
    await heading(page, 'Ledger').waitFor();
    await link(part(page, 'Document'), 'My shop').click();
    await page.getByText('Your own connection').waitFor();
    await page.getByText('No credentials are stored.').waitFor();
    await link(page.getByRole('navigation', { name: 'Where you are' }), 'Orders to ledger').click();
    await page.waitForURL(site.url + path);
    await link(part(page, 'Connections'), 'My shop').click();
    await heading(page, 'My shop').waitFor();
    await closePage(page);
  });

  it('is edited as JSON, whose faults and refusals are told at their places', async () => {
    const { client, ids, open } = await story();
    const page = await open(ids('orders'));
    await button(page, 'Edit').press('Enter');
    const entry = json(page);
    await entry.and(page.locator(':focus')).waitFor();
    assert.doesNotMatch(await entry.inputValue(), /_id|createdAt|_sourceId/);
    assert.equal(await button(page, 'Save').isDisabled(), true);

    await entry.fill('{\n  "name": "Mine"\n  "pageSize": 5\n}');
    await page.getByText('Line 3, column 3: a comma is missing before this').waitFor();
    await button(page, 'Save').click();
    const caret = () => entry.evaluate((element) => element.selectionStart);
    assert.equal(await caret(), '{\n  "name": "Mine"\n  '.length);

    const typed = '{"name": "", "_connectionId": "000000000000000000000000", "_id": "x"}';
    await entry.fill(typed);
    await page.getByText('The server decides on _id').waitFor();
    await button(page, 'Save').click();
    const refusal = page.getByRole('alert').filter({ hasText: 'It was not saved' });
    await refusal.getByText('name must be a non-empty string.').waitFor();
    await refusal.getByText('_connectionId').waitFor();
    assert.equal(await entry.inputValue(), typed);
    await checkAccessibility(page);
    await takePicture(page, 'resource-refused', { fullPage: true });
    await closePage(page);
    assert.equal((await client.read(`/v1/exports/${ids('orders')}`)).name, 'New orders');
  });

  it('is saved with its numbers as they were, and says so', async () => {
    const { client, ids, open, path } = await story();
    const at = `/v1/exports/${ids('orders')}`;
    const before = await client.read(at);
    const text = JSON.stringify({ ...before, big: 0, one: 1 })
      .replace('"big":0', '"big":12345678901234567890')
      .replace('"one":1', '"one":1.0');
    const headers = { 'content-type': 'application/json' };
    await must(200, client.request('PUT', at, { body: text, headers }));
    const page = await open(ids('orders'));
    await page.getByText('12345678901234567890').waitFor();
    await button(page, 'Edit').click();
    await replace(json(page), '"New orders"', '"Orders of mine"');
    await button(page, 'Save').click();
    await page.getByText('“Orders of mine” is saved.').waitFor();
    await heading(page, 'Orders of mine').waitFor();
    await page.getByText('Edited', { exact: true }).waitFor();
    const stored = (await client.get(at)).text;
    assert.match(stored, /"big":12345678901234567890/);
    assert.match(stored, /"one":1\.0/);
    assert.match(stored, /"name":"Orders of mine"/);

    await page.getByRole('status').getByRole('link', { name: 'Changes here' }).click();
    await page.waitForURL(`${site.url}${path}/drift`);
    await link(page, 'Orders of mine').click();
    await heading(page, 'Orders of mine').waitFor();
    await closePage(page);
  });

  it('asks before what was typed is lost', async () => {
    const { ids, open, path } = await story();
    const page = await open(ids('orders'));
    await button(page, 'Edit').click();
    await button(page, 'Cancel').click();
    const edits = button(page, 'Edit');
    await edits.waitFor();
    await edits.and(page.locator(':focus')).waitFor();
    await edits.click();
    await replace(json(page), 'New orders', 'Typed');

    const question = page.getByRole('dialog', { name: 'Discard what you typed?' });
    await link(page, 'Orders to ledger').click();
    await button(question, 'Cancel').click();
    await question.waitFor({ state: 'hidden' });
    assert.match(await json(page).inputValue(), /Typed/);
    await button(page, 'Cancel').click();
    await button(question, 'Cancel').click();
    assert.match(await json(page).inputValue(), /Typed/);
    await link(page, 'Orders to ledger').click();
    await button(question, 'Leave the page').click();
    await page.waitForURL(site.url + path);
    await closePage(page);
  });

  it('keeps what was typed for the next sign-in, when the session ends', async () => {
    const { client, ids, open } = await story();
    const page = await open(ids('orders'));
    await button(page, 'Edit').click();
    await replace(json(page), 'New orders', 'Typed before');
    const { token, name } = await client.read('/api/v1/account');
    const run = imprint('token', 'revoke', token.id, '--data', site.server.data);
    assert.equal(run.code, 0, run.stderr);
    // The page may have asked again by itself already.
    const save = button(page, 'Save').click();
    await Promise.race([save, heading(page, 'Sign in').waitFor()]);
    save.catch(() => {});
    await page.getByText('Your session has ended').waitFor();

    const again = site.as(name);
    await page.getByLabel('Token').fill(again.token);
    await page.getByLabel('Token').press('Enter');
    await json(page).waitFor();
    assert.match(await json(page).inputValue(), /"Typed before"/);
    await button(page, 'Save').click();
    await page.getByText('“Typed before” is saved.').waitFor();
    await button(page, 'Edit').click();
    await button(page, 'Cancel').click();
    await button(page, 'Edit').waitFor();
    assert.equal((await again.read(`/v1/exports/${ids('orders')}`)).name, 'Typed before');
    await closePage(page);
  });

  it('takes no more text while it is saved, and is saved where the answer was lost', async () => {
    const { client, ids, open } = await story();
    const at = `exports/${ids('orders')}`;
    const page = await open(ids('orders'));
    await button(page, 'Edit').click();
    await replace(json(page), 'New orders', 'Mine');
    let cut;
    const held = new Promise((resolve) => (cut = resolve));
    await page.route(`**/v1/${at}`, async (route) => {
      if (route.request().method() !== 'PUT') return route.continue();
      await route.fetch();
      await held;
      return route.abort();
    });
    await button(page, 'Save').click();
    await page.waitForFunction(() => document.querySelector('textarea')?.readOnly);
    cut();
    await page.getByRole('alert').filter({ hasText: 'It was not saved' }).waitFor();
    assert.match(await json(page).inputValue(), /Mine/);
    await page.unroute(`**/v1/${at}`);
    await button(page, 'Save').click();
    await page.getByText('“Mine” is saved.').waitFor();
    assert.equal((await client.read(`/v1/${at}`)).name, 'Mine');
    await closePage(page);
  });

  it('is not saved over what somebody else saved meanwhile, unless one says so', async () => {
    const { client, ids, open } = await story();
    const at = `exports/${ids('orders')}`;
    const page = await open(ids('orders'));
    await button(page, 'Edit').click();
    await edit(client, at, { pageSize: 33 });
    await replace(json(page), 'New orders', 'Mine');
    await button(page, 'Save').click();
    const notice = page.getByRole('status').filter({ hasText: 'Somebody else has changed it' });
    await notice.getByText('"pageSize": 33').waitFor();
    assert.equal((await client.read(`/v1/${at}`)).name, 'New orders');
    assert.match(await json(page).inputValue(), /Mine/);
    await checkAccessibility(page);
    await takePicture(page, 'resource-meanwhile', { fullPage: true });

    // What changes again is told again.
    await edit(client, at, { pageSize: 34 });
    await button(notice, 'Save mine over it').click();
    await notice.getByText('"pageSize": 34').waitFor();
    await button(notice, 'Save mine over it').click();
    await page.getByText('“Mine” is saved.').waitFor();
    const { name, pageSize } = await client.read(`/v1/${at}`);
    assert.deepEqual({ name, pageSize }, { name: 'Mine', pageSize: 20 });

    await button(page, 'Edit').click();
    await edit(client, at, { pageSize: 35 });
    await replace(json(page), 'Mine', 'Mine again');
    await button(page, 'Save').click();
    await button(notice, 'Discard mine').click();
    await part(page, 'Document').getByText('35', { exact: true }).waitFor();
    assert.equal((await client.read(`/v1/${at}`)).name, 'Mine');
    await closePage(page);
  });

  it('keeps what was typed where it was deleted meanwhile', async () => {
    const { client, ids, open } = await story();
    const page = await open(ids('refunds'));
    await button(page, 'Edit').click();
    await replace(json(page), '/refunds', '/mine');
    await must(204, client.delete(`/v1/exports/${ids('refunds')}`));
    await button(page, 'Save').click();
    await page.getByRole('alert').filter({ hasText: 'It was not saved' }).waitFor();
    await page.getByText('It was deleted').waitFor();
    assert.match(await json(page).inputValue(), /\/mine/);
    await button(page, 'Cancel').click();
    await button(page.getByRole('dialog'), 'Discard').click();
    await link(page, 'Changes here').waitFor();
    await closePage(page);
  });

  it('is enabled by a switch, if it is a flow, and nothing else of it changes', async () => {
    const { client, ids, open } = await story();
    const at = `/v1/flows/${ids('hourly')}`;
    const { lastModified: _, ...before } = await client.read(at);
    const page = await open(ids('hourly'));
    const enabled = page.getByRole('switch', { name: 'Enabled' });
    assert.equal(await enabled.isChecked(), false);
    await enabled.press('Space');
    await page.getByText('The flow is enabled.').waitFor();
    await page.getByText('The flow runs.').waitFor();
    await enabled.and(page.locator(':focus')).waitFor();
    const { lastModified, ...after } = await client.read(at);
    assert.deepEqual(after, { ...before, disabled: false });
    await enabled.press('Space');
    await page.getByText('The flow is disabled.').waitFor();
    assert.equal((await client.read(at)).disabled, true);
    await closePage(page);
  });

  it('has a script’s text to read and to change as text', async () => {
    const { client, ids, open } = await story();
    const at = `/v1/scripts/${ids('script')}`;
    const lines = 'function clean() {\r\n  return 1;\r\n}\r\n';
    await edit(client, `scripts/${ids('script')}`, { content: lines });
    const page = await open(ids('script'));
    await page.getByRole('group', { name: 'Code' }).getByText('return 1;').waitFor();
    await button(page, 'Edit').click();
    const code = page.getByRole('textbox', { name: 'Code' });
    await replace(code, 'return 1;', 'return 2;');
    assert.doesNotMatch(await json(page).inputValue(), /content/);
    await button(page, 'Save').click();
    await page.getByText('“Clean” is saved.').waitFor();
    await page.getByRole('group', { name: 'Code' }).getByText('return 2;').waitFor();
    assert.equal((await client.read(at)).content, lines.replace('1', '2'));
    await closePage(page);
  });

  it('takes credentials, and never shows or keeps them', async () => {
    const { client, path, id } = await withNewConnections();
    const at = `/v1/connections/${id}`;
    const page = await openPage(browser, site, { token: client.token, path });
    const online = page.getByRole('switch', { name: 'Online' });
    await page.getByText('No credentials are stored.').waitFor();
    assert.equal(await online.isChecked(), false);
    await page.getByRole('button', { name: /Field/ }).click();
    await page.getByRole('option', { name: 'http.auth.basic.password' }).click();
    const entry = page.getByLabel('Credential', { exact: true });
    assert.equal(await entry.getAttribute('type'), 'password');
    await entry.fill('open sesame');
    await button(page, 'Store the credential').click();
    await page.getByText('The credential is stored.').waitFor();
    assert.equal(await entry.inputValue(), '');
    const stored = page.getByRole('list', { name: 'Stored credentials' });
    await stored.getByText('http.auth.basic.password').waitFor();
    assert.equal((await client.read(at)).http.auth.basic.password, '******');

    await online.press('Space');
    await page.getByText('The connection is online.').waitFor();
    const document = await client.read(at);
    assert.equal(document.offline, false);
    assert.equal(document.http.auth.basic.password, '******');

    // Edited with its mask, it is kept.
    await button(page, 'Edit').click();
    await replace(json(page), '"Shop"', '"Shop of mine"');
    await page.getByText('stands for a credential that is stored').waitFor();
    await button(page, 'Save').click();
    await page.getByText('“Shop of mine” is saved.').waitFor();
    await part(page, 'Document').getByText('stored, not shown').waitFor();
    assert.equal((await client.read(at)).http.auth.basic.password, '******');

    // Typed into the text, it is gone with it.
    await button(page, 'Edit').click();
    await replace(json(page), '"******"', '"another sesame"');
    await button(page, 'Save').click();
    await page.getByText('“Shop of mine” is saved.').waitFor();
    const kept = () => JSON.stringify([{ ...sessionStorage }, { ...localStorage }, location.href]);
    assert.doesNotMatch(await page.evaluate(kept), /sesame/);
    assert.doesNotMatch(await page.content(), /sesame/);
    await checkAccessibility(page);
    await takePicture(page, 'resource-credentials', { fullPage: true });
    await closePage(page);
  });

  it('is deleted when nothing uses it, and can be had back', async () => {
    const { client, ids, open, path } = await story();
    const page = await open(ids('orders'));
    await button(page, 'Delete').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 resource uses it').waitFor();
    await dialog.getByText('Hourly').waitFor();
    assert.equal(await button(dialog, 'Delete').isDisabled(), true);
    await checkAccessibility(page);
    await button(dialog, 'Cancel').click();

    await page.goto(`${site.url}${path}/resources/${ids('refunds')}`);
    await button(page, 'Delete').click();
    await dialog.getByText('Nothing uses it.').waitFor();
    await dialog.getByText('You can put it back later').waitFor();
    await button(dialog, 'Delete').click();
    await page.getByText('“Refunds” was deleted.').waitFor();
    await page.getByText('Deleted', { exact: true }).waitFor();
    assert.equal((await client.get(`/v1/exports/${ids('refunds')}`)).status, 404);
    assert.equal(await button(page, 'Edit').count(), 0);
    await page.reload();
    await page.getByText('It was deleted').waitFor();
    await link(page, 'Changes here').click();
    await page.waitForURL(`${site.url}${path}/drift`);
    await link(page, 'Refunds').waitFor();
    await closePage(page);
  });

  it('is not deleted where somebody began to use it meanwhile', async () => {
    const { client, ids, open } = await story();
    const page = await open(ids('refunds'));
    await button(page, 'Delete').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Nothing uses it.').waitFor();
    const pageGenerators = [{ _exportId: ids('refunds') }];
    await client.create('flows', { name: 'Just now', pageGenerators });
    await button(dialog, 'Delete').click();
    await dialog.getByRole('alert').getByText('still used by Flow "Just now"').waitFor();
    await dialog.getByRole('group', { name: 'Used by' }).getByText('Just now').waitFor();
    await button(dialog, 'Cancel').click();
    await heading(page, 'Refunds').waitFor();
    await closePage(page);
  });

  it('may have been added here, and is gone for good when it is deleted', async () => {
    const { client, installation, open, at } = await story();
    const fields = { name: 'Mine', _integrationId: installation.id };
    const { _id } = await client.create('flows', fields);
    const page = await open(_id);
    await heading(page, 'Mine').waitFor();
    await page.getByText('Added here').waitFor();
    await button(page, 'Delete').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('it cannot be put back').waitFor();
    await button(dialog, 'Delete').click();
    await page.getByText('“Mine” was deleted.').waitFor();
    await page.goto(site.url + at(_id));
    await heading(page, 'Resource not found').waitFor();
    await closePage(page);
  });

  it('that never was says so, and leads back', async () => {
    const { open, path } = await story();
    const page = await open('000000000000000000000000');
    await heading(page, 'Resource not found').waitFor();
    await checkAccessibility(page);
    await link(page, 'Go to the installation').click();
    await page.waitForURL(site.url + path);
    await page.goto(`${site.url}/installations/000000000000000000000000/resources/x`);
    await heading(page, 'Installation not found').waitFor();
    await closePage(page);
  });

  it('of Diga is changed field by field', async () => {
    const { client, open, tools, integration } = await diga();
    const [tool, other] = tools;
    const page = await open(tool.id);
    await button(page, 'Edit').click();
    assert.doesNotMatch(await json(page).inputValue(), /"id"|"type": "HTTP"/);
    await json(page).fill('{"method": "NOPE", "name": null}');
    await button(page, 'Save').click();
    const refusal = page.getByRole('alert').filter({ hasText: 'It was not saved' });
    await refusal.getByText("Input should be 'GET'").waitFor();
    await refusal.getByText('method').first().waitFor();
    await json(page).fill(JSON.stringify({ name: other.name }));
    await button(page, 'Save').click();
    await refusal.getByText('already exists').waitFor();
    await json(page).fill('{"description": "In my words"}');
    await button(page, 'Save').click();
    await page.getByText(`“${tool.name}” is saved.`).waitFor();
    const now = await client.read(`${integration}/tool/${tool.id}`);
    assert.equal(now.description, 'In my words');
    assert.equal(now.name, tool.name);

    await button(page, 'Delete').click();
    await button(page.getByRole('dialog'), 'Delete').click();
    await page.getByText(`“${tool.name}” was deleted.`).waitFor();
    assert.equal((await client.get(`${integration}/tool/${tool.id}`)).status, 404);
    await closePage(page);
  });

  it('of Diga takes the key of its API', async () => {
    const { client, made, open, integration } = await diga();
    const page = await open(made.id);
    await page.getByText('The API needs a key, and none is stored.').waitFor();
    assert.equal(await button(page, 'Delete').count(), 0);
    const entry = page.getByLabel('Key', { exact: true });
    assert.equal(await entry.getAttribute('type'), 'password');
    await entry.fill('open sesame');
    await entry.press('Enter');
    await page.getByText('The key is stored.').waitFor();
    assert.equal((await client.read(integration)).auth_key, '******');
    assert.equal(await page.getByLabel('Another key').inputValue(), '');
    await button(page, 'Edit').click();
    assert.doesNotMatch(await json(page).inputValue(), /auth_key/);
    await button(page, 'Cancel').click();
    await checkAccessibility(page);

    await button(page, 'Remove the key').click();
    await button(page.getByRole('dialog'), 'Remove the key').click();
    await page.getByText('The key was removed.').waitFor();
    assert.equal((await client.read(integration)).auth_key, null);
    await closePage(page);
  });

  it('says what the server does not answer, and tries again', async () => {
    const { ids, client, at } = await story();
    const page = await openPage(browser, site, { token: client.token, path: '/installations' });
    await heading(page, 'Installations').waitFor();
    const url = '**/v1/exports/*';
    await page.route(url, (route) => route.fulfill({ status: 400, json: {} }));
    await page.goto(site.url + at(ids('orders')));
    await page.getByRole('alert').waitFor();
    await page.unroute(url);
    await button(page, 'Try again').click();
    await heading(page, 'Document', 2).waitFor();
    await closePage(page);
  });

  it('looks right in both themes, on a narrow window and in Spanish', async () => {
    const { client, ids, at, installation } = await story();
    const { token } = client;
    await edit(client, `exports/${ids('orders')}`, { name: `com.example.${'w'.repeat(90)}` });
    await must(204, client.delete(`/v1/exports/${ids('refunds')}`));
    const own = installation.connections[0].id;
    const pages = [
      ['flow', ids('hourly'), 'Enabled'],
      ['script', ids('script'), 'return options.data;'],
      ['connection', own, 'Store the credential'],
      ['export', ids('orders'), 'Hourly'],
      ['deleted', ids('refunds'), 'It was deleted'],
    ];
    for (const [name, id, text] of pages) {
      const ready = (page) => page.getByText(text).first().waitFor();
      await checkBothThemes(browser, site, {
        name: `resource-${name}`,
        path: at(id),
        token,
        ready,
      });
      const page = await openPage(browser, site, {
        path: at(id),
        token,
        width: 360,
        language: 'es',
      });
      await heading(page, 'Acerca de', 2).waitFor();
      if (name !== 'deleted') {
        await heading(page, 'Documento', 2).waitFor();
        await button(page, 'Editar').click();
        await page.getByRole('textbox', { name: 'Documento en JSON' }).waitFor();
      }
      const wide = () =>
        document.documentElement.scrollWidth - document.documentElement.clientWidth;
      assert.equal(await page.evaluate(wide), 0, name);
      await takePicture(page, `resource-${name}-narrow`, { fullPage: true });
      await closePage(page);
    }
  });
});
