import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkBothThemes, closePage, openPage } from './support/browser.mjs';
import { siteForTests } from './support/site.mjs';

const operation = (page, name) => page.getByRole('button', { name });

/** Waits for the groups of operations, which are closed at first, and opens them. */
async function openGroups(page) {
  const closed = page.locator('h3.opblock-tag').getByRole('button', { expanded: false });
  await closed.first().waitFor();
  while ((await closed.count()) > 0) await closed.first().click();
}
async function read(page) {
  await openGroups(page);
  await operation(page, /GET.*Find published templates/)
    .first()
    .waitFor();
}

describe('the API reference', () => {
  const { site, browser } = siteForTests();

  it('can be read without a session, which trying needs', async () => {
    const page = await openPage(browser, site, { path: '/docs' });
    await read(page);
    await page.getByText('Trying requests needs a sign-in').waitFor();
    await operation(page, /GET.*Find published templates/)
      .first()
      .click();
    await page.getByText('One of the template').first().waitFor();
    assert.equal(await page.getByRole('button', { name: 'Try it out' }).count(), 0);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
    await closePage(page);
  });

  it('tries an operation as the account, and never shows or keeps its token', async () => {
    const token = site.customer.token;
    const page = await openPage(browser, site, { token, path: '/docs/imprint' });
    await read(page);
    await operation(page, /GET.*\/api\/v1\/account/)
      .first()
      .click();
    await page.getByRole('button', { name: 'Try it out' }).click();
    const sent = page.waitForRequest((request) => request.url().endsWith('/api/v1/account'));
    await page.getByRole('button', { name: 'Execute' }).click();
    assert.equal((await sent).headers().authorization, `Bearer ${token}`);
    await page.getByText('"globex"').first().waitFor();
    await page.getByText("curl -X 'GET'").waitFor();
    assert.equal((await page.content()).includes(token), false);
    assert.equal(await page.evaluate(() => JSON.stringify(localStorage).includes('imp_')), false);
    await closePage(page);
  });

  it('has a page for each API, and an address for each operation', async () => {
    const page = await openPage(browser, site, { path: '/docs' });
    await read(page);
    const tabs = page.getByRole('navigation', { name: 'APIs' });
    await tabs.getByRole('link', { name: 'Diga' }).click();
    await page.getByRole('heading', { level: 1, name: 'API of Diga' }).waitFor();
    await page.waitForURL('**/docs/diga');
    await openGroups(page);
    await operation(page, /POST.*\/v1\/integration\/template/)
      .first()
      .waitFor();
    await operation(page, /POST.*\/v1\/integration\/template/)
      .first()
      .click();
    // Of the operation: its group has an address too.
    await page.waitForURL(/#\/.+\/.+/);
    const address = page.url();
    await page.goto('about:blank');
    await page.goto(address);
    await page
      .getByRole('button', { expanded: true, name: /POST.*\/v1\/integration\/template/ })
      .first()
      .waitFor();
    await tabs.getByRole('link', { name: 'integrator.io' }).click();
    await page.getByRole('heading', { level: 1, name: 'API of integrator.io' }).waitFor();
    await openGroups(page);
    await operation(page, /\/v1\/templates/)
      .first()
      .waitFor();
    await closePage(page);
  });

  it('follows the theme and the width of the window', async () => {
    for (const width of [360, 1280]) {
      const page = await openPage(browser, site, { path: '/docs', theme: 'dark', width });
      await read(page);
      await operation(page, /GET.*Find published templates/)
        .first()
        .click();
      await page.getByText('One of the template').first().waitFor();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `the page is ${wide} pixels wide at ${width}`);
      await closePage(page);
    }
  });

  it('looks right and is accessible', async () => {
    const token = site.customer.token;
    const ready = async (page) => {
      await read(page);
      await operation(page, /POST.*\/api\/v1\/plans/)
        .first()
        .click();
      await page.getByRole('button', { name: 'Try it out' }).click();
      await page.getByRole('textbox', { name: 'Request body' }).waitFor();
    };
    await checkBothThemes(browser, site, { name: 'docs', token, path: '/docs', ready });
  });
});
