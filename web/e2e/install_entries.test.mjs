import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { smallBundle } from '../../tests/e2e/support/bundle.mjs';
import { storyTemplate } from '../../tests/e2e/support/diga.mjs';
import { checkAccessibility, closePage } from './support/browser.mjs';
import { siteForTests } from './support/site.mjs';
import {
  asking,
  button,
  choices,
  goTo,
  heading,
  install,
  installations,
  shop,
  wizardOf,
} from './support/wizard.mjs';

describe('entries of an install', () => {
  const { site, browser } = siteForTests();
  const { newAccount, publish, open } = wizardOf(site, browser);

  it('takes numbers and lines as they are typed', async () => {
    const client = newAccount();
    const page = await open(client, await publish(asking()), { query: '?step=values' });
    await page.getByLabel('page_size').fill('1.50');
    const store = page.getByLabel('store');
    const paste = (text) =>
      store.evaluate((entry, pasted) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', pasted);
        const options = { clipboardData, bubbles: true, cancelable: true };
        entry.dispatchEvent(new ClipboardEvent('paste', options));
      }, text);
    await store.fill('ac');
    await store.evaluate((entry) => entry.setSelectionRange(1, 1));
    await paste('b\r\nd');
    await page.locator('textarea').waitFor();
    assert.equal(await store.inputValue(), 'ab\ndc');
    const isFocused = store.and(page.locator(':focus'));
    await isFocused.waitFor();
    await store.press('Control+A');
    await page.keyboard.type('north');
    assert.equal(await store.inputValue(), 'north');
    await isFocused.waitFor();
    await store.fill('a\nb');

    await goTo(page, 'Connections');
    await choices(page, 'Shop').getByText('An empty one').click();
    await install(page);
    await page.getByText('Small is installed', { exact: true }).waitFor();
    await page.getByText('1.50', { exact: true }).waitFor();
    const [{ id }] = await installations(client);
    const { text } = await client.get(`/api/v1/installations/${id}`);
    assert.match(text, /"page_size":1\.50[,}]/);
    assert.match(text, /"store":"a\\nb"/);
    await closePage(page);
  });

  it('says when a plan cannot be made, and keeps what was entered', async () => {
    const client = newAccount();
    await shop(client, 'My shop');
    const page = await open(client, await publish(asking()));
    await choices(page, 'Shop').waitFor();
    await page.route('**/api/v1/plans', (route) => route.abort());
    await choices(page, 'Shop').getByText('My shop').click();
    await page.getByText('The plan could not be made').waitFor();
    await page.unroute('**/api/v1/plans');
    await button(page, 'Try again').click();
    await page.getByText('1 of 1 connection chosen').waitFor();
    await closePage(page);
  });

  it('keeps the choices through a reload but no secret, and asks before they are lost', async () => {
    const client = newAccount();
    await shop(client, 'My shop');
    const page = await open(client, await publish(asking()));
    await choices(page, 'Shop').getByText('My shop').click();
    await button(page, 'Continue: Values').click();
    await page.getByLabel('shop_api_key').fill('hunter2-reload');
    await page.getByLabel('store').fill('north');
    await page.getByText('2 of 4 values filled in').waitFor();
    await page.waitForFunction(() => JSON.stringify({ ...sessionStorage }).includes('north'));
    const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage }));
    assert.ok(!kept.includes('hunter2'));
    assert.ok(!page.url().includes('hunter2'));
    await page.reload();
    await page.getByText('1 of 4 values filled in').waitFor();
    assert.equal(await page.getByLabel('store').inputValue(), 'north');
    assert.equal(await page.getByLabel('shop_api_key').inputValue(), '');
    await page.goBack();
    await choices(page, 'Shop')
      .getByRole('radio', { name: /My shop/, checked: true })
      .waitFor();

    await page.getByRole('link', { name: 'Installations' }).click();
    const dialog = page.getByRole('dialog', { name: 'Leave without installing?' });
    await button(dialog, 'Cancel').click();
    await choices(page, 'Shop').waitFor();
    await page.getByRole('link', { name: 'Installations' }).click();
    await button(dialog, 'Leave').click();
    await heading(page, 'Install Orders', 1).waitFor({ state: 'detached' });
    await page.waitForURL('**/installations');
    await page.waitForFunction(() => !JSON.stringify({ ...sessionStorage }).includes('north'));
    await closePage(page);
  });

  it('lets go without asking where nothing was entered', async () => {
    const page = await open(newAccount(), await publish(asking()));
    await choices(page, 'Shop').waitFor();
    await page.getByRole('link', { name: 'Installations' }).click();
    await page.waitForURL('**/installations');
    await closePage(page);
  });

  it('names the wrong entry in the review, and what secrets a reload took', async () => {
    const reply = await site.publisher.post('/v1/integration/template', storyTemplate());
    assert.equal(reply.status, 201, reply.text);
    const page = await open(newAccount(), reply.body.id);
    await page.getByLabel('Base URL').fill('nowhere');
    await page.getByLabel('API key').fill('hunter2-diga');
    await page.getByText('This is no http or https URL.').first().waitFor();
    await goTo(page, 'Review and install');
    const problem = 'Base URL: This is no http or https URL.';
    await page.getByText(problem, { exact: true }).waitFor();
    const kept = () => JSON.stringify({ ...sessionStorage });
    await page.waitForFunction(() => JSON.stringify({ ...sessionStorage }).includes('nowhere'));
    assert.doesNotMatch(await page.evaluate(kept), /hunter2/);
    await page.reload();
    const notice = page.getByText('Enter again: API key.');
    await notice.waitFor();
    await checkAccessibility(page);
    await goTo(page, 'Values');
    assert.equal(await page.getByLabel('Base URL').inputValue(), 'nowhere');
    await page.getByLabel('API key').fill('hunter2-again');
    await notice.waitFor({ state: 'detached' });
    await closePage(page);
  });

  it('leads past the head of the page without a question', async () => {
    const template = await publish(smallBundle());
    const page = await open(newAccount(), template);
    const warnings = [];
    page.on('console', (message) => warnings.push(message.text()));
    await choices(page, 'Shop').getByText('An empty one').click();
    await page.getByRole('link', { name: 'Skip to content' }).press('Enter');
    await page.locator('main:focus').waitFor();
    assert.deepEqual(warnings, []);
    await closePage(page);
  });
});
