// The pictures of README.md: make screenshots.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { repository } from '../../tests/e2e/support/server.mjs';
import { closePage, openPage } from './support/browser.mjs';
import { fillShowcase, publisherKey } from './support/showcase.mjs';
import { openSite } from './support/site.mjs';

const folder = path.join(repository, 'docs/images');

const key = publisherKey();
const { site, browser, close } = await openSite({
  config: `trusted_publishers = ["acme=${key.publicKey}"]\n`,
});

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
  const { contents } = await site.customer.read(`/api/v1/templates/${template}/versions/latest`);
  const flow = contents.find(({ name }) => name === 'Storefront orders → sales orders');
  await picture(
    'graph',
    `/templates/${template}/graph?resource=${flow.templateId}`,
    async (page) => {
      await page.locator('[data-layout="done"]').waitFor();
      await page.getByRole('searchbox').evaluate((box) => box.scrollIntoView());
      await page.evaluate(() => scrollBy(0, -80));
      await page.getByText('Only these', { exact: true }).click();
      await page.getByRole('button', { name: 'Show all' }).click();
      await page.getByRole('searchbox').hover();
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
    },
    { theme: 'dark' },
  );
  await picture('upgrade', `/installations/${installation.id}/upgrade`, async (page) => {
    const conflicts = page.getByRole('heading', { name: '2 conflicts' });
    await conflicts.evaluate((heading) => heading.scrollIntoView());
    await page.evaluate(() => scrollBy(0, -80));
    await page
      .getByRole('radio', { name: /Theirs/ })
      .first()
      .check({ force: true });
    await page.getByText('1 of 2 decided').waitFor();
  });
} finally {
  await close();
}
