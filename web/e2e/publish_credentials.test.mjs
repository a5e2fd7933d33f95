import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SMALL, smallBundle, templateId } from '../../tests/e2e/support/bundle.mjs';
import { checkAccessibility, closePage, openPage } from './support/browser.mjs';
import { siteForTests } from './support/site.mjs';

// Looks like a key to the server, and opens nothing.
const KEY = ['sk', 'live', '0123456789abcdefABCDEF0123'].join('_');
const PASSWORD = 'hunter2-of-a-connection';

const heading = (page, name, level = 2) => page.getByRole('heading', { level, name });
const button = (page, name) => page.getByRole('button', { name, exact: true });

const withCredentials = (more = {}) =>
  smallBundle({
    connection: { http: { auth: { basic: { username: 'u', password: PASSWORD } } } },
    export: { http: { relativeURI: '/orders', headers: [{ name: 'X-Key', value: KEY }] } },
    ...more,
  }).zip();

async function putZip(page, name, bytes) {
  const file = { name, mimeType: 'application/zip', buffer: Buffer.from(bytes) };
  await page.locator('input[type=file]').setInputFiles(file);
}

async function tellsNoCredential(page) {
  const content = await page.content();
  for (const credential of [KEY, PASSWORD]) assert.ok(!content.includes(credential));
}

const hasFocus = (page) =>
  page.evaluate(() => document.activeElement !== null && document.activeElement !== document.body);

describe('a zip with credentials', () => {
  const { site, browser } = siteForTests();
  const open = async (where) => {
    const page = await openPage(browser, site, { token: site.publisher.token, path: where });
    return page;
  };

  it('says what was found, what may become of it, and shows what an install would be before the draft', async () => {
    const page = await open('/publish/new');
    await page.getByRole('radio', { name: /^A zip/ }).check({ force: true });
    await putZip(page, 'shop.zip', withCredentials());
    await page.getByText('2 values look like credentials').waitFor();
    await heading(page, `connections/Shop-${SMALL.connection}.json`, 3).waitFor();
    await page.getByText('http.auth.basic.password').waitFor();
    await page.getByText('http.headers[0].value').waitFor();
    await page.getByText('The server takes them out').waitFor();
    await page.getByText('You take them out').waitFor();
    await tellsNoCredential(page);
    await checkAccessibility(page);

    await button(page, 'Put variables in their places').focus();
    await page.keyboard.press('Enter');
    await heading(page, '2 credentials are taken out').waitFor();
    assert.ok(await hasFocus(page), 'the focus is somewhere');
    await heading(page, 'What an install would create').waitFor();
    await page.getByText('x_key').waitFor();
    await tellsNoCredential(page);
    await checkAccessibility(page);

    await page.getByRole('textbox', { name: 'Name' }).fill('Without credentials');
    await button(page, 'Create the draft').click();
    await heading(page, 'Without credentials', 1).waitFor();
    await heading(page, '1 variable to fill in', 3).waitFor();
    await page.getByText('x_key').waitFor();
    await tellsNoCredential(page);
    await closePage(page);
  });

  it('offers variables only once nothing else is wrong', async () => {
    const page = await open('/publish/new');
    await page.getByRole('radio', { name: /^A zip/ }).check({ force: true });
    const flow = { pageGenerators: [{ _exportId: templateId(99) }] };
    await putZip(page, 'broken.zip', withCredentials({ flow }));
    await page.getByText('3 problems in the content').waitFor();
    await page.getByText('2 of them are credentials.').waitFor();
    assert.equal(await button(page, 'Put variables in their places').count(), 0);
    await putZip(page, 'mended.zip', withCredentials());
    await button(page, 'Put variables in their places').waitFor();
    await closePage(page);
  });
});
