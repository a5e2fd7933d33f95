import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkAccessibility, closePage, openPage, takePicture } from './support/browser.mjs';
import { demoZip, publishDemo } from './support/seed.mjs';
import { siteForTests } from './support/site.mjs';

const button = (page, name) => page.getByRole('button', { name, exact: true });
const entry = (page, name) => page.getByRole('textbox', { name });
// The radio's own input is hidden behind what one sees and presses.
const choose = (page, name) => page.getByRole('radio', { name }).check({ force: true });
const toOwn = (page) => page.getByRole('main').getByRole('link', { name: 'Your templates' });
const question = (page) => page.getByRole('dialog', { name: 'Discard what you typed?' });

async function putZip(page, bytes = demoZip()) {
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'd.zip', mimeType: 'application/zip', buffer: bytes });
  await page.getByText('The content is good').waitFor();
}

/** Reloads, and says no to the browser's own question, which has to come. */
async function reloadIsAsked(page) {
  const asked = page.waitForEvent('dialog');
  const reload = page.evaluate(() => location.reload());
  const dialog = await asked;
  assert.equal(dialog.type(), 'beforeunload');
  await dialog.dismiss();
  await reload;
}

async function staysWhenAsked(page) {
  await button(question(page), 'Cancel').click();
  await question(page).waitFor({ state: 'detached' });
}

// 1 x 1 pixel.
const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

describe('what a publisher typed', () => {
  const { site, browser } = siteForTests();
  const open = (where, options = {}) =>
    openPage(browser, site, { token: site.publisher.token, path: where, ...options });

  it('stays when other content is chosen, and what was not typed follows the content', async () => {
    const page = await open('/publish/new');
    await choose(page, /^A zip/);
    await putZip(page);
    await entry(page, 'Description').fill('Typed by hand');
    const named = demoZip((name, text) =>
      name.endsWith('integration.json')
        ? text.replace('Storefront orders to ledger', 'Another name')
        : text,
    );
    await button(page, 'Choose something else').click();
    await putZip(page, named);
    assert.equal(await entry(page, 'Description').inputValue(), 'Typed by hand');
    assert.equal(await entry(page, 'Name').inputValue(), 'Another name');
    await entry(page, 'Name').fill('Mine');
    await button(page, 'Choose something else').click();
    await putZip(page);
    assert.equal(await entry(page, 'Name').inputValue(), 'Mine');
    assert.equal(await entry(page, 'Description').inputValue(), 'Typed by hand');

    // Nothing is asked of what was sent.
    await button(page, 'Create the draft').click();
    await page.getByText('The draft is made.').waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Mine' }).waitFor();
    await closePage(page);
  });

  it('is not lost with the page of a new template without a question', async () => {
    const page = await open('/publish/new');
    await choose(page, /^A zip/);
    await putZip(page);
    // A file alone is chosen again at once.
    await toOwn(page).click();
    await page.waitForURL('**/publish');
    await page.getByRole('link', { name: 'New template' }).first().click();
    await choose(page, /^A zip/);
    await putZip(page);
    await entry(page, 'Description').fill('Typed by hand');
    await toOwn(page).click();
    await question(page).waitFor();
    await checkAccessibility(page);
    await takePicture(page, 'publish-leave');
    await staysWhenAsked(page);
    await reloadIsAsked(page);
    await button(page, 'Choose something else').click();
    await toOwn(page).click();
    await staysWhenAsked(page);
    await putZip(page);
    assert.equal(await entry(page, 'Description').inputValue(), 'Typed by hand');
    await toOwn(page).click();
    await button(question(page), 'Leave').click();
    await page.waitForURL('**/publish');
    await closePage(page);
  });

  it('is not lost where it is what the content is made of', async () => {
    const page = await open('/publish/new');
    await choose(page, /^An OpenAPI document/);
    const text =
      'openapi: 3.1.0\ninfo: {title: T, version: "1"}\nservers: [{url: "https://t.example"}]\n' +
      'paths: {/a: {get: {operationId: readA, responses: {"200": {description: A}}}}}\n';
    await entry(page, 'Or paste').fill(text);
    await button(page, 'Make a template of it').click();
    await page.getByRole('heading', { level: 3, name: '1 tool' }).waitFor();
    await toOwn(page).click();
    await staysWhenAsked(page);
    await button(page, 'Choose something else').click();
    assert.equal(await entry(page, 'Or paste').inputValue(), text);
    await button(page, 'Make a template of it').click();
    await button(page, 'Publish it now').click();
    await page.getByText('The template is made and published.').waitFor();
    await closePage(page);
  });

  it('is not lost with the page of a template without a question', async () => {
    const id = await publishDemo(site.publisher, { name: 'Typed here' });
    const page = await open('/publish');
    await page.getByRole('link', { name: 'Typed here' }).click();
    await button(page, 'New version').click();
    await choose(page, /^A zip/);
    await putZip(
      page,
      demoZip((name, text) =>
        name.startsWith('flows/Large') ? text.replace('"name": "', '"name": "Very ') : text,
      ),
    );
    await entry(page, 'Note').fill('Says how large.');
    await toOwn(page).click();
    await staysWhenAsked(page);
    await reloadIsAsked(page);
    await button(page, 'Publish version 2').click();
    await page.getByText('Version 2 is there.').waitFor();

    await button(page, 'Edit the description').click();
    const dialog = page.getByRole('dialog', { name: 'Edit the description' });
    await entry(dialog, 'Description').fill('New words');
    await page.goBack();
    await staysWhenAsked(page);
    await reloadIsAsked(page);
    assert.equal(await entry(dialog, 'Description').inputValue(), 'New words');
    await button(dialog, 'Save').click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal((await site.publisher.read(`/v1/templates/${id}`)).description, 'New words');
    await toOwn(page).click();
    await page.waitForURL('**/publish');
    await closePage(page);
  });
});

