// The pictures of README.md: make screenshots.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { repository } from '../../tests/e2e/support/server.mjs';
import { closePage, openBrowser, openPage } from './support/browser.mjs';
import { fillShowcase, publisherKey } from './support/showcase.mjs';
import { startSite } from './support/site.mjs';

const folder = path.join(repository, 'docs/images');

const key = publisherKey();
const site = await startSite({ config: `trusted_publishers = ["acme=${key.publicKey}"]\n` });
const browser = await openBrowser();

async function picture(name, address, ready, options = {}) {
  const page = await openPage(browser, site, {
    token: site.customer.token,
    path: address,
    width: 1280,
    height: 800,
    ...options,
  });
  await ready(page);
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
  await closePage(page);
}

try {
  mkdirSync(folder, { recursive: true });
  const { template, installation } = await fillShowcase(site, key);
  await picture('catalogue', '/', (page) =>
    page.getByText('Card payouts to bank deposits').waitFor(),
  );
  await picture(
    'graph',
    `/templates/${template}/graph`,
    (page) => page.locator('[data-layout="done"]').waitFor(),
    { theme: 'dark' },
  );
  await picture('upgrade', `/installations/${installation.id}/upgrade`, (page) =>
    page.getByText('pageSize').first().waitFor(),
  );
} finally {
  await browser.close();
  await site.stop();
}
