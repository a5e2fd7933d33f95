import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { before, describe, it } from 'node:test';
import { smallBundle } from '../../tests/e2e/support/bundle.mjs';
import { checkBothThemes, closePage, openPage, takePicture } from './support/browser.mjs';
import { publishZip } from './support/seed.mjs';
import { fillShowcase, publisherKey } from './support/showcase.mjs';
import { siteForTests, startSite } from './support/site.mjs';

// A pixel.
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

async function startPictureHost() {
  const host = createServer((_, response) => response.end(Buffer.from(PNG, 'base64')));
  await once(host.listen(0, '127.0.0.1'), 'listening');
  return host;
}

const names = (page) => page.getByRole('article').getByRole('heading').allTextContents();
const search = (page) => page.getByRole('searchbox', { name: 'Search by name' });

describe('the catalogue', () => {
  const key = publisherKey();
  const config = `trusted_publishers = ["acme=${key.publicKey}"]\noutbound_allow = ["127.0.0.1"]\n`;
  const { site, browser } = siteForTests({ config });
  let seeded;
  const open = (path = '/', options = {}) =>
    openPage(browser, site, { token: site.customer.token, path, ...options });
  before(async () => {
    seeded = await fillShowcase(site, key);
  });

  it('finds as one types, and keeps the words in the address', async () => {
    const page = await open();
    await page.getByText('9 templates').waitFor();
    await search(page).pressSequentially('invo');
    await page.getByText('1 template', { exact: true }).waitFor();
    assert.deepEqual(await names(page), ['Subscriptions to invoices']);
    await page.waitForURL('**/?q=invo');
    await page.reload();
    await page.getByText('1 template', { exact: true }).waitFor();
    assert.equal(await search(page).inputValue(), 'invo');
    await search(page).fill('nothing has this');
    await page.getByText('No template has all of that').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).first().click();
    await page.getByText('9 templates').waitFor();
    await closePage(page);
  });

  it('narrows by application, kind, language and publisher', async () => {
    const page = await open();
    await page.getByText('9 templates').waitFor();
    await page.getByRole('combobox', { name: 'Application' }).fill('slack');
    await page.keyboard.press('Enter');
    await page.getByText('2 templates').waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByText('9 templates').waitFor();
    await page.getByRole('button', { name: /Kind/ }).click();
    await page.getByRole('option', { name: 'Diga' }).click();
    await page.getByText('1 template', { exact: true }).waitFor();
    assert.deepEqual(await names(page), ['Weather stations']);
    await page.waitForURL('**/?kind=diga');
    await page.goBack();
    await page.getByText('9 templates').waitFor();
    await page.goto(`${site.url}/?language=en`);
    await page.getByText('1 template', { exact: true }).waitFor();
    await page.goto(`${site.url}/?owner=northwind`);
    await page.getByText('4 templates').waitFor();
    await closePage(page);
  });

  it('tells who published and signed a template, and leads to it', async () => {
    const page = await open();
    const card = page.getByRole('article').filter({ hasText: 'Storefront orders to ledger' });
    await card.getByText('Signed by acme').waitFor();
    await card.getByText('by acme', { exact: true }).waitFor();
    await card.getByText('Version 2').waitFor();
    await card.getByRole('link').click();
    await page.waitForURL(`**/templates/${seeded.template}`);
    await closePage(page);
  });

  it('shows the picture of a template, which the server fetched', async () => {
    const host = await startPictureHost();
    try {
      await publishZip(site.publisher, smallBundle().zip(), {
        name: 'With a picture',
        imageURL: `http://127.0.0.1:${host.address().port}/a.png`,
      });
      const page = await open('/?q=picture');
      const card = page.getByRole('article').filter({ hasText: 'With a picture' });
      await card.locator('img[src^="blob:"]').waitFor();
      await closePage(page);
    } finally {
      host.close();
    }
  });

  it('says so while nothing is published, while it waits and when the server is gone', async () => {
    const empty = await startSite();
    try {
      const page = await openPage(browser, empty, { token: empty.customer.token });
      await page.getByText('Nothing is published yet').waitFor();
      await takePicture(page, 'catalogue-empty');
      await page.route('**/api/v1/catalogue**', (route) => route.abort());
      await search(page).fill('x');
      await page.getByText('The server did not answer').waitFor();
      await page.unroute('**/api/v1/catalogue**');
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByText('No template has all of that').waitFor();
      await closePage(page);
    } finally {
      await empty.stop();
    }
  });

  it('goes on by itself near the end of a long list', async () => {
    const long = await startSite();
    try {
      const bytes = smallBundle().zip();
      for (let at = 0; at < 130; at++) await publishZip(long.publisher, bytes, { name: `T ${at}` });
      const page = await openPage(browser, long, { token: long.customer.token });
      await page.getByRole('article').first().waitFor();
      await page.waitForFunction(() => {
        const cards = [...document.querySelectorAll('article')];
        cards.at(-1).scrollIntoView();
        return cards.length === 130;
      });
      await page.getByText('130 templates').waitFor();
      assert.equal(new Set(await names(page)).size, 130);
      await closePage(page);
    } finally {
      await long.stop();
    }
  });

  it('works with the keyboard alone', async () => {
    const page = await open();
    await page.getByText('10 templates').waitFor();
    await search(page).focus();
    await page.keyboard.type('weather');
    await page.getByText('1 template', { exact: true }).waitFor();
    const focused = () => page.evaluate(() => document.activeElement.textContent);
    for (let at = 0; at < 20 && (await focused()) !== 'Weather stations'; at++) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/templates/${seeded.weather}`);
    await closePage(page);
  });

  it('looks right and is accessible', async () => {
    const ready = (page) => page.getByText('10 templates').waitFor();
    const { token } = site.customer;
    await checkBothThemes(browser, site, { name: 'catalogue', token, ready });
    const narrow = { token, width: 360, height: 740, language: 'es' };
    await checkBothThemes(browser, site, {
      name: 'catalogue-narrow',
      ...narrow,
      ready: async (page) => {
        await page.getByText('10 plantillas').waitFor();
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(width <= 360, `${width} pixels wide`);
      },
    });
  });
});