describe('a picture that the server cannot get', () => {
  const { site, browser } = siteForTests();
  const none = 'This server could not fetch the picture';

  it('is told with the description, and after it was saved', async () => {
    const bad = 'http://127.0.0.1:1/x.png';
    const id = await publishDemo(site.publisher, { name: 'Pictured', imageURL: bad });
    const { token } = site.publisher;
    const page = await openPage(browser, site, { token, path: `/publish/${id}` });
    await page.getByText(none).waitFor();
    await checkAccessibility(page);
    await takePicture(page, 'publish-picture', { fullPage: true });

    const image = `**/api/v1/templates/${id}/image`;
    await page.route(image, (route) => route.fulfill({ contentType: 'image/gif', body: GIF }));
    await button(page, 'Try again').click();
    await page.getByText(none).waitFor({ state: 'detached' });

    await page.unroute(image);
    let release;
    const held = new Promise((resolve) => (release = resolve));
    const asked = page.waitForRequest(image);
    await page.route(image, async (route) => {
      await held;
      await route.continue();
    });
    await button(page, 'Edit the description').click();
    const dialog = page.getByRole('dialog');
    await entry(dialog, 'Picture').fill('http://127.0.0.1:1/y.png');
    await button(dialog, 'Save').click();
    await dialog.waitFor({ state: 'detached' });
    await asked;
    assert.equal(await page.getByText(none).count(), 0, 'nothing is told before it is known');
    release();
    await page.getByText(none).waitFor();
    await closePage(page);

    const narrow = { width: 360, height: 740, language: 'es', theme: 'dark' };
    const small = await openPage(browser, site, { token, path: `/publish/${id}`, ...narrow });
    await small.getByText('Este servidor no ha podido obtener la imagen').waitFor();
    const room = await small.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(room <= 360, `${room} pixels wide`);
    await small.getByText('Este servidor no ha podido').scrollIntoViewIfNeeded();
    await takePicture(small, 'publish-picture-narrow');
    await closePage(small);
  });
});
