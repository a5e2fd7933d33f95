import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { closePage, openPage } from './support/browser.mjs';
import { demoZip } from './support/seed.mjs';
import { siteForTests } from './support/site.mjs';

const MOST = 1_000_000;

describe('an upload that cannot end', () => {
  const { site, browser } = siteForTests({ config: `[limits]\nupload_bytes = ${MOST}\n` });

  it('says of a file that is too large that it is, and of a server that is gone that it is', async () => {
    const { token } = site.publisher;
    const page = await openPage(browser, site, { token, path: '/publish/new' });
    const put = (buffer) =>
      page
        .locator('input[type=file]')
        .setInputFiles({ name: 'template.zip', mimeType: 'application/zip', buffer });
    await page.getByRole('radio', { name: /^A zip/ }).check({ force: true });
    await put(Buffer.alloc(MOST + 1));
    await page.getByText('The file is too large').waitFor();
    await page.getByText(String(MOST)).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Try again' }).count(), 0);

    await put(demoZip());
    await page.getByText('The content is good').waitFor();
    await page.getByRole('button', { name: 'Choose something else' }).click();
    const network = await page.context().newCDPSession(page);
    await network.send('Network.enable');
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 1_000 };
    await network.send('Network.emulateNetworkConditions', slow);
    await put(demoZip());
    await page.getByRole('progressbar', { name: 'Uploading' }).waitFor();
    await network.send('Network.emulateNetworkConditions', { ...slow, offline: true });
    await page.getByText('The server did not answer.').waitFor();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
    await closePage(page);
  });
});
