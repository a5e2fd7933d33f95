import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { installed, must } from '../../tests/e2e/support/native.mjs';
import {
  checkAccessibility,
  checkBothThemes,
  closePage,
  openPage,
  takePicture,
} from './support/browser.mjs';
import {
  changeByHand,
  edit,
  IDS,
  installStory,
  publishSecond,
  storyBundle,
} from './support/lifecycle.mjs';
import { connections, publishDiga, publishZip } from './support/seed.mjs';
import { siteForTests } from './support/site.mjs';

const heading = (page, name, level = 1) => page.getByRole('heading', { level, name, exact: true });
const button = (page, name) => page.getByRole('button', { name, exact: true });

describe('installations', () => {
  const { site, browser } = siteForTests();

  let accounts = 0;
  const newAccount = () => site.as(`shop ${++accounts}`);

  it('lead to the catalogue while there are none', async () => {
    const { token } = newAccount();
    const page = await openPage(browser, site, { token, path: '/installations' });
    await page.getByText('Nothing is installed yet').waitFor();
    await page.getByRole('link', { name: 'Go to the catalogue' }).click();
    await page.waitForURL(`${site.url}/`);
    await closePage(page);
  });

  it('are found by text and by what waits for them', async () => {
    const client = newAccount();
    const old = await installStory(site, client);
    await publishSecond(site, old.template);
    const current = await installStory(site, client);
    await edit(client, `integrations/${current.installation.id}`, { name: 'Küche' });
    const page = await openPage(browser, site, { token: client.token, path: '/installations' });
    await page.getByText('2 installations').waitFor();
    await page.getByRole('link', { name: 'Upgrade to 2' }).waitFor();

    await page.getByRole('searchbox', { name: 'Filter by name' }).fill('kuche');
    await page.getByText('1 of 2').waitFor();
    await page.getByRole('link', { name: 'Küche' }).waitFor();
    await page.getByText('Upgrade available').click();
    await page.getByText('No installation fits').waitFor();
    await page.reload();
    await page.getByText('No installation fits').waitFor();
    await page.getByRole('button', { name: 'Clear the filter' }).click();
    await page.getByText('2 installations').waitFor();

    await page.getByText('Upgrade available').click();
    await page.getByRole('link', { name: 'Upgrade to 2' }).click();
    await page.waitForURL(`${site.url}${old.path}/upgrade`);
    await closePage(page);
  });

  it('tell what is in them', async () => {
    const client = newAccount();
    const story = await installStory(site, client);
    await changeByHand(client, story);
    const page = await openPage(browser, site, { token: client.token, path: story.path });
    await heading(page, 'Orders to ledger').waitFor();
    await page.getByText('My shop').waitFor();
    const exports = page.getByRole('list', { name: 'Export' });
    await exports.getByText('My orders').waitFor();
    await exports.getByText('Deleted', { exact: true }).waitFor();

    await page.getByRole('searchbox', { name: 'Find a resource' }).fill('hourly');
    await page.getByText('1 resource found').waitFor({ state: 'attached' });
    await exports.waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: '4 were changed here' }).click();
    await page.waitForURL(`${site.url}${story.path}/drift`);
    await closePage(page);
  });

  it('put back one field, then a resource, and say so', async () => {
    const client = newAccount();
    const story = await installStory(site, client);
    await changeByHand(client, story);
    const path = `${story.path}/drift`;
    const page = await openPage(browser, site, { token: client.token, path });
    await page.getByText('3 edited, 1 deleted').waitFor();
    const read = (id) => client.read(`/v1/exports/${id}`);
    const orders = story.idOf(IDS.orders);

    await button(page, 'Put back pageSize').click();
    const dialog = page.getByRole('dialog', { name: 'Put “pageSize” of “My orders” back?' });
    await dialog.getByText('Afterwards').waitFor();
    await checkAccessibility(page);
    assert.equal((await read(orders)).pageSize, 100);
    await button(dialog, 'Put back').click();
    await page.getByText('“pageSize” of “My orders” is as in the template again.').waitFor();
    await button(page, 'Put back pageSize').waitFor({ state: 'detached' });
    const document = await read(orders);
    assert.deepEqual([document.pageSize, document.name], [20, 'My orders']);
    // The button that had the focus is gone; the result has it.
    await page.locator(':focus', { hasText: 'pageSize' }).waitFor();

    await button(page, 'Put it back: Refunds').click();
    await page.getByText('It was deleted and will be there again').waitFor();
    await button(page.getByRole('dialog'), 'Put back').click();
    await page.getByText('“Refunds” is as in the template again.').waitFor();
    assert.equal((await read(story.idOf(IDS.refunds))).name, 'Refunds');
    await page.getByText('3 edited', { exact: true }).waitFor();
    await closePage(page);
  });

  it('say why something cannot be put back', async () => {
    const client = newAccount();
    const story = await installStory(site, client);
    const orders = story.idOf(IDS.orders);
    await edit(client, `exports/${orders}`, { name: 'Mine' });
    const path = `${story.path}/drift`;
    const page = await openPage(browser, site, { token: client.token, path });
    await button(page, 'Put back name').waitFor();
    await edit(client, `exports/${orders}`, { name: 'New orders' });
    await button(page, 'Put back name').click();
    await page.getByRole('alert').getByText('It cannot be put back').waitFor();
    assert.equal(await button(page.getByRole('dialog'), 'Put back').isDisabled(), true);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await closePage(page);
  });

  it('have nothing to put back when nothing was changed', async () => {
    const client = newAccount();
    const story = await installStory(site, client);
    const path = `${story.path}/drift`;
    const page = await openPage(browser, site, { token: client.token, path });
    await page.getByText('Nothing was changed here').waitFor();
    await closePage(page);
  });

  it('roll back, by keyboard, and ask before edits are lost', async () => {
    const client = newAccount();
    const story = await installStory(site, client);
    await publishSecond(site, story.template);
    const api = `/api/v1${story.path}`;
    await must(200, client.post(`${api}/upgrade`, {}));
    await edit(client, `exports/${story.idOf(IDS.orders)}`, { name: 'Edited since' });
    await must(204, client.delete(`/v1/exports/${story.idOf(IDS.refunds)}`));
    const path = `${story.path}/history`;
    const page = await openPage(browser, site, { token: client.token, path });
    await heading(page, 'Step 1: upgrade', 3).waitFor();
    await page.getByText('Resources that were edited or deleted by hand are under').waitFor();
    await button(page, 'Roll back to before step 1').press('Enter');

    const dialog = page.getByRole('dialog', { name: 'Roll back to before step 1?' });
    await dialog.getByText('It goes from version 2 to version 1.').waitFor();
    await dialog.getByRole('group', { name: 'What goes' }).getByText('Nightly').waitFor();
    await dialog.getByRole('group', { name: 'What comes back' }).getByText('Hourly').waitFor();
    await dialog.getByText('2 resources were changed or deleted by hand since').waitFor();
    const changed = dialog.getByRole('group', { name: 'What was changed since' });
    await changed.getByText('Edited since', { exact: true }).waitFor();
    await changed.getByText('Refunds (deleted)', { exact: true }).waitFor();
    await checkAccessibility(page);
    await takePicture(page, 'installation-rollback');
    assert.equal(await button(dialog, 'Roll back').isDisabled(), true);
    await dialog.getByRole('checkbox', { name: 'Discard these changes' }).press('Space');
    await button(dialog, 'Roll back').press('Enter');
    await page.getByText('It is as it was before step 1.').waitFor();
    await heading(page, 'Step 2: rollback', 3).waitFor();
    assert.equal((await client.read(api)).version.number, 1);
    await closePage(page);
  });

  it('promise nothing about deleting what is in use', async () => {
    const client = newAccount();
    const story = await installStory(site, client);
    const path = `${story.path}/resources/${story.idOf(IDS.orders)}`;
    const page = await openPage(browser, site, { token: client.token, path });
    await button(page, 'Delete').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 resource uses it').waitFor();
    assert.equal(await dialog.getByText('You can put it back later').count(), 0);
    await closePage(page);
  });

  it('go only with consent to all that would be lost', async () => {
    const client = newAccount();
    const story = await installStory(site, client);
    await changeByHand(client, story);
    const exportId = story.idOf(IDS.orders);
    await client.create('flows', { name: 'Outside', pageGenerators: [{ _exportId: exportId }] });
    const page = await openPage(browser, site, { token: client.token, path: story.path });
    await button(page, 'Uninstall').click();
    const dialog = page.getByRole('dialog', { name: 'Uninstall “Orders to ledger”?' });
    await dialog.getByText('5 resources go.').waitFor();
    await dialog.getByRole('group', { name: 'What refers to it' }).getByText('Outside').waitFor();
    await checkAccessibility(page);
    await takePicture(page, 'installation-uninstall');
    const confirm = button(dialog, 'Uninstall');
    assert.equal(await confirm.isDisabled(), true);
    await dialog.getByText('Discard these edits').click();
    assert.equal(await confirm.isDisabled(), true);
    await dialog.getByText('Uninstall all the same').click();
    await confirm.click();
    await page.waitForURL(`${site.url}/installations`);
    await page.getByText('“Orders to ledger” was uninstalled.').waitFor();
    await page.getByText('Nothing is installed yet').waitFor();
    assert.deepEqual((await client.read('/api/v1/installations')).items, []);
    await closePage(page);
  });

  it('say what came in between when the server refuses', async () => {
    const client = newAccount();
    const story = await installStory(site, client);
    const page = await openPage(browser, site, { token: client.token, path: story.path });
    await button(page, 'Uninstall').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('6 resources go.').waitFor();
    await edit(client, `exports/${story.idOf(IDS.orders)}`, { name: 'Just now' });
    await button(dialog, 'Uninstall').click();
    await dialog.getByRole('alert').getByText('was edited since').waitFor();
    await dialog.getByText('Discard these edits').click();
    await button(dialog, 'Uninstall').click();
    await page.getByText('was uninstalled').waitFor();
    await closePage(page);
  });

  /** Answers the page's request only when the gate is opened; `reached` tells that it was made. */
  async function gated(page, url) {
    const gate = {};
    const reached = new Promise((resolve) => (gate.reach = resolve));
    const opened = new Promise((resolve) => (gate.open = resolve));
    await page.route(url, async (route) => {
      gate.reach();
      await opened;
      await route.continue();
    });
    return { reached, open: gate.open };
  }

  it('go only with what was listed when consent was given', async () => {
    const client = newAccount();
    const story = await installStory(site, client);
    await edit(client, `exports/${story.idOf(IDS.orders)}`, { pageSize: 100 });
    const page = await openPage(browser, site, { token: client.token, path: story.path });
    await button(page, 'Uninstall').click();
    const dialog = page.getByRole('dialog');
    const consent = dialog.getByRole('checkbox', { name: 'Discard these edits' });
    await dialog.getByText('Discard these edits').click();
    await edit(client, `imports/${story.idOf(IDS.ledger)}`, { description: 'Precious' });
    await button(dialog, 'Uninstall').click();
    await dialog.getByRole('alert').getByText('so nothing was done').waitFor();
    await dialog.getByText('2 of them were edited').waitFor();
    assert.equal(await consent.isChecked(), false);
    assert.equal(await button(dialog, 'Uninstall').isDisabled(), true);
    assert.equal((await client.get(`/api/v1${story.path}`)).status, 200);
    await checkAccessibility(page);

    await dialog.getByText('Discard these edits').click();
    await button(dialog, 'Uninstall').click();
    await page.getByText('was uninstalled').waitFor();
    await closePage(page);
  });

  it('roll back only what was listed when consent was given', async () => {
    const client = newAccount();
    const story = await installStory(site, client);
    await publishSecond(site, story.template);
    await must(200, client.post(`/api/v1${story.path}/upgrade`, {}));
    await edit(client, `exports/${story.idOf(IDS.orders)}`, { name: 'Edited since' });
    const path = `${story.path}/history`;
    const page = await openPage(browser, site, { token: client.token, path });
    await button(page, 'Roll back to before step 1').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Discard these changes').click();
    await edit(client, `imports/${story.idOf(IDS.ledger)}`, { description: 'Precious' });
    await button(dialog, 'Roll back').click();
    await dialog.getByRole('alert').getByText('so nothing was done').waitFor();
    await dialog.getByText('2 resources were changed or deleted by hand since').waitFor();
    assert.equal(await button(dialog, 'Roll back').isDisabled(), true);
    assert.equal((await client.read(`/api/v1${story.path}`)).version.number, 2);
    await closePage(page);
  });

  it('keep their dialog open while something is under way, and tell what came of it', async () => {
    const client = newAccount();
    const story = await installStory(site, client);
    const page = await openPage(browser, site, { token: client.token, path: story.path });
    const gate = await gated(page, '**/api/v1/installations/*?*dryRun=false*');
    await button(page, 'Uninstall').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('6 resources go.').waitFor();
    await button(dialog, 'Uninstall').click();
    await gate.reached;
    for (const name of ['Cancel', 'Close']) {
      await dialog.getByRole('button', { name, exact: true, disabled: true }).waitFor();
    }
    await page.keyboard.press('Escape');
    await page.mouse.click(5, 5);
    assert.equal(await dialog.isVisible(), true);
    gate.open();
    await page.waitForURL(`${site.url}/installations`);
    await page.getByText('“Orders to ledger” was uninstalled.').waitFor();
    await closePage(page);
  });

  it('are gone for whoever goes back to them', async () => {
    const client = newAccount();
    const story = await installStory(site, client);
    const path = `${story.path}/drift`;
    const page = await openPage(browser, site, { token: client.token, path });
    await page.getByRole('link', { name: 'Overview' }).click();
    await button(page, 'Uninstall').click();
    await page.getByText('6 resources go.').waitFor();
    await button(page.getByRole('dialog'), 'Uninstall').click();
    await page.getByText('was uninstalled').waitFor();
    await page.goBack();
    await page.waitForURL(site.url + path);
    await heading(page, 'Installation not found').waitFor();
    assert.equal(await page.getByRole('link', { name: 'Overview' }).count(), 0);
    await closePage(page);
  });

  it('that somebody else removed are gone as soon as the page knows', async () => {
    const client = newAccount();
    const story = await installStory(site, client);
    const page = await openPage(browser, site, { token: client.token, path: story.path });
    await heading(page, 'Orders to ledger').waitFor();
    const reply = await client.delete(`/api/v1${story.path}`);
    assert.equal(reply.status, 200, reply.text);
    await page.clock.setFixedTime((await page.evaluate(() => Date.now())) + 60_000);
    await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
    await heading(page, 'Installation not found').waitFor();
    await closePage(page);
  });

  it('are not closed with what was ticked by a click beside the dialog', async () => {
    const client = newAccount();
    const story = await installStory(site, client);
    await edit(client, `exports/${story.idOf(IDS.orders)}`, { name: 'Mine' });
    const page = await openPage(browser, site, { token: client.token, path: story.path });
    await button(page, 'Uninstall').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Discard these edits').click();
    await page.mouse.click(5, 5);
    assert.equal(await dialog.getByRole('checkbox').isChecked(), true);
    // The click takes the focus for a moment.
    await page.waitForFunction(() => document.activeElement.closest('[role=dialog]'));
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    // Where nothing was entered, a click is enough.
    await page.goto(`${site.url}${story.path}/drift`);
    await button(page, 'Put back name').click();
    await dialog.getByText('Afterwards').waitFor();
    await page.mouse.click(5, 5);
    await dialog.waitFor({ state: 'hidden' });
    await closePage(page);
  });

  it('of Diga show their tools, and what was changed of them', async () => {
    const client = newAccount();
    const template = await publishDiga(site.publisher);
    const plan = await must(200, client.post('/api/v1/plans', { template }));
    const variables = Object.fromEntries(plan.variables.map(({ name }) => [name, 'x']));
    const made = await installed(client, { template, variables });
    const tool = made.resources.find(({ model }) => model === 'Tool');
    const body = { description: 'Says it in my words' };
    await must(200, client.patch(`/v1/integration/${made.id}/tool/${tool.id}`, body));
    const path = `/installations/${made.id}`;
    const page = await openPage(browser, site, { token: client.token, path });
    await page.getByRole('list', { name: 'Tool' }).getByText(tool.name, { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Changes here' }).click();
    await page.getByText('Says it in my words').waitFor();
    await button(page, 'Put back description').click();
    await button(page.getByRole('dialog'), 'Put back').click();
    await page.getByText('Nothing was changed here').waitFor();
    await closePage(page);
  });

  it('of others are not there', async () => {
    const story = await installStory(site, newAccount());
    const { token } = newAccount();
    const page = await openPage(browser, site, { token, path: story.path });
    await heading(page, 'Installation not found').waitFor();
    await page.getByRole('link', { name: 'Go to your installations' }).waitFor();
    await closePage(page);
  });

  it('have room for long names without breaks, and keep strange ones to themselves', async () => {
    const client = newAccount();
    const long = 'Bestellabgleichsverarbeitungsschnittstellenkonfiguration';
    const name = `com.example.${long}.${'w'.repeat(90)}`;
    const template = await publishZip(site.publisher, storyBundle().zip(), { name });
    const [shop] = await connections(client, 'My shop');
    const made = await installed(client, { template, connections: { [IDS.shop]: shop }, name });
    const orders = made.resources.find(({ templateId }) => templateId === IDS.orders);
    await edit(client, `exports/${orders.id}`, { name: `${'Q'.repeat(150)}\u202Eevil` });
    await publishSecond(site, template);
    const path = `/installations/${made.id}`;
    const pages = [
      ['/installations', 'Instalaciones'],
      ...['', '/drift', '/upgrade', '/history'].map((tab) => [path + tab, name]),
      [`/templates/${template}/install`, undefined],
    ];
    for (const [at, title] of pages) {
      const options = { path: at, token: client.token, width: 360, language: 'es' };
      const page = await openPage(browser, site, options);
      if (title) await heading(page, title).waitFor();
      else await page.getByRole('link', { name }).waitFor();
      if (at.endsWith('drift')) {
        const edited = page.locator('bdi', { hasText: 'evil' }).first();
        await edited.waitFor();
      }
      const wide = () =>
        document.documentElement.scrollWidth - document.documentElement.clientWidth;
      assert.equal(await page.evaluate(wide), 0, at);
      await closePage(page);
    }
  });

  it('look right and are accessible', async () => {
    const client = newAccount();
    const story = await installStory(site, client);
    await changeByHand(client, story);
    await publishSecond(site, story.template);
    await must(
      200,
      client.post(`/api/v1${story.path}/revert`, { resource: story.idOf(IDS.ledger) }),
    );
    const pages = [
      ['list', '/installations', 'Upgrade to 2'],
      ['overview', story.path, 'My shop'],
      ['drift', `${story.path}/drift`, '2 edited, 1 deleted'],
      ['history', `${story.path}/history`, 'Step 1: put back'],
    ];
    for (const [name, path, text] of pages) {
      const ready = (page) => page.getByText(text).first().waitFor();
      const { token } = client;
      await checkBothThemes(browser, site, { name: `installation-${name}`, path, token, ready });
      const page = await openPage(browser, site, { path, token, width: 360, language: 'es' });
      await heading(page, name === 'list' ? 'Instalaciones' : 'Orders to ledger').waitFor();
      const wide = () =>
        document.documentElement.scrollWidth > document.documentElement.clientWidth;
      assert.equal(await page.evaluate(wide), false, `${name} is as wide as the window`);
      await closePage(page);
    }
  });
});
