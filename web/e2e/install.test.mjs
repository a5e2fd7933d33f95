import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { SMALL, smallBundle } from '../../tests/e2e/support/bundle.mjs';
import { storyTemplate } from '../../tests/e2e/support/diga.mjs';
import {
  checkAccessibility,
  checkBothThemes,
  closePage,
  openPage,
  takePicture,
} from './support/browser.mjs';
import { publishDemo, publishLarge, publishVersion, publishZip } from './support/seed.mjs';
import { siteForTests } from './support/site.mjs';

const button = (page, name) => page.getByRole('button', { name, exact: true });
const heading = (page, name, level = 2) => page.getByRole('heading', { name, level });
const choices = (page, name) => page.getByRole('radiogroup', { name: `Connection for ${name}` });
const option = (group, name) => group.getByRole('radio', { name });

/** A template of everything that can be asked for: a connection and a value of each type. */
const asking = () =>
  smallBundle({
    connection: { http: { baseURI: 'https://shop.example.org' } },
    export: {
      pageSize: '<<page_size>>',
      active: '<<is_active>>',
      http: {
        relativeURI: '/<<store>>/orders',
        method: 'GET',
        headers: [{ name: 'X-Key', value: '<<shop_api_key>>' }],
      },
    },
  });

describe('installing a template', () => {
  const { site, browser } = siteForTests();

  let accounts = 0;
  const newAccount = () => site.as(`installer ${++accounts}`);
  const publish = (bundle, name = 'Orders') =>
    publishZip(site.publisher, bundle.zip(), { name, description: 'd', applications: [] });
  const shop = (client, name, host = 'shop.example.org') =>
    client.create('connections', { name, type: 'http', http: { baseURI: `https://${host}` } });
  const open = (client, template, options = {}) =>
    openPage(browser, site, {
      token: client.token,
      path: `/templates/${template}/install${options.query ?? ''}`,
      ...options,
    });
  const goTo = (page, step) => button(page, step).click();
  const install = async (page) => {
    await goTo(page, 'Review and install');
    await button(page, 'Install').click();
  };
  const installations = async (client) => {
    const { items } = await client.read('/api/v1/installations');
    return Promise.all(items.map(({ id }) => client.read(`/api/v1/installations/${id}`)));
  };

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

  it('takes numbers and lines as they are typed', async () => {
    const client = newAccount();
    const page = await open(client, await publish(asking()), { query: '?step=values' });
    await page.getByLabel('page_size').fill('1.50');
    const store = page.getByLabel('store');
    const paste = (text) =>
      store.evaluate((entry, pasted) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', pasted);
        const options = { clipboardData, bubbles: true, cancelable: true };
        entry.dispatchEvent(new ClipboardEvent('paste', options));
      }, text);
    await store.fill('ac');
    await store.evaluate((entry) => entry.setSelectionRange(1, 1));
    await paste('b\r\nd');
    await page.locator('textarea').waitFor();
    assert.equal(await store.inputValue(), 'ab\ndc');
    const isFocused = store.and(page.locator(':focus'));
    await isFocused.waitFor();
    await store.press('Control+A');
    await page.keyboard.type('north');
    assert.equal(await store.inputValue(), 'north');
    await isFocused.waitFor();
    await store.fill('a\nb');

    await goTo(page, 'Connections');
    await choices(page, 'Shop').getByText('An empty one').click();
    await install(page);
    await page.getByText('Small is installed', { exact: true }).waitFor();
    await page.getByText('1.50', { exact: true }).waitFor();
    const [{ id }] = await installations(client);
    const { text } = await client.get(`/api/v1/installations/${id}`);
    assert.match(text, /"page_size":1\.50[,}]/);
    assert.match(text, /"store":"a\\nb"/);
    await closePage(page);
  });

  it('makes a new connection in place, and chooses it', async () => {
    const client = newAccount();
    const token = { location: 'header', headerName: 'X-Shop', scheme: ' ' };
    const http = { baseURI: 'https://shop.example.org', auth: { type: 'token', token } };
    const bundle = smallBundle({ connection: { assistant: 'shop', http } });
    const page = await open(client, await publish(bundle));
    await choices(page, 'Shop').getByText('A new connection').click();
    await page.getByText('Sent as “X-Shop: …”.').waitFor();
    await page.getByText('It is made in your account at once').waitFor();
    await checkAccessibility(page);
    await takePicture(page, 'install-new-connection', { fullPage: true });
    await page.getByLabel('Base URL').fill('shop');
    await button(page, 'Make and choose it').click();
    await page.getByText('Enter an address that begins with').waitFor();
    await page.getByLabel('Base URL').fill('https://shop.example.org');
    await page.getByLabel('Name', { exact: true }).fill('Fresh');
    await page.getByLabel('Token').fill('hunter2-new');
    await goTo(page, 'Review and install');
    await goTo(page, 'Connections');
    assert.equal(await page.getByLabel('Token').inputValue(), 'hunter2-new');
    await button(page, 'Make and choose it').click();
    await page.getByText('1 of 1 connection chosen').waitFor();
    assert.ok(await option(choices(page, 'Shop'), /Fresh/).isChecked());
    const [made] = await client.list('/v1/connections');
    assert.equal(made.name, 'Fresh');
    assert.equal(made.http.baseURI, 'https://shop.example.org');
    assert.equal(made.assistant, 'shop');
    assert.deepEqual(made.http.auth, { type: 'token', token: { ...token, token: '******' } });
    assert.ok(!made.offline);
    const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage }));
    assert.ok(!kept.includes('hunter2'));
    await install(page);
    await page.getByText('Small is installed', { exact: true }).waitFor();
    await closePage(page);
  });

  it('makes a connection that is offline until it has its credentials', async () => {
    const client = newAccount();
    const ftp = { type: 'sftp', hostURI: '<<host>>', port: 22 };
    const bundle = smallBundle({ connection: { type: 'ftp', http: undefined, ftp } });
    const page = await open(client, await publish(bundle));
    await choices(page, 'Shop').getByText('A new connection').click();
    await page.getByText('until then it is offline').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Fresh');
    await button(page, 'Make and choose it').click();
    await page.getByText('1 of 1 connection chosen').waitFor();
    const [made] = await client.list('/v1/connections');
    assert.deepEqual([made.ftp, made.offline], [{ type: 'sftp', port: 22 }, true]);
    await install(page);
    await heading(page, 'Credentials are missing in 1 place', 3).waitFor();
    await page.getByRole('link', { name: 'Fresh', exact: true }).first().click();
    await heading(page, 'Fresh', 1).waitFor();
    await closePage(page);
  });

  it('comes with an empty connection where that is wanted, and says what is left to do', async () => {
    const client = newAccount();
    const page = await open(client, await publish(smallBundle()));
    await choices(page, 'Shop').getByText('An empty one').click();
    await button(page, 'Continue: Review and install').click();
    await heading(page, 'To be entered afterwards', 3).waitFor();
    await button(page, 'Install').click();
    await page.getByText('Small is installed', { exact: true }).waitFor();
    await page.getByText('enter its credentials').waitFor();
    const [made] = await installations(client);
    assert.ok(made.resources.some(({ model }) => model === 'Connection'));
    await closePage(page);
  });

  it('takes all that stand out, and what was chosen the last time', async () => {
    const client = newAccount();
    const template = await publish(asking());
    const own = await shop(client, 'My shop');
    await shop(client, 'Elsewhere', 'other.example.org');
    const page = await open(client, template);
    await button(page, 'Choose all that stand out').click();
    await page.getByText('Shop → My shop').waitFor();
    await page.getByText('stands out', { exact: true }).waitFor();
    await goTo(page, 'Values');
    await page.getByLabel('store').fill('north');
    await page.getByText('1 of 4 values filled in').waitFor();
    await install(page);
    await page.getByText('Small is installed', { exact: true }).waitFor();
    await closePage(page);

    const again = await open(client, template);
    await goTo(again, 'Values');
    await again.getByText('Last time: north').waitFor();
    await again.getByRole('button', { name: 'Use it for store' }).click();
    assert.equal(await again.getByLabel('store').inputValue(), 'north');
    await again.getByLabel('store').fill('');
    await goTo(again, 'Connections');
    await again.getByText('Use what I chose last time').click();
    await again.getByText('as last time', { exact: true }).waitFor();
    assert.ok(await option(choices(again, 'Shop'), /My shop/).isChecked());
    await choices(again, 'Shop').getByText('Elsewhere').click();
    await goTo(again, 'Values');
    await again.getByLabel('store').fill('south');
    await install(again);
    await again.getByText('Small is installed', { exact: true }).waitFor();
    const made = await installations(client);
    assert.deepEqual(made.map(({ variables }) => variables.store).sort(), ['north', 'south']);
    assert.equal(made.filter(({ connections }) => connections[0].id === own._id).length, 1);
    await closePage(again);
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

  it('says so when a connection was edited or deleted behind its back', async () => {
    const client = newAccount();
    const own = await shop(client, 'My shop');
    const page = await open(client, await publish(smallBundle()));
    await choices(page, 'Shop').getByText('My shop').click();
    await goTo(page, 'Review and install');
    await page.getByText('Ready: 4 resources').first().waitFor();
    const path = `/v1/connections/${own._id}`;
    await client.put(path, { name: 'My shop', type: 'http', http: { baseURI: 'https://x.org' } });
    await button(page, 'Install').click();
    await page.getByText('Something behind the plan was edited').waitFor();
    await button(page, 'I have seen it').click();
    await client.delete(path);
    await button(page, 'Install').click();
    await page.getByText('Nothing stands for “Shop” any more').waitFor();
    await button(page, 'I have seen it').click();
    await page.getByRole('button', { name: /^Go there/ }).click();
    await choices(page, 'Shop').waitFor();
    assert.deepEqual(await installations(client), []);
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

  it('says when a plan cannot be made, and keeps what was entered', async () => {
    const client = newAccount();
    await shop(client, 'My shop');
    const page = await open(client, await publish(asking()));
    await choices(page, 'Shop').waitFor();
    await page.route('**/api/v1/plans', (route) => route.abort());
    await choices(page, 'Shop').getByText('My shop').click();
    await page.getByText('The plan could not be made').waitFor();
    await page.unroute('**/api/v1/plans');
    await button(page, 'Try again').click();
    await page.getByText('1 of 1 connection chosen').waitFor();
    await closePage(page);
  });

  it('says that there is no such template', async () => {
    const page = await open(newAccount(), SMALL.flow);
    await page.getByText('This did not work').waitFor();
    await heading(page, 'Install', 1).waitFor();
    await closePage(page);
  });

  it('keeps the choices through a reload but no secret, and asks before they are lost', async () => {
    const client = newAccount();
    await shop(client, 'My shop');
    const page = await open(client, await publish(asking()));
    await choices(page, 'Shop').getByText('My shop').click();
    await button(page, 'Continue: Values').click();
    await page.getByLabel('shop_api_key').fill('hunter2-reload');
    await page.getByLabel('store').fill('north');
    await page.getByText('2 of 4 values filled in').waitFor();
    await page.waitForFunction(() => JSON.stringify({ ...sessionStorage }).includes('north'));
    const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage }));
    assert.ok(!kept.includes('hunter2'));
    assert.ok(!page.url().includes('hunter2'));
    await page.reload();
    await page.getByText('1 of 4 values filled in').waitFor();
    assert.equal(await page.getByLabel('store').inputValue(), 'north');
    assert.equal(await page.getByLabel('shop_api_key').inputValue(), '');
    await page.goBack();
    await choices(page, 'Shop')
      .getByRole('radio', { name: /My shop/, checked: true })
      .waitFor();

    await page.getByRole('link', { name: 'Installations' }).click();
    const dialog = page.getByRole('dialog', { name: 'Leave without installing?' });
    await button(dialog, 'Cancel').click();
    await choices(page, 'Shop').waitFor();
    await page.getByRole('link', { name: 'Installations' }).click();
    await button(dialog, 'Leave').click();
    await heading(page, 'Install Orders', 1).waitFor({ state: 'detached' });
    await page.waitForURL('**/installations');
    await page.waitForFunction(() => !JSON.stringify({ ...sessionStorage }).includes('north'));
    await closePage(page);
  });

  it('lets go without asking where nothing was entered', async () => {
    const page = await open(newAccount(), await publish(asking()));
    await choices(page, 'Shop').waitFor();
    await page.getByRole('link', { name: 'Installations' }).click();
    await page.waitForURL('**/installations');
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

  it('searches among many connections', async () => {
    const client = newAccount();
    for (let at = 0; at < 40; at++) await shop(client, `Shop ${at}`, `s${at}.example.org`);
    const page = await open(client, await publish(smallBundle()));
    await choices(page, 'Shop').getByText('10 more fit').waitFor();
    await page.getByRole('searchbox', { name: 'Search connections for Shop' }).fill('shop 39');
    await choices(page, 'Shop').getByText('Shop 39').click();
    await page.getByText('1 of 1 connection chosen').waitFor();
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

  it('names the wrong entry in the review, and what secrets a reload took', async () => {
    const reply = await site.publisher.post('/v1/integration/template', storyTemplate());
    assert.equal(reply.status, 201, reply.text);
    const page = await open(newAccount(), reply.body.id);
    await page.getByLabel('Base URL').fill('nowhere');
    await page.getByLabel('API key').fill('hunter2-diga');
    await page.getByText('This is no http or https URL.').first().waitFor();
    await goTo(page, 'Review and install');
    const problem = 'Base URL: This is no http or https URL.';
    await page.getByText(problem, { exact: true }).waitFor();
    const kept = () => JSON.stringify({ ...sessionStorage });
    await page.waitForFunction(() => JSON.stringify({ ...sessionStorage }).includes('nowhere'));
    assert.doesNotMatch(await page.evaluate(kept), /hunter2/);
    await page.reload();
    const notice = page.getByText('Enter again: API key.');
    await notice.waitFor();
    await checkAccessibility(page);
    await goTo(page, 'Values');
    assert.equal(await page.getByLabel('Base URL').inputValue(), 'nowhere');
    await page.getByLabel('API key').fill('hunter2-again');
    await notice.waitFor({ state: 'detached' });
    await closePage(page);
  });

  it('leads past the head of the page without a question', async () => {
    const template = await publish(smallBundle());
    const page = await open(newAccount(), template);
    const warnings = [];
    page.on('console', (message) => warnings.push(message.text()));
    await choices(page, 'Shop').getByText('An empty one').click();
    await page.getByRole('link', { name: 'Skip to content' }).press('Enter');
    await page.locator('main:focus').waitFor();
    assert.deepEqual(warnings, []);
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
