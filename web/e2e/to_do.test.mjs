import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { SMALL, smallBundle } from '../../tests/e2e/support/bundle.mjs';
import { bySource, installed } from '../../tests/e2e/support/native.mjs';
import {
  checkAccessibility,
  checkBothThemes,
  closePage,
  openPage,
  takePicture,
} from './support/browser.mjs';
import { connections, largeBundle, publishVersion, publishZip } from './support/seed.mjs';
import { siteForTests } from './support/site.mjs';

const button = (page, name) => page.getByRole('button', { name, exact: true });
const link = (page, name) => page.getByRole('link', { name, exact: true });
const card = (page) =>
  page.locator('section').filter({ has: page.getByRole('heading', { name: 'Left to do' }) });
const heading = (page, name, level) => page.getByRole('heading', { name, level });

/** A template with a value that is a secret, one that is none, and a flow. */
const asking = () =>
  smallBundle({
    export: {
      http: {
        relativeURI: '/<<store>>/orders',
        method: 'GET',
        headers: [{ name: 'X-Key', value: '<<shop_api_key>>' }],
      },
    },
  });

describe('after an install', () => {
  const { site, browser } = siteForTests();

  let accounts = 0;
  const newAccount = () => site.as(`owner ${++accounts}`);
  const publish = (bundle, name = 'Orders') =>
    publishZip(site.publisher, bundle.zip(), { name, description: 'd', applications: [] });
  const pathOf = ({ id }) => `/installations/${id}`;
  const open = (client, path, options = {}) =>
    openPage(browser, site, { token: client.token, path, ...options });
  const read = (client, { id }) => client.read(`/api/v1/installations/${id}`);

  /** The large template with so many flows, installed; nothing of it is done. */
  async function withFlows(client, flows) {
    const template = await publish(largeBundle(flows * 4 + 1), 'Everything');
    return installed(client, { template, createConnections: true });
  }
  const flowsOf = ({ resources }) => resources.filter(({ model }) => model === 'Flow');

  it('says what is left, until nothing is', async () => {
    const client = newAccount();
    const template = await publish(asking());
    const made = await installed(client, { template, createConnections: true });
    const page = await open(client, pathOf(made));
    await heading(page, 'Left to do', 2).waitFor();
    await heading(page, 'Credentials are missing in 1 place', 3).waitFor();
    const connection = bySource(made, SMALL.connection).id;
    assert.equal(
      await link(card(page), 'Shop').getAttribute('href'),
      `${pathOf(made)}/resources/${connection}`,
    );
    await heading(page, '2 variables are not filled in', 3).waitFor();
    await heading(page, '1 flow is disabled', 3).waitFor();

    await link(page, 'Fill in').click();
    await page.getByLabel('store').fill('north');
    const key = page.getByLabel('shop_api_key');
    assert.equal(await key.getAttribute('type'), 'password');
    await key.fill('hunter2-filled');
    await button(page, 'Change the variables').and(page.locator(':enabled')).click();
    await page.getByText('The variables are changed').waitFor();
    await page.getByText('1 resource has its new values.').waitFor();
    const after = await read(client, made);
    assert.equal(after.version.number, 1);
    assert.deepEqual(after.toDo.unfilled, []);
    const orders = await client.read(`/v1/exports/${bySource(made, SMALL.export).id}`);
    assert.equal(orders.http.relativeURI, '/north/orders');

    await link(page, 'Look at it').click();
    await heading(page, '1 flow is disabled', 3).waitFor();
    assert.equal(await heading(page, /not filled in/, 3).count(), 0);
    await page.getByText('north', { exact: false }).first().waitFor();
    assert.ok(!(await page.content()).includes('hunter2'));
    const document = await client.read(`/v1/connections/${connection}`);
    await client.put(`/v1/connections/${connection}`, { ...document, offline: false });
    await page.reload();
    await button(page, 'Enable the flow').click();
    const dialog = page.getByRole('dialog', { name: 'Enable 1 flow?' });
    await button(dialog, 'Enable 1 flow').click();
    await page.getByText('1 flow is enabled', { exact: true }).waitFor();
    await heading(page, 'Left to do', 2).waitFor({ state: 'detached' });
    const flow = await client.read(`/v1/flows/${bySource(made, SMALL.flow).id}`);
    assert.equal(flow.disabled, false);
    assert.equal(flow.name, 'Orders to invoices');
    await page.locator(':focus').filter({ hasText: 'flow is enabled' }).waitFor();
    await closePage(page);
  });

  it('changes a variable that has a value, and tells it in the history', async () => {
    const client = newAccount();
    const template = await publish(asking());
    const variables = { store: 'north', shop_api_key: 'hunter2-kept' };
    const request = { template, createConnections: true, variables };
    const made = await installed(client, request);
    await publishVersion(site.publisher, template, smallBundle().zip());
    const page = await open(client, pathOf(made));
    await link(page, 'Change the variables').click();
    await page.getByRole('button', { name: /Stay on version 1/ }).waitFor();
    assert.equal(await page.getByLabel('store').inputValue(), 'north');
    assert.equal(await page.getByLabel('shop_api_key').inputValue(), '');
    assert.ok(await button(page, 'Change the variables').isDisabled());
    await page.getByText('Nothing is changed yet.').waitFor();
    await page.getByLabel('store').fill('south');
    await button(page, 'Change the variables').and(page.locator(':enabled')).waitFor();
    await link(page, 'Overview').click();
    const leave = page.getByRole('dialog', { name: 'Leave without changing anything?' });
    await button(leave, 'Cancel').click();
    await checkAccessibility(page);
    await button(page, 'Change the variables').click();
    await page.getByText('The variables are changed').waitFor();
    const orders = await client.read(`/v1/exports/${bySource(made, SMALL.export).id}`);
    assert.equal(orders.http.relativeURI, '/south/orders');
    assert.equal(orders.http.headers[0].value.includes('<<'), false);
    await link(page, 'Roll it back in the history').click();
    await heading(page, 'Step 1: variables changed', 3).waitFor();
    await closePage(page);
  });

  it('enables many flows, stops at one that is refused, and goes on when told to', async () => {
    const client = newAccount();
    const made = await withFlows(client, 12);
    const flows = flowsOf(made);
    const page = await open(client, pathOf(made));
    await heading(page, '12 flows are disabled', 3).waitFor();
    await link(card(page), flows[4].name).waitFor();
    assert.equal(await link(card(page), flows[5].name).count(), 0);
    await button(page, 'Show 7 more').click();
    await link(card(page), flows[11].name).waitFor();

    let refused = true;
    await page.route(`**/v1/flows/${flows[3].id}`, (route) => {
      if (!refused || route.request().method() !== 'PUT') return route.continue();
      const body = { errors: [{ code: 'locked', message: 'Somebody is at it.' }] };
      return route.fulfill({ status: 422, json: body });
    });
    await button(page, 'Enable all 12 flows').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Flows that need them fail').waitFor();
    await checkAccessibility(page);
    await button(dialog, 'Enable 12 flows').press('Enter');
    await dialog.getByText(`“${flows[3].name}” was not enabled`).waitFor();
    await dialog.getByText('Somebody is at it.').waitFor();
    await dialog.getByText('3 of 12 enabled').waitFor();
    await button(dialog, 'Try again').and(page.locator(':focus')).waitFor();
    await takePicture(page, 'to-do-refused');
    await checkAccessibility(page);
    const left = async () => (await read(client, made)).toDo.disabledFlows.length;
    assert.equal(await left(), 9);

    await button(dialog, 'Go on with the others').click();
    await page.getByText('11 flows are enabled', { exact: true }).waitFor();
    assert.equal(await left(), 1);

    await button(page, 'Enable the flow').click();
    await button(dialog, 'Enable 1 flow').click();
    await dialog.getByText(`“${flows[3].name}” was not enabled`).waitFor();
    refused = false;
    await button(dialog, 'Try again').click();
    await page.getByText('1 flow is enabled', { exact: true }).waitFor();
    assert.equal(await left(), 0);
    await heading(page, /disabled/, 3).waitFor({ state: 'detached' });
    await closePage(page);
  });

  it('tells first which connections are gone, and which of yours are offline', async () => {
    const client = newAccount();
    const template = await publish(smallBundle());
    const first = await installed(client, { template, createConnections: true });
    const { id } = bySource(first, SMALL.connection);
    const second = await installed(client, {
      template,
      connections: { [SMALL.connection]: id },
    });
    const page = await open(client, pathOf(second));
    await heading(page, 'Credentials are missing in 1 place', 3).waitFor();
    await link(card(page), 'Shop').click();
    await heading(page, 'Shop', 1).waitFor();
    const query = '?discardEdits=true&breakReferences=true';
    await client.delete(`/api/v1/installations/${first.id}${query}`);
    await page.goto(site.url + pathOf(second));
    await card(page).getByRole('heading', { level: 3 }).first().waitFor();
    assert.equal(
      await card(page).getByRole('heading', { level: 3 }).first().textContent(),
      '1 connection that it works through is gone',
    );
    await card(page).getByText('What works through it fails.').waitFor();
    await checkAccessibility(page);
    await takePicture(page, 'to-do-gone');
    await closePage(page);
  });

  it('stops enabling when it is told to', async () => {
    const client = newAccount();
    const made = await withFlows(client, 6);
    const page = await open(client, pathOf(made));
    let answer;
    const held = new Promise((resolve) => (answer = resolve));
    await page.route(`**/v1/flows/${flowsOf(made)[2].id}`, async (route) => {
      if (route.request().method() === 'PUT') await held;
      await route.continue();
    });
    await button(page, 'Enable all 6 flows').click();
    const dialog = page.getByRole('dialog');
    await button(dialog, 'Enable 6 flows').click();
    await dialog.getByText('2 of 6 enabled').waitFor();
    await button(dialog, 'Stop').click();
    answer();
    await button(dialog, 'Enable 3 flows').waitFor();
    await button(dialog, 'Close').first().click();
    await heading(page, '3 flows are disabled', 3).waitFor();
    await closePage(page);
  });

  it('stops enabling when the page is left', async () => {
    const client = newAccount();
    const made = await withFlows(client, 4);
    const page = await open(client, '/installations');
    await link(page, made.name).first().click();
    let answer;
    const held = new Promise((resolve) => (answer = resolve));
    const flows = flowsOf(made).map(({ id }) => id);
    let asked = 0;
    await page.route('**/v1/flows/*', async (route) => {
      if (route.request().method() === 'PUT') asked++;
      if (route.request().method() === 'PUT' && route.request().url().endsWith(flows[1]))
        await held;
      await route.continue();
    });
    await button(page, 'Enable all 4 flows').click();
    await button(page.getByRole('dialog'), 'Enable 4 flows').click();
    await page.getByRole('dialog').getByText('1 of 4 enabled').waitFor();
    await page.goBack();
    await heading(page, 'Installations', 1).waitFor();
    answer();
    while ((await client.read(`/v1/flows/${flows[1]}`)).disabled) await setTimeout(50);
    await link(page, made.name).first().click();
    await heading(page, '2 flows are disabled', 3).waitFor();
    assert.equal(asked, 2);
    await closePage(page);
  });

  it('leads back to the template, and tells of the install once', async () => {
    const client = newAccount();
    const template = await publish(asking());
    await connections(client, 'My shop');
    const page = await open(client, `/templates/${template}`);
    await page.getByRole('link', { name: 'Install', exact: true }).first().click();
    await page
      .getByRole('radiogroup', { name: 'Connection for Shop' })
      .getByText('My shop')
      .click();
    await button(page, 'Continue: Values').click();
    await page.getByLabel('store').fill('north');
    await button(page, 'Continue: Review and install').click();
    await page.getByText('Ready: 4 resources, 1 connection of yours').first().waitFor();
    await button(page, 'Install').and(page.locator(':enabled')).click();
    await page.getByText('Small is installed').waitFor();
    await page.getByText('4 resources, 1 connection of yours.').waitFor();
    await page.locator(':focus').filter({ hasText: 'is installed' }).waitFor();
    await heading(page, 'Left to do', 2).waitFor();
    const { pathname } = new URL(page.url());
    assert.match(pathname, /^\/installations\/[0-9a-f]+$/);

    await page.reload();
    await heading(page, 'Left to do', 2).waitFor();
    assert.equal(await page.getByText('Small is installed').count(), 0);
    await page.goBack();
    await heading(page, 'Orders', 1).waitFor();
    assert.equal(new URL(page.url()).pathname, `/templates/${template}`);
    await closePage(page);
  });

  it('says how a value is filled in where no template is in sight', async () => {
    const client = newAccount();
    const runKey = await client.upload(asking().zip());
    const made = await installed(client, { runKey, createConnections: true });
    const page = await open(client, pathOf(made));
    await page.getByText('Write the values there.').waitFor();
    assert.equal(await link(page, 'Fill in').count(), 0);
    await closePage(page);
  });

  it('looks right and is accessible', async () => {
    const client = newAccount();
    const made = await withFlows(client, 40);
    const token = client.token;
    const ready = (page) => page.getByText(/40 (flows are disabled|flujos están)/).waitFor();
    const look = { token, path: pathOf(made), ready };
    await checkBothThemes(browser, site, { name: 'to-do', ...look });
    const narrow = { width: 360, language: 'es' };
    await checkBothThemes(browser, site, { name: 'to-do-narrow', ...look, ...narrow });
  });

  it('looks right where variables are changed', async () => {
    const client = newAccount();
    const template = await publish(asking());
    const variables = { shop_api_key: 'hunter2-look' };
    const made = await installed(client, { template, createConnections: true, variables });
    const look = {
      token: client.token,
      path: `${pathOf(made)}/upgrade?version=1`,
      ready: (page) => page.getByLabel('store').waitFor(),
    };
    await checkBothThemes(browser, site, { name: 'variables', ...look });
    const narrow = { width: 360, language: 'es' };
    await checkBothThemes(browser, site, { name: 'variables-narrow', ...look, ...narrow });
  });
});
