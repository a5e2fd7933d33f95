import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { SMALL, smallBundle } from '../../tests/e2e/support/bundle.mjs';
import { storyTemplate } from '../../tests/e2e/support/diga.mjs';
import { checkAccessibility, checkBothThemes, closePage, takePicture } from './support/browser.mjs';
import { publishDemo, publishLarge, publishVersion } from './support/seed.mjs';
import { siteForTests } from './support/site.mjs';
import {
  asking,
  button,
  choices,
  goTo,
  heading,
  install,
  installations,
  shop,
  wizardOf,
} from './support/wizard.mjs';

describe('installing a template', () => {
  const { site, browser } = siteForTests();
  const { newAccount, publish, open } = wizardOf(site, browser);

  it('shows the ranked connections and the values, and installs what was chosen', async () => {
    const client = newAccount();
    const template = await publish(asking());
    await shop(client, 'Elsewhere', 'other.example.org');
    const own = await shop(client, 'My shop');
    const page = await open(client, template);
    await heading(page, 'Install Orders', 1).waitFor();
    await page.getByText('0 of 1 connection chosen').waitFor();
    await choices(page, 'Shop').getByText('Best match').waitFor();
    await choices(page, 'Shop').getByText('same host').waitFor();
    const first = choices(page, 'Shop').getByRole('radio').first();
    assert.equal(await first.getAttribute('value'), own._id);
    await choices(page, 'Shop').getByText('My shop').click();
    await page.getByText('1 of 1 connection chosen').waitFor();

    await button(page, 'Continue: Values').click();
    await page.getByLabel('store').fill('north');
    await page.getByLabel('page_size').fill('many');
    await page.getByText('does not look like a number').waitFor();
    await page.getByLabel('page_size').fill('50');
    await page.getByRole('button', { name: /is_active/ }).click();
    await page.getByRole('option', { name: 'Yes' }).click();
    assert.equal(await page.getByLabel('shop_api_key').getAttribute('type'), 'password');
    await page.getByLabel('shop_api_key').fill('hunter2-6f1c');
    await page.getByText('4 of 4 values filled in').waitFor();

    await button(page, 'Continue: Review and install').click();
    await page.getByText('Ready: 4 resources').first().waitFor();
    await page.getByText('filled in, not shown').waitFor();
    assert.ok(!(await page.content()).includes('hunter2-6f1c'));
    await button(page, 'Install').click();
    await page.getByText('Small is installed', { exact: true }).waitFor();
    await page.getByText('1 flow is disabled').waitFor();

    const [made] = await installations(client);
    assert.deepEqual(
      made.connections.map(({ id }) => id),
      [own._id],
    );
    const { shop_api_key: _, ...variables } = made.variables;
    assert.deepEqual(variables, { store: 'north', page_size: 50, is_active: true });
    assert.equal(new URL(page.url()).pathname, `/installations/${made.id}`);
    await closePage(page);
  });

  it('leads from each problem to where it is solved', async () => {
    const client = newAccount();
    const template = await publishDemo(site.publisher);
    const page = await open(client, template);
    await goTo(page, 'Review and install');
    await page.getByText('4 things are left to do').waitFor();
    assert.ok(await button(page, 'Install').isDisabled());
    await page.getByRole('button', { name: /Go there.*Warehouse SFTP/ }).click();
    await choices(page, 'Warehouse SFTP').waitFor();
    const focused = page.locator('section[id^="connection-"]:focus-within');
    const wanted = focused.filter({ has: choices(page, 'Warehouse SFTP') });
    await wanted.getByText('An empty one').click();
    await page.getByText('4 of 4 connections chosen').waitFor();
    await goTo(page, 'Review and install');
    await page.getByText('Ready: 55 resources, 4 new connections').first().waitFor();
    await page.getByRole('button', { name: 'Install', exact: true, disabled: false }).waitFor();
    await closePage(page);
  });

  it('installs parts of it, into an integration that is there', async () => {
    const client = newAccount();
    const target = await client.create('integrations', { name: 'Mine' });
    const own = await shop(client, 'My shop');
    const page = await open(client, await publish(smallBundle()));
    await choices(page, 'Shop').getByText('My shop').click();
    await page.getByText('More choices').click();
    await page.getByRole('combobox', { name: 'Put it into' }).fill('Min');
    await page.getByRole('option', { name: 'Mine' }).click();
    await page.getByText('Only what I choose').click();
    await page.getByText('Choose at least one resource').waitFor();
    await page.getByRole('checkbox', { name: 'Flow Orders to invoices' }).press('Space');
    await page.getByText('Needed by Orders to invoices').first().waitFor();
    await page.getByRole('checkbox', { name: 'Flow Orders to invoices' }).press('Space');
    await page.getByRole('checkbox', { name: 'Export Orders' }).press('Space');
    await page.getByText('1 chosen; 1 would be created.').waitFor();
    await button(page, 'Continue: Review and install').click();
    await page.getByText('put into your integration “Mine”').waitFor();
    await button(page, 'Install').click();
    await page.getByText(/ is installed$/).waitFor();
    const [made] = await installations(client);
    assert.equal(made.into, target._id);
    assert.deepEqual(
      made.resources.map(({ templateId }) => templateId),
      [SMALL.export],
    );
    assert.equal(made.connections[0].id, own._id);
    await closePage(page);
  });

  it('shows what changed when a new version came out meanwhile, and installs it once seen', async () => {
    const client = newAccount();
    const template = await publish(smallBundle());
    await shop(client, 'My shop');
    const page = await open(client, template);
    await choices(page, 'Shop').getByText('My shop').click();
    await goTo(page, 'Review and install');
    await page.getByText('Ready: 4 resources').first().waitFor();
    const bundle = smallBundle({ export: { name: 'All orders', http: { relativeURI: '/<<x>>' } } });
    await publishVersion(site.publisher, template, bundle.zip());
    await button(page, 'Install').click();
    const notice = page.getByRole('group', { name: 'The plan has changed' });
    await notice.getByText('The version is 2 now; it was 1.').waitFor();
    await notice.getByText('Export “Orders” is called “All orders” now').waitFor();
    await notice.getByText('New value to fill in: x').waitFor();
    assert.ok(await button(page, 'Install').isDisabled());
    await notice.and(page.locator(':focus')).waitFor();
    await checkAccessibility(page);
    assert.deepEqual(await installations(client), []);
    await button(notice, 'I have seen it').click();
    await button(page, 'Install').click();
    await page.getByText('Small is installed', { exact: true }).waitFor();
    const [made] = await installations(client);
    assert.equal(made.version.number, 2);
    await closePage(page);
  });

  it('keeps to the version in its address', async () => {
    const client = newAccount();
    const template = await publish(smallBundle());
    await publishVersion(site.publisher, template, smallBundle({ export: { name: 'New' } }).zip());
    const page = await open(client, template, { query: '?version=1' });
    await choices(page, 'Shop').getByText('An empty one').click();
    await install(page);
    await page.getByText('Small is installed', { exact: true }).waitFor();
    const [made] = await installations(client);
    assert.equal(made.version.number, 1);
    await closePage(page);
  });

  it('installs once, however often the answer is lost', async () => {
    const client = newAccount();
    const page = await open(client, await publish(smallBundle()));
    await choices(page, 'Shop').getByText('An empty one').click();
    await goTo(page, 'Review and install');
    await page.getByText('Ready: 4 resources, 1 new connection').first().waitFor();
    const keys = [];
    const failures = ['abort', 'lost', 'busy'];
    await page.route('**/api/v1/installations', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      const failure = failures.shift();
      if (failure === 'abort') return route.abort();
      if (failure === 'busy') {
        const problem = { title: 'Unavailable', status: 503, code: 'unavailable', detail: 'Busy.' };
        const problems = [{ code: 'unavailable', message: 'The server is busy.' }];
        return route.fulfill({ status: 503, json: { ...problem, problems } });
      }
      if (failure === 'lost') {
        await route.fetch();
        return route.abort();
      }
      return route.continue();
    });
    await button(page, 'Install').click();
    await page.getByText('The server did not answer').waitFor();
    await page.getByText('never made twice').waitFor();
    const lost = page.waitForEvent('requestfailed');
    await button(page, 'Try again').click();
    await lost;
    await page.waitForFunction(() => !document.querySelector('[data-pending]'));
    await page.getByText('The server did not answer').waitFor();
    await button(page, 'Try again').click();
    await page.getByText('The server is busy.').waitFor();
    await button(page, 'Try again').click();
    await page.getByText('Small is installed', { exact: true }).waitFor();
    assert.equal(keys.length, 4);
    assert.equal(new Set(keys).size, 1);
    assert.match(keys[0], /^[0-9a-f]{32}$/);
    assert.equal((await installations(client)).length, 1);
    await closePage(page);
  });

  it('says that there is no such template', async () => {
    const page = await open(newAccount(), SMALL.flow);
    await page.getByText('This did not work').waitFor();
    await heading(page, 'Install', 1).waitFor();
    await closePage(page);
  });

  it('says that a version is advised against', async () => {
    const template = await publish(asking());
    const deprecated = { reason: 'It books twice.' };
    const path = `/api/v1/templates/${template}/versions/1`;
    assert.equal((await site.publisher.patch(path, { deprecated })).status, 200);
    const page = await open(newAccount(), template, { query: '?step=review' });
    await page.getByText('The publisher advises against this version', { exact: true }).waitFor();
    await page.getByText('It books twice.', { exact: true }).waitFor();
    await page.getByText('Not signed').waitFor();
    await closePage(page);
  });

  it('stays quick with a thousand resources', async () => {
    const client = newAccount();
    const template = await publishLarge(site.publisher, 1000);
    const page = await open(client, template);
    await choices(page, 'Shop 1').getByText('An empty one').click();
    await goTo(page, 'Review and install');
    await page.getByText('Ready: 997 resources, 6 new connections').first().waitFor();
    await page.getByText('Export', { exact: true }).click();
    await page.getByText('Orders of shop 0', { exact: true }).waitFor();
    const items = await page.getByRole('listitem').count();
    assert.ok(items < 150, `${items} items`);
    await button(page, 'Show them as a graph').click();
    await page.locator('.react-flow__node').first().waitFor();
    await goTo(page, 'Values');
    await page.getByLabel('since').fill('May');
    await page.getByText('1 of 1 value filled in').waitFor();
    await install(page);
    await page.getByText('Everything is installed', { exact: true }).waitFor();
    await closePage(page);
  });

  it('installs tools of Diga with their key and address', async () => {
    const client = newAccount();
    const reply = await site.publisher.post('/v1/integration/template', storyTemplate());
    assert.equal(reply.status, 201, reply.text);
    const page = await open(client, reply.body.id);
    await page.getByText('It needs no connections').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Our desk');
    await page.getByLabel('Base URL').fill('nowhere');
    await page.getByText('This is no http or https URL.').first().waitFor();
    await page.getByLabel('Base URL').fill('https://desk.example.org/v1');
    await page.getByLabel('API key').fill('hunter2-diga');
    await page.getByLabel('region').fill('north');
    await page.getByLabel('desk', { exact: true }).fill('D');
    await page.getByLabel('lines').fill('20');
    await page.getByRole('button', { name: /^Choose… open|open$/ }).click();
    await page.getByRole('option', { name: 'Yes' }).click();
    await page.getByText('4 of 4 values filled in').waitFor();
    await goTo(page, 'Review and install');
    const entered = page.getByRole('list', { name: 'What you entered' });
    for (const text of ['Our desk', 'https://desk.example.org/v1', 'filled in, not shown']) {
      await entered.getByText(text, { exact: true }).waitFor();
    }
    await takePicture(page, 'install-entered', { fullPage: true });
    await install(page);
    await page.getByText('Our desk is installed', { exact: true }).waitFor();
    const [made] = await installations(client);
    assert.deepEqual(made.variables, { region: 'north', desk: 'D', lines: 20, open: true });
    const integration = await client.read(`/v1/integration/${made.id}`);
    assert.equal(integration.requires_setup, false);
    await closePage(page);
  });

  describe('looks right and is accessible', () => {
    let template;
    let client;
    before(async () => {
      template = await publishDemo(site.publisher);
      client = newAccount();
      await shop(client, 'North shop', 'north.example.org');
      await client.create('connections', { name: 'Team', type: 'http', assistant: 'slack' });
    });
    const check = (name, query, ready, options = {}) =>
      checkBothThemes(browser, site, {
        name: `install-${name}`,
        token: client.token,
        path: `/templates/${template}/install${query}`,
        ready,
        ...options,
      });

    it('at the connections', () =>
      check('connections', '', (page) => choices(page, 'Slack alerts').waitFor()));
    it('at the connections, in Spanish on a narrow screen', () =>
      check(
        'narrow',
        '',
        (page) => page.getByRole('radiogroup', { name: 'Conexión para Slack alerts' }).waitFor(),
        { language: 'es', width: 360 },
      ));
    it('at the values', () =>
      check('values', '?step=values', (page) => page.getByLabel('store_domain').waitFor()));
    it('at the review', () =>
      check('review', '?step=review', (page) => button(page, 'Install').waitFor()));
    it('once it is installed', async () => {
      await checkBothThemes(browser, site, {
        name: 'install-result',
        token: client.token,
        path: `/templates/${template}/install`,
        ready: async (page) => {
          await choices(page, 'Warehouse SFTP').getByText('An empty one').click();
          await install(page);
          await page.getByText(/ is installed$/).waitFor();
          // React Aria takes back what it announced of the button only after a while.
          await page.locator('[data-live-announcer] [role=img]').waitFor({ state: 'detached' });
        },
      });
    });
  });
});
