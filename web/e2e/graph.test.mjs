import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { checkAccessibility, checkBothThemes, closePage, openPage } from './support/browser.mjs';
import { publishDemo, publishDiga, publishLarge } from './support/seed.mjs';
import { siteForTests } from './support/site.mjs';

const laidOut = (page) => page.locator('[data-layout="done"]').waitFor();
const list = (page) => page.getByRole('listbox', { name: 'Resources' });
const drawing = (page) => page.getByRole('application', { name: 'Drawing of the resources' });
const head = (page, name) => page.getByRole('heading', { level: 2, name, exact: true });
const resourceIn = (url) => new URL(url).searchParams.get('resource');
const waitForOneStop = (page) =>
  page.waitForFunction(
    () => document.querySelectorAll('.react-flow__node [tabindex="0"]').length === 1,
  );

describe('the graph of a template', () => {
  const { site, browser } = siteForTests();
  let demo;
  before(async () => {
    demo = await publishDemo(site.publisher);
  });

  const open = (template, options = {}) =>
    openPage(browser, site, {
      token: site.customer.token,
      path: `/templates/${template}/graph${options.query ?? ''}`,
      ...options,
    });

  it('shows a resource with its document, and leads along its references and back', async () => {
    const page = await open(demo);
    await laidOut(page);
    await list(page).getByRole('option', { name: 'New order webhook' }).click();
    await head(page, 'New order webhook').waitFor();
    await page.getByText('X-Shopify-Hmac-Sha256').waitFor();
    await page.getByText('hooks.preSavePage._scriptId').waitFor();
    await page.waitForURL(resourceIn);
    const first = resourceIn(page.url());

    await page.getByRole('button', { name: 'Order hooks' }).first().click();
    await head(page, 'Order hooks').waitFor();
    await page.getByRole('heading', { name: 'Code' }).waitFor();
    await page.getByRole('button', { name: 'Copy code' }).waitFor();
    await page.goBack();
    await head(page, 'New order webhook').waitFor();
    await page.waitForURL((url) => resourceIn(url) === first);

    await page.getByRole('button', { name: 'All resources' }).click();
    await list(page).waitFor();
    await page.waitForURL((url) => resourceIn(url) === null);
    await closePage(page);
  });

  it('opens at the resource and the version that the address names', async () => {
    const contents = await site.customer.read(`/api/v1/templates/${demo}/versions/latest`);
    const flow = contents.contents.find(({ model }) => model === 'Flow');
    const query = `?version=1&resource=${flow.templateId}`;
    const page = await open(demo, { query });
    await head(page, flow.name).waitFor();
    await laidOut(page);
    const node = drawing(page).getByRole('button', { name: flow.name, pressed: true });
    await node.waitFor();
    await node.click();
    await list(page).waitFor();
    await page.waitForURL('**/graph?version=1');
    await closePage(page);
  });

  it('finds by name and model, counts aloud, and goes from match to match', async () => {
    const page = await open(demo);
    await laidOut(page);
    const search = page.getByRole('searchbox', { name: 'Search resources' });
    await search.fill('storefront orders');
    await page
      .getByRole('status')
      .filter({ hasText: /^\d+ matches$/ })
      .waitFor();
    await search.press('Enter');
    await page
      .getByRole('status')
      .filter({ hasText: /^1 of \d+$/ })
      .waitFor();
    await page.getByRole('button', { name: 'Next match' }).click();
    await page
      .getByRole('status')
      .filter({ hasText: /^2 of \d+$/ })
      .waitFor();
    await search.fill('no such thing');
    await page
      .getByRole('status')
      .filter({ hasText: /^0 matches$/ })
      .waitFor();
    await closePage(page);
  });

  it('hides models, and shows what is round a resource alone', async () => {
    const page = await open(demo);
    await laidOut(page);
    const scripts = page.getByRole('button', { name: /^Script/ });
    await scripts.first().click();
    await list(page).getByRole('option', { name: 'Order hooks' }).waitFor({ state: 'detached' });
    await list(page).getByRole('option', { name: 'New order webhook' }).waitFor();
    await page
      .getByRole('group', { name: 'Models shown' })
      .getByRole('button', { name: /^Script/ })
      .click();

    await list(page).getByRole('option', { name: 'New order webhook' }).click();
    await page.getByText('Only these').click();
    await laidOut(page);
    await drawing(page).getByTitle('Storefront customers').first().waitFor({ state: 'detached' });
    const nodes = drawing(page).locator('.react-flow__node');
    await nodes.nth(5).waitFor({ state: 'detached' });
    await nodes.nth(4).waitFor();
    await page.getByRole('button', { name: 'Highlight' }).click();
    await page.getByRole('option', { name: /^All that it needs/ }).click();
    await drawing(page).getByTitle('Storefront orders → sales orders').waitFor();
    await closePage(page);
  });

  it('works with the keyboard: one stop for the drawing, arrows inside, a list beside', async () => {
    const page = await open(demo);
    await laidOut(page);
    await waitForOneStop(page);
    const stop = drawing(page).locator('.react-flow__node [tabindex="0"]');
    await stop.focus();
    const first = await stop.getAttribute('title');
    await page.keyboard.press('ArrowDown');
    const focused = page.locator('.react-flow__node button:focus');
    await page.waitForFunction((before) => {
      const now = document.activeElement;
      return now?.closest('.react-flow__node') && now.getAttribute('title') !== before;
    }, first);
    await waitForOneStop(page);
    const name = await focused.getAttribute('title');
    await page.keyboard.press('Enter');
    await head(page, name).waitFor();

    await page.getByRole('button', { name: 'All resources' }).press('Enter');
    await list(page).waitFor();
    await page.locator('[role="listbox"]:focus, [role="option"]:focus').waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('h2:focus').waitFor();
    await closePage(page);
  });

  it('shows an integration of kind diga with its tools', async () => {
    const page = await open(await publishDiga(site.publisher), { language: 'es' });
    await laidOut(page);
    await page.getByRole('option', { name: 'get_forecast' }).click();
    await page.getByRole('heading', { level: 3, name: /^Usa 1/ }).waitFor();
    await page.getByText('endpoint_path').waitFor();
    await closePage(page);
  });

  it('says what is wrong where there is no such template or version', async () => {
    const gone = await open('ffffffffffffffffffffffff');
    await gone.getByRole('heading', { level: 1, name: 'Template not found' }).waitFor();
    await closePage(gone);
    const page = await open(demo, { query: '?version=99' });
    await page.getByRole('alert').waitFor();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await closePage(page);
  });

  it('takes a thousand resources: all in the list, any of them found', async () => {
    const page = await open(await publishLarge(site.publisher, 1000));
    await drawing(page).locator('.react-flow__node').first().waitFor();
    await laidOut(page);
    await page.getByRole('searchbox').fill('invoices of shop 248');
    await page
      .getByRole('status')
      .filter({ hasText: /^1 match$/ })
      .waitFor();
    await page.keyboard.press('Enter');
    await head(page, 'Invoices of shop 248').waitFor();
    await drawing(page)
      .getByRole('button', { name: 'Invoices of shop 248', pressed: true })
      .waitFor();
    await closePage(page);
  });

  it('is pressed where a resource is painted, and has a map that can be put away', async () => {
    const page = await open(await publishLarge(site.publisher, 400));
    await laidOut(page);
    await page.getByRole('searchbox').fill('invoices of shop 77');
    await page.keyboard.press('Enter');
    await head(page, 'Invoices of shop 77').waitFor();
    const node = drawing(page).getByRole('button', { name: 'Invoices of shop 77', pressed: true });
    await node.waitFor();
    for (let at = 0; at < 3; at++) await page.getByRole('button', { name: 'Zoom out' }).click();
    // A trial waits until it stands still.
    await node.click({ trial: true });
    const box = await node.boundingBox();
    await page.getByRole('button', { name: 'All resources' }).press('Enter');
    await list(page).waitFor();
    await node.waitFor({ state: 'detached' });
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await head(page, 'Invoices of shop 77').waitFor();

    const map = page.getByRole('img', { name: 'Map of the drawing' });
    await map.waitFor();
    await page.getByRole('button', { name: 'Hide the map' }).click();
    await map.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Show the map' }).click();
    await map.waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await map.waitFor({ state: 'hidden' });
    await closePage(page);
  });

  it('looks right and is accessible', async () => {
    const token = site.customer.token;
    const path = `/templates/${demo}/graph`;
    await checkBothThemes(browser, site, { name: 'graph', token, path, ready: laidOut });
    const ready = async (page) => {
      await laidOut(page);
      await page.getByRole('option', { name: 'New order webhook' }).click();
      await page.getByText('X-Shopify-Hmac-Sha256').waitFor();
      // What the bar at the top of the window covers counts as too small.
      await page.evaluate(() => scrollTo(0, 0));
    };
    const narrow = { name: 'graph-narrow', token, path, ready, width: 360, height: 740 };
    await checkBothThemes(browser, site, narrow);
    const page = await open(demo, { width: 360 });
    await laidOut(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 360, `the page is ${wide} pixels wide`);
    await checkAccessibility(page);
    await closePage(page);
  });
});
