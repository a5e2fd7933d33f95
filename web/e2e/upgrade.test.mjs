import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { installed, must } from '../../tests/e2e/support/native.mjs';
import { TEMPLATES, template as digaTemplate, tool } from '../../tests/e2e/support/diga.mjs';
import {
  checkAccessibility,
  checkBothThemes,
  closePage,
  openPage,
  takePicture,
} from './support/browser.mjs';
import { changeByHand, edit, IDS, installStory, publishSecond } from './support/lifecycle.mjs';
import { connections, largeBundle, publishVersion, publishZip } from './support/seed.mjs';
import { siteForTests } from './support/site.mjs';

const button = (page, name) => page.getByRole('button', { name, exact: true });
const conflict = (page, name) => page.getByRole('region', { name, exact: true });
const choose = (page, name, side) =>
  conflict(page, name).getByRole('radio', { name: side }).check({ force: true });

describe('upgrades', () => {
  const { site, browser } = siteForTests();

  let accounts = 0;
  const newAccount = () => site.as(`shop ${++accounts}`);

  /** A story that was changed by hand and has a second version that is at odds with it. */
  async function conflicting() {
    const client = newAccount();
    const story = await installStory(site, client);
    await changeByHand(client, story);
    await publishSecond(site, story.template);
    return { client, story };
  }
  const open = (client, story, options = {}) =>
    openPage(browser, site, { token: client.token, path: `${story.path}/upgrade`, ...options });
  const ready = async (page, version = 2) => {
    const apply = button(page, `Upgrade to version ${version}`);
    await apply.and(page.locator(':enabled')).waitFor();
    return apply;
  };

  it('take each conflict as it was decided: mine, theirs, another value', async () => {
    const { client, story } = await conflicting();
    const page = await open(client, story);
    await page.getByText('0 of 4 decided').waitFor();
    const names = conflict(page, 'name');
    for (const value of ['New orders', 'My orders', 'Orders since yesterday']) {
      await names.getByText(value, { exact: true }).waitFor();
    }
    assert.equal(await button(page, 'Upgrade to version 2').isDisabled(), true);

    await choose(page, 'name', 'Mine');
    await page.getByText('1 of 4 decided').waitFor();
    await choose(page, 'pageSize', 'Another value');
    const value = conflict(page, 'pageSize').getByRole('textbox', { name: 'Your value' });
    await value.fill('7');
    await value.fill('{');
    await page.getByText('This is not valid JSON yet.').waitFor();
    await page.getByText('1 of 4 decided').waitFor();
    await value.fill('75');
    await choose(page, 'Deleted here, needed or changed in version 2', 'Put it back');
    await choose(page, 'Edited here, gone in version 2', 'Keep it');
    await page.getByText('4 of 4 decided').waitFor();
    await (await ready(page)).click();

    await page.getByText('This is version 2 now').waitFor();
    const read = (id) => client.read(`/v1/exports/${id}`);
    const orders = await read(story.idOf(IDS.orders));
    assert.deepEqual([orders.name, orders.pageSize], ['My orders', 75]);
    assert.equal((await read(story.idOf(IDS.refunds))).http.relativeURI, '/v2/refunds');
    const flows = await client.list('/v1/flows');
    assert.deepEqual(flows.map(({ name }) => name).sort(), ['Hourly', 'Nightly']);

    await page.getByRole('link', { name: 'Roll it back in the history' }).click();
    await page.getByRole('heading', { name: 'Step 1: upgrade' }).waitFor();
    await closePage(page);
  });

  it('can be decided by keyboard, from one open conflict to the next', async () => {
    const { client, story } = await conflicting();
    const page = await open(client, story);
    await page.getByText('0 of 4 decided').waitFor();
    const seen = [];
    for (let at = 0; at < 4; at++) {
      await button(page, 'Next open one').press('Enter');
      const focused = page.locator('section:focus');
      seen.push(await focused.getByRole('heading', { level: 4 }).innerText());
      // Into the choice, and on to its second option.
      await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
      await page.keyboard.press('ArrowDown');
      await page.getByText(`${at + 1} of 4 decided`).waitFor();
    }
    assert.equal(new Set(seen).size, 4);
    await (await ready(page)).press('Enter');
    await page.getByText('This is version 2 now').waitFor();
    // The button is gone; what became of it has the focus.
    await page.locator(':focus', { hasText: 'version 2 now' }).waitFor();
    const document = await client.read(`/v1/exports/${story.idOf(IDS.orders)}`);
    assert.deepEqual([document.name, document.pageSize], ['My orders', 100]);
    await closePage(page);
  });

  it('take a whole side of a resource, and a rule for the rest', async () => {
    const { client, story } = await conflicting();
    const page = await open(client, story);
    await button(page, 'All mine in “Orders since yesterday”').click();
    await page.getByText('2 of 4 decided').waitFor();
    await page.getByRole('button', { name: /What I leave open/ }).click();
    await page.getByRole('option', { name: 'Take theirs' }).click();
    await page.getByText('4 of 4 decided').waitFor();
    await page.getByText('By the rule: theirs').first().waitFor();
    await (await ready(page)).click();
    await page.getByText('This is version 2 now').waitFor();
    const document = await client.read(`/v1/exports/${story.idOf(IDS.orders)}`);
    assert.deepEqual([document.name, document.pageSize], ['My orders', 100]);
    assert.deepEqual(
      (await client.list('/v1/flows')).map(({ name }) => name),
      ['Nightly'],
    );
    await closePage(page);
  });

  it('say what is new when something changed meanwhile, and keep what was decided', async () => {
    const { client, story } = await conflicting();
    const page = await open(client, story);
    await page.getByText('0 of 4 decided').waitFor();
    await choose(page, 'name', 'Mine');
    await choose(page, 'pageSize', 'Theirs');
    await choose(page, 'Deleted here, needed or changed in version 2', 'Leave it deleted');
    await choose(page, 'Edited here, gone in version 2', 'Let it go');
    const apply = await ready(page);
    await publishSecond(site, story.template, {
      orders: { name: 'Orders since yesterday', pageSize: 50, description: 'New' },
    });
    await edit(client, `exports/${story.idOf(IDS.orders)}`, {
      description: 'By hand',
      pageSize: 20,
    });
    await apply.click();
    await page.getByText('so nothing was done').waitFor();
    await page.getByText('It now leads to version 3.').waitFor();
    await page.getByRole('button', { name: /Version 3 \(latest\)/ }).waitFor();
    await page.getByText('A new conflict: Orders since yesterday: description').waitFor();
    await page.getByText('A conflict that is gone: Orders since yesterday: pageSize').waitFor();
    await page.getByText('3 of 4 decided').waitFor();
    assert.equal((await client.read(`/api/v1${story.path}`)).version.number, 1);
    await checkAccessibility(page);
    await takePicture(page, 'upgrade-news', { fullPage: true });

    await choose(page, 'description', 'Theirs');
    const again = await ready(page, 3);
    // The new plan takes the focus away from nobody.
    assert.equal(await page.evaluate(() => document.activeElement.value), 'theirs');
    await again.click();
    await page.getByText('This is version 3 now').waitFor();
    const document = await client.read(`/v1/exports/${story.idOf(IDS.orders)}`);
    assert.deepEqual([document.name, document.description], ['My orders', 'New']);
    await closePage(page);
  });

  /** Decides everything while version 2 is the latest, one place as the publisher has it. */
  async function decidedForSecond() {
    const { client, story } = await conflicting();
    const page = await open(client, story);
    await page.getByText('0 of 4 decided').waitFor();
    // Of what the page knows nothing grows old by itself.
    const now = await page.evaluate(() => Date.now());
    await page.clock.setFixedTime(now);
    await choose(page, 'pageSize', 'Theirs');
    await choose(page, 'name', 'Mine');
    await choose(page, 'Deleted here, needed or changed in version 2', 'Leave it deleted');
    await choose(page, 'Edited here, gone in version 2', 'Let it go');
    await ready(page);
    await publishSecond(site, story.template, {
      orders: { name: 'Orders since yesterday', pageSize: 77 },
    });
    const comeBack = async (afterMs) => {
      await page.clock.setFixedTime(now + afterMs);
      await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
    };
    return { client, story, page, comeBack };
  }
  const pageSizeOf = async (client, story) =>
    (await client.read(`/v1/exports/${story.idOf(IDS.orders)}`)).pageSize;

  it('never become others under the hand of whoever comes back to the window', async () => {
    const { client, story, page, comeBack } = await decidedForSecond();
    await comeBack(0);
    await (await ready(page)).click();
    await page.getByText('so nothing was done').waitFor();
    await page
      .getByText('A conflict with other values: Orders since yesterday: pageSize')
      .waitFor();
    // What was decided of another value is decided anew; the rest stays.
    await page.getByText('3 of 4 decided').waitFor();
    await conflict(page, 'pageSize').getByText('77').waitFor();
    assert.equal(await button(page, 'Upgrade to version 3').isDisabled(), true);
    assert.equal(await pageSizeOf(client, story), 100);

    await choose(page, 'pageSize', 'Theirs');
    await (await ready(page, 3)).click();
    await page.getByText('This is version 3 now').waitFor();
    assert.equal(await pageSizeOf(client, story), 77);
    await closePage(page);
  });

  it('show a newer version that is found meanwhile before anything of it is done', async () => {
    const { client, story, page, comeBack } = await decidedForSecond();
    const focus = () => page.evaluate(() => document.activeElement.value);
    const before = await focus();
    await comeBack(60_000);
    await page.getByText('It now leads to version 3.').waitFor();
    await page.getByText('3 of 4 decided').waitFor();
    assert.equal(await focus(), before);
    await conflict(page, 'pageSize').getByRole('radio', { name: 'Mine' }).press('Space');
    await page.getByText('4 of 4 decided').waitFor();
    await page.getByText('Something has changed meanwhile.', { exact: true }).waitFor();
    assert.equal(await button(page, 'Upgrade to version 3').isDisabled(), true);
    await checkAccessibility(page);
    await takePicture(page, 'upgrade-slid');

    await button(page, 'See what has changed').press('Enter');
    await page.locator(':focus', { hasText: 'to version 3' }).waitFor();
    await (await ready(page, 3)).click();
    await page.getByText('This is version 3 now').waitFor();
    assert.equal(await pageSizeOf(client, story), 100);
    await closePage(page);
  });

  it('keep what was decided when the server cannot be reached', async () => {
    const { client, story } = await conflicting();
    const page = await open(client, story);
    await page.getByText('0 of 4 decided').waitFor();
    await page.getByRole('button', { name: /What I leave open/ }).click();
    await page.getByRole('option', { name: 'Take theirs' }).click();
    await choose(page, 'name', 'Mine');
    await page.route('**/upgrade', (route) => route.abort());
    await (await ready(page)).click();
    await page.getByRole('alert').getByText('The server did not answer').waitFor();
    await page.unroute('**/upgrade');
    await (await ready(page)).click();
    await page.getByText('This is version 2 now').waitFor();
    assert.equal((await client.read(`/v1/exports/${story.idOf(IDS.orders)}`)).name, 'My orders');
    await closePage(page);
  });

  it('keep what something else refers to, and say what that is', async () => {
    const client = newAccount();
    const story = await installStory(site, client);
    const exportId = story.idOf(IDS.refunds);
    await client.create('flows', { name: 'Outside', pageGenerators: [{ _exportId: exportId }] });
    await publishSecond(site, story.template, { refunds: '' });
    const page = await open(client, story);
    const used = 'Gone in version 2, still used';
    const users = conflict(page, used).getByRole('group', { name: 'What refers to it' });
    await users.getByText('Outside').waitFor();
    await choose(page, used, 'Let it go');
    const problem = conflict(page, used).getByRole('alert');
    await problem.getByText('cannot be removed').waitFor();
    assert.equal(await button(page, 'Upgrade to version 2').isDisabled(), true);
    await choose(page, used, 'Keep it');
    await (await ready(page)).click();
    await page.getByText('1 stays as your own.').waitFor();
    assert.equal((await client.read(`/v1/exports/${exportId}`)).name, 'Refunds');
    await closePage(page);
  });

  it('ask for connections and variables that are new', async () => {
    const client = newAccount();
    const story = await installStory(site, client);
    await client.create('connections', { name: 'My archive', type: 'ftp' });
    await publishSecond(site, story.template, { asks: true });
    const page = await open(client, story);
    await page.getByRole('heading', { name: 'What the new version asks for' }).waitFor();
    await checkAccessibility(page);
    await page.getByRole('button', { name: /Archive/ }).click();
    await page.getByRole('option', { name: 'My archive' }).click();
    await page.getByRole('textbox', { name: 'store' }).fill('north');
    await (await ready(page)).click();
    await page.getByText('This is version 2 now').waitFor();
    const { variables, connections: bound } = await client.read(`/api/v1${story.path}`);
    assert.deepEqual([variables, bound.length], [{ store: 'north' }, 2]);
    await closePage(page);
  });

  it('ask before decisions are lost with the page', async () => {
    const { client, story } = await conflicting();
    const page = await open(client, story);
    await page.getByText('0 of 4 decided').waitFor();
    await choose(page, 'name', 'Mine');
    await page.getByRole('link', { name: 'History' }).click();
    const dialog = page.getByRole('dialog', { name: 'Leave without changing anything?' });
    await button(dialog, 'Cancel').click();
    await page.getByText('1 of 4 decided').waitFor();
    await page.getByRole('link', { name: 'History' }).click();
    await button(dialog, 'Leave').click();
    await page.waitForURL(`${site.url}${story.path}/history`);
    await closePage(page);
  });

  it('go back to a lower version, and say that', async () => {
    const client = newAccount();
    const story = await installStory(site, client);
    await publishSecond(site, story.template);
    await must(200, client.post(`/api/v1${story.path}/upgrade`, {}));
    const page = await open(client, story);
    await page.getByText('You have the latest version').waitFor();
    await page.getByRole('button', { name: /Go to/ }).click();
    await page.getByRole('option', { name: 'Version 1' }).click();
    await page.getByText('This is a downgrade').waitFor();
    const apply = button(page, 'Go to version 1').and(page.locator(':enabled'));
    await apply.click();
    await page.getByText('This is version 1 now').waitFor();
    await closePage(page);
  });

  it('are not there for what came from a file', async () => {
    const client = newAccount();
    const runKey = await client.upload(largeBundle(9).zip());
    const made = await installed(client, {
      runKey,
      createConnections: true,
      variables: { since: 'May' },
    });
    const page = await open(client, { path: `/installations/${made.id}` });
    await page.getByText('It was installed from a file').waitFor();
    await closePage(page);
  });

  it('merge the tools of Diga', async () => {
    const client = newAccount();
    const first = digaTemplate({ tools: [tool('a'), tool('b')] });
    const { id: template } = await must(201, site.publisher.post(TEMPLATES, first));
    const made = await installed(client, { template });
    const { id } = made.resources.find(({ name }) => name === 'a');
    const body = { description: 'My words' };
    await must(200, client.patch(`/v1/integration/${made.id}/tool/${id}`, body));
    const next = digaTemplate({ tools: [tool('a', { description: 'Their words' }), tool('c')] });
    const versions = `/api/v1/templates/${template}/versions`;
    await must(201, site.publisher.post(versions, { template: next }));
    const page = await open(client, { path: `/installations/${made.id}` });
    await choose(page, 'description', 'Theirs');
    await (await ready(page)).click();
    await page.getByText('This is version 2 now').waitFor();
    const tools = (await client.read(`/api/v1/installations/${made.id}`)).resources;
    assert.deepEqual(tools.map(({ name }) => name).slice(1), ['a', 'c']);
    await closePage(page);
  });

  it('stay quick with hundreds of conflicts', async () => {
    const client = newAccount();
    const many = Array.from({ length: 250 }, (_, at) => at);
    const template = await publishZip(site.publisher, largeBundle(1000).zip(), { name: 'Large' });
    const bound = await connections(client, ...'abcdef');
    const plan = await must(200, client.post('/api/v1/plans', { template }));
    const made = await installed(client, {
      template,
      connections: Object.fromEntries(
        plan.connections.map(({ templateId }, at) => [templateId, bound[at]]),
      ),
      variables: { since: 'May' },
    });
    const exports = made.resources.filter(({ model }) => model === 'Export');
    for (const { id, name } of exports) {
      await edit(client, `exports/${id}`, { name: `${name}, mine` });
    }
    await publishVersion(site.publisher, template, largeBundle(1000, { renamed: many }).zip());
    const page = await open(client, { path: `/installations/${made.id}` });
    await page.getByText(`0 of ${exports.length} decided`).waitFor();
    // Only those in sight are made.
    assert.ok((await page.getByRole('radiogroup').count()) < 40);
    for (let at = 1; at <= 3; at++) {
      await button(page, 'Next open one').click();
      await page
        .locator('section:focus')
        .getByRole('radio', { name: 'Mine' })
        .check({ force: true });
      await page.getByText(`${at} of ${exports.length} decided`).waitFor();
    }
    await page.getByRole('button', { name: /What I leave open/ }).click();
    await page.getByRole('option', { name: 'Keep mine' }).click();
    await (await ready(page)).click();
    await page.getByText('This is version 2 now').waitFor();
    await closePage(page);
  });

  it('look right and are accessible', async () => {
    const { client, story } = await conflicting();
    const path = `${story.path}/upgrade`;
    const { token } = client;
    const shown = async (page) => {
      await page.getByRole('radiogroup').first().waitFor();
      const folds = page.locator('summary');
      await folds.filter({ hasText: 'Changed' }).click();
      await folds.filter({ hasText: 'Clean' }).click();
      await page.getByText('line 7, changed').waitFor();
    };
    await checkBothThemes(browser, site, { name: 'upgrade', path, token, ready: shown });
    const page = await open(client, story, { width: 360, language: 'es' });
    await page.getByText('0 de 4 decididos').waitFor();
    const wide = () => document.documentElement.scrollWidth > document.documentElement.clientWidth;
    assert.equal(await page.evaluate(wide), false);
    await takePicture(page, 'upgrade-narrow');
    await closePage(page);
  });
});
