import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { smallBundle } from '../../tests/e2e/support/bundle.mjs';
import { storyTemplate } from '../../tests/e2e/support/diga.mjs';
import { closePage, openPage } from './support/browser.mjs';
import { publishZip } from './support/seed.mjs';
import { siteForTests } from './support/site.mjs';

const MOST_TABS = 60;

/** What has the focus, in the words that a screen reader would begin with. */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    const labels = (element.getAttribute('aria-labelledby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '');
    const own = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent;
    return labels.join(' ').trim() || own || element.textContent;
  });

/** Presses Tab until something of this name has the focus. */
async function tabTo(page, name) {
  const met = [];
  for (let at = 0; at < MOST_TABS; at++) {
    const now = (await focused(page)).trim();
    if (name.test(now)) return;
    met.push(now.slice(0, 40));
    await page.keyboard.press('Tab');
  }
  assert.fail(`the Tab key never comes to ${name}: ${met.join(' | ')}`);
}

async function press(page, name, key) {
  await tabTo(page, name);
  await page.keyboard.press(key);
}

/** Waits until the focus is on something of this name by itself. */
async function waitForFocus(page, name) {
  const deadline = Date.now() + 120_000;
  while (!name.test(await focused(page))) {
    assert.ok(Date.now() < deadline, `the focus is on ${await focused(page)}`);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
}

/** Waits until the plan is the one of all that was entered, so that it can be installed. */
const waitForPlan = (page) =>
  page.getByRole('button', { name: 'Install', exact: true, disabled: false }).waitFor();

describe('installing by the keyboard alone', () => {
  const { site, browser } = siteForTests();

  it('goes from the first step to the installation', async () => {
    const client = site.customer;
    for (const name of ['First', 'Second']) {
      await client.create('connections', { name, type: 'http' });
    }
    const bundle = smallBundle({
      export: { active: '<<is_active>>', http: { relativeURI: '/<<store>>', method: 'GET' } },
    });
    const template = await publishZip(site.publisher, bundle.zip(), {
      name: 'Orders',
      description: 'd',
      applications: [],
    });
    const path = `/templates/${template}/install`;
    const page = await openPage(browser, site, { token: client.token, path });
    await page.getByRole('radio', { name: 'First' }).waitFor();

    await tabTo(page, /^First/);
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.getByText('1 of 1 connection chosen').waitFor();
    assert.ok(await page.getByRole('radio', { name: 'Second' }).isChecked());
    await press(page, /^Continue: Values/, 'Enter');
    await waitForFocus(page, /^Values$/);

    await tabTo(page, /store/);
    await page.keyboard.type('north');
    await press(page, /is_active/, 'Enter');
    await page.getByRole('option', { name: 'Yes' }).waitFor();
    await page.locator('[role="listbox"]:focus, [role="option"]:focus').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByText('2 of 2 values filled in').waitFor();
    await press(page, /^Continue: Review/, 'Space');
    await waitForFocus(page, /^Review and install$/);

    await page.getByText('Ready: 4 resources').first().waitFor();
    await press(page, /^Export/, 'Enter');
    await page.getByText('Orders', { exact: true }).last().waitFor();
    // A step that is done can be gone back to, and comes forward again.
    await page.keyboard.press('Shift+Tab');
    await waitForPlan(page);
    await tabTo(page, /^Install$/);
    await page.keyboard.press('Enter');
    await waitForFocus(page, /^Small is installed/);
    await page.waitForURL('**/installations/*');
    const { items } = await client.read('/api/v1/installations');
    const made = await client.read(`/api/v1/installations/${items[0].id}`);
    assert.deepEqual(made.variables, { store: 'north', is_active: true });
    await closePage(page);
  });

  it('leads to what is left to do, and back', async () => {
    const client = site.as('other');
    const template = await publishZip(site.publisher, smallBundle().zip(), {
      name: 'Orders',
      description: 'd',
      applications: [],
    });
    const path = `/templates/${template}/install?step=review`;
    const page = await openPage(browser, site, { token: client.token, path });
    await page.getByText('1 thing is left to do').waitFor();
    await press(page, /^Go there/, 'Enter');
    await waitForFocus(page, /A new connection/);
    await page.keyboard.press('Space');
    await page.getByLabel('Base URL').waitFor();
    await press(page, /^Name/, 'Tab');
    await tabTo(page, /Base URL/);
    await page.keyboard.type('https://shop.example.org');
    await page.keyboard.press('Enter');
    await page.getByText('1 of 1 connection chosen').waitFor();
    await page.waitForFunction(() => document.activeElement !== document.body);
    await press(page, /^Continue: Review/, 'Enter');
    await waitForFocus(page, /^Review and install$/);
    await waitForPlan(page);
    await press(page, /^Install$/, 'Enter');
    await waitForFocus(page, /^Small is installed/);
    await closePage(page);
  });

  it('installs a template of Diga', async () => {
    const client = site.as('desk');
    const reply = await site.publisher.post('/v1/integration/template', storyTemplate());
    assert.equal(reply.status, 201, reply.text);
    const path = `/templates/${reply.body.id}/install`;
    const page = await openPage(browser, site, { token: client.token, path });
    await page.getByLabel('region').waitFor();
    await tabTo(page, /^Name/);
    await page.keyboard.type('Our desk');
    await tabTo(page, /^API key/);
    await page.keyboard.type('hunter2-diga');
    await tabTo(page, /region/);
    await page.keyboard.type('north');
    await press(page, /^Continue: Review/, 'Enter');
    await waitForFocus(page, /^Review and install$/);
    await page
      .getByText(/Ready: \d+ resources/)
      .first()
      .waitFor();
    await waitForPlan(page);
    await press(page, /^Install$/, 'Enter');
    await waitForFocus(page, /^Our desk is installed/);
    const { items } = await client.read('/api/v1/installations');
    assert.deepEqual(
      items.map(({ name }) => name),
      ['Our desk'],
    );
    await closePage(page);
  });
});
