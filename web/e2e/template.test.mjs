import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { checkBothThemes, closePage, openPage } from './support/browser.mjs';
import { Bundle, smallBundle, templateId } from '../../tests/e2e/support/bundle.mjs';
import { demoZip, publishLarge, publishVersion, publishZip } from './support/seed.mjs';
import { fillShowcase, publisherKey } from './support/showcase.mjs';
import { siteForTests } from './support/site.mjs';

const MISSING = '6b0311ecbd90933d15078d50';

/** A bundle with one long script, in which `changed` is the text of its 150th line. */
function longScript(changed) {
  const line = (at) => (at === 150 ? changed : `const part${at} = order.part(${at});`);
  const source = Array.from({ length: 200 }, (_, at) => line(at + 1)).join('\n');
  return new Bundle()
    .add('Integration', { _id: templateId(1), name: 'Scripts' })
    .script({ _id: templateId(2), name: 'Clean orders' }, source)
    .zip();
}

describe("a template's pages", () => {
  const key = publisherKey();
  const { site, browser } = siteForTests({
    config: `trusted_publishers = ["acme=${key.publicKey}"]\n`,
  });
  let seeded;
  const open = (path, options = {}) =>
    openPage(browser, site, { token: site.customer.token, path, ...options });
  before(async () => {
    seeded = await fillShowcase(site, key);
  });

  it('tell what it is, what it creates and what it needs', async () => {
    const page = await open(`/templates/${seeded.template}`);
    await page.getByRole('heading', { level: 1, name: 'Storefront orders to ledger' }).waitFor();
    await page.getByText('Signed by acme').waitFor();
    await page.getByText('Larger pages, and tips.').waitFor();
    await page.getByText('Shopify storefront').waitFor();
    await page.getByText('ledger_subsidiary').waitFor();
    await page.getByRole('searchbox', { name: 'Find by name or id' }).fill('refund');
    await page.getByRole('link', { name: 'Storefront refunds' }).click();
    await page.waitForURL(/\/graph\?.*resource=[0-9a-f]{24}/);
    await closePage(page);
  });

  it('show an older version, and say that it is one', async () => {
    const page = await open(`/templates/${seeded.template}`);
    await page.getByRole('button', { name: /Version to look at/ }).click();
    await page.getByRole('option', { name: /Version 1/ }).click();
    await page.waitForURL('**?version=1');
    await page.getByText('This is version 1, not the latest').waitFor();
    await page.getByRole('link', { name: 'Install version 1' }).click();
    await page.waitForURL(`**/templates/${seeded.template}/install?version=1`);
    await closePage(page);
  });

  it('compare two versions field by field', async () => {
    const page = await open(`/templates/${seeded.template}/versions`);
    await page.getByRole('heading', { name: '2 versions' }).waitFor();
    await page.getByText('2 changed').waitFor();
    const fields = page.getByRole('table');
    await fields.filter({ hasText: '100' }).filter({ hasText: '50' }).waitFor();
    await fields.filter({ hasText: 'Nightly product backfill' }).waitFor();
    await page.getByRole('button', { name: /From/ }).click();
    await page.getByRole('option', { name: /Version 2/ }).click();
    await page.getByText('Choose two different versions.').waitFor();
    await closePage(page);
  });

  it('compare a long script line by line, with what stays folded away', async () => {
    const { publisher } = site;
    const template = await publishZip(publisher, longScript('return order.total;'), {
      name: 'A script',
    });
    await publishVersion(publisher, template, longScript('return order.sum;'));
    const page = await open(`/templates/${template}/versions`);
    const script = page.getByRole('table', { name: 'Version 1 and Version 2' });
    await script.getByRole('deletion').getByText('total').waitFor();
    await script.getByRole('insertion').getByText('sum').waitFor();
    await script.getByText('const part149 = order.part(149);').first().waitFor();
    assert.equal(await script.getByText('const part20 = order.part(20);').count(), 0);
    await script.getByRole('button', { name: '146 equal lines' }).click();
    await script.getByText('const part20 = order.part(20);').first().waitFor();
    await closePage(page);
  });

  it('lead from a version to what changed in it, and back', async () => {
    const { publisher } = site;
    const template = await publishZip(publisher, smallBundle().zip(), { name: 'Three versions' });
    for (const name of ['Small, second', 'Small, third']) {
      await publishVersion(publisher, template, smallBundle({ integration: { name } }).zip());
    }
    const page = await open(`/templates/${template}/versions`);
    await page.getByRole('cell', { name: 'Small, third' }).waitFor();
    await page.getByRole('link', { name: 'What changed from version 1 to version 2' }).click();
    await page.waitForURL('**/versions?from=1&to=2#compare');
    await page.getByRole('cell', { name: 'Small, second' }).waitFor();
    await page.goBack();
    await page.getByRole('cell', { name: 'Small, third' }).waitFor();
    await page.getByRole('link', { name: 'Version 2', exact: true }).click();
    await page.getByText('This is version 2, not the latest').waitFor();
    await page.goto(`${site.url}/templates/${template}?version=9`);
    await page.getByText('This template has no version 9').waitFor();
    await closePage(page);
  });

  it('say that there is no version yet, to its owner', async () => {
    const { _id } = await site.publisher.create('templates', { published: false, name: 'Bare' });
    const page = await open(`/templates/${_id}`, { token: site.publisher.token });
    await page.getByText('Its publisher has not described it.').waitFor();
    await page.getByRole('link', { name: 'Manage' }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'Install', exact: true }).count(), 0);
    await page.getByRole('link', { name: 'Versions' }).click();
    await page.getByText('Once its publisher gives it content, it stands here.').waitFor();
    await closePage(page);
  });

  it('say when the server is gone, and try again', async () => {
    const page = await open('/installations');
    await page.getByRole('heading', { level: 1, name: 'Installations' }).waitFor();
    const content = '**/api/v1/templates/**/versions/latest';
    await page.route(content, (route) => route.abort());
    await page.goto(`${site.url}/templates/${seeded.template}`);
    await page.getByText('The server did not answer').waitFor();
    await page.unroute(content);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Connections it needs').waitFor();
    await closePage(page);
  });

  it('download a version as it was published', async () => {
    const page = await open(`/templates/${seeded.template}/versions`);
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download version 1' }).click();
    const file = await coming;
    assert.match(file.suggestedFilename(), /v1\.zip$/);
    const bytes = readFileSync(await file.path());
    assert.equal(bytes.subarray(0, 2).toString(), 'PK');
    assert.ok(bytes.length > demoZip().length / 20);
    await closePage(page);
  });

  it('warn of a version that should not be installed any more', async () => {
    const path = `/api/v1/templates/${seeded.weather}/versions/1`;
    const reason = 'The stations moved.';
    const said = await site.publisher.patch(path, { deprecated: { reason } });
    assert.equal(said.status, 200, said.text);
    const page = await open(`/templates/${seeded.weather}`);
    await page.getByText('should not be installed any more').waitFor();
    await page.getByText(reason).first().waitFor();
    const undone = await site.publisher.patch(path, { deprecated: null });
    assert.equal(undone.status, 200, undone.text);
    await closePage(page);
  });

  it('say where there is no such template', async () => {
    const page = await open(`/templates/${MISSING}`);
    await page.getByRole('heading', { level: 1, name: 'Template not found' }).waitFor();
    await page.getByRole('link', { name: 'Go to the catalogue' }).click();
    await page.getByRole('heading', { level: 1, name: 'Catalogue' }).waitFor();
    await closePage(page);
  });

  it('find one of a thousand resources', async () => {
    const large = await publishLarge(site.publisher, 1000);
    const page = await open(`/templates/${large}`);
    await page.getByRole('searchbox', { name: 'Find by name or id' }).fill('Invoices of shop 200');
    await page.getByRole('link', { name: 'Invoices of shop 200' }).waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByRole('button', { name: /^Script/ }).press('Enter');
    await page.getByRole('link', { name: 'Clean 0', exact: true }).waitFor();
    // Of the many, those near the window are enough.
    assert.ok((await page.getByRole('link', { name: /^Clean / }).count()) < 200);
    await closePage(page);
  });

  it('look right and are accessible', async () => {
    const { token } = site.customer;
    const overview = `/templates/${seeded.template}`;
    const heading = (page) => page.getByText('Connections it needs').waitFor();
    await checkBothThemes(browser, site, {
      name: 'template',
      token,
      path: overview,
      ready: heading,
    });
    await checkBothThemes(browser, site, {
      name: 'template-versions',
      token,
      path: `${overview}/versions`,
      ready: (page) => page.getByText('2 changed').waitFor(),
    });
    const page = await open(overview, { width: 360, height: 740, language: 'es' });
    await page.getByText('Conexiones que necesita').waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 360, `${width} pixels wide`);
    await closePage(page);
  });
});
