import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkAccessibility, closePage, openPage, takePicture } from './support/browser.mjs';
import { siteForTests } from './support/site.mjs';

const operations = (page) => page.locator('.opblock-summary').getByRole('button');

describe('finding an operation of an API', () => {
  const { site, browser } = siteForTests();

  it('begins with closed groups, and a filter opens those that have what is looked for', async () => {
    const page = await openPage(browser, site, { path: '/docs/imprint' });
    const filter = page.getByRole('textbox', { name: 'Find an operation' });
    await filter.waitFor();
    assert.equal(await operations(page).count(), 0);
    await filter.fill('get published');
    await page
      .getByRole('button', { name: /GET.*Find published templates/ })
      .first()
      .waitFor();
    await page
      .getByRole('button', { name: /DELETE/ })
      .first()
      .waitFor({ state: 'detached' });
    await filter.fill('');
    await operations(page).first().waitFor({ state: 'detached' });
    await checkAccessibility(page);
    await closePage(page);
  });

  it('is told in Spanish, with the English part marked as such', async () => {
    const page = await openPage(browser, site, { path: '/docs/diga', language: 'es' });
    await page.getByRole('textbox', { name: 'Buscar una operación' }).waitFor();
    await page.getByText('Sobre esta API').waitFor();
    await page.getByText('La descripción de la API está en inglés').waitFor();
    const spoken = await page
      .locator('h3.opblock-tag')
      .first()
      .evaluate((head) => head.closest('[lang]').lang);
    assert.equal(spoken, 'en');
    await takePicture(page, 'docs-spanish');
    await closePage(page);
  });

  it('says what is wrong where the document does not come', async () => {
    const page = await openPage(browser, site, { path: '/docs/imprint' });
    await page.locator('h3.opblock-tag').first().waitFor();
    await page.route('**/openapi/diga.yaml', (route) => route.fulfill({ status: 503, body: '' }));
    await page.getByRole('link', { name: 'Diga' }).click();
    await page.getByText('Failed to load API definition').waitFor();
    await page.getByRole('status', { name: 'Loading' }).waitFor({ state: 'detached' });
    await closePage(page);
  });
});
