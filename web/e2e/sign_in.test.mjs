import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkBothThemes, closePage, openPage } from './support/browser.mjs';
import { imprint } from '../../tests/e2e/support/server.mjs';
import { publishDiga } from './support/seed.mjs';
import { siteForTests } from './support/site.mjs';

const heading = (page, name) => page.getByRole('heading', { level: 1, name });

describe('signing in', () => {
  const { site, browser } = siteForTests();

  it('refuses a token that the server does not know, and says so', async () => {
    const page = await openPage(browser, site);
    await page.getByLabel('Token').fill('imp_not-a-token');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('does not know that token').waitFor();
    assert.equal(await page.evaluate(() => sessionStorage.getItem('imprint.token')), null);
    await closePage(page);
  });

  it('takes a good one for the open tabs alone, and forgets it when one signs out', async () => {
    const page = await openPage(browser, site);
    await page.getByLabel('Token').fill(site.customer.token);
    await page.getByLabel('Token').press('Enter');
    await heading(page, 'Catalogue').waitFor();
    assert.ok(!page.url().includes(site.customer.token));
    assert.equal(await page.evaluate(() => JSON.stringify(localStorage).includes('imp_')), false);

    await page.reload();
    await heading(page, 'Catalogue').waitFor();
    const other = await page.context().newPage();
    await other.goto(`${site.url}/installations`);
    await heading(other, 'Installations').waitFor();

    await page.getByRole('button', { name: 'Account and settings' }).click();
    await page.getByText('Signed in as globex').waitFor();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    for (const each of [page, other]) {
      await heading(each, 'Sign in').waitFor();
      assert.equal(await each.evaluate(() => sessionStorage.getItem('imprint.token')), null);
    }
    await other.reload();
    await heading(other, 'Sign in').waitFor();
    await closePage(page);
  });

  it('is asked for again after the last tab was closed', async () => {
    const page = await openPage(browser, site);
    await page.getByLabel('Token').fill(site.customer.token);
    await page.getByLabel('Token').press('Enter');
    await heading(page, 'Catalogue').waitFor();
    const context = page.context();
    await page.close();
    const other = await context.newPage();
    await other.goto(site.url);
    await heading(other, 'Sign in').waitFor();
    await context.close();
    assert.deepEqual(page.faults, []);
  });

  it('asks before what was begun is lost by signing out', async () => {
    const template = await publishDiga(site.publisher);
    const path = `/templates/${template}/install`;
    const page = await openPage(browser, site, { token: site.customer.token, path });
    await page.getByLabel('Name', { exact: true }).fill('Half done');
    const signOut = async () => {
      await page.getByRole('button', { name: 'Account and settings' }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
    };
    await signOut();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Half done');
    await signOut();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await heading(page, 'Sign in').waitFor();
    assert.equal(new URL(page.url()).pathname, '/');
    await closePage(page);
  });

  it('ends the session when its token stops being good', async () => {
    const client = site.as('initech');
    const page = await openPage(browser, site, { token: client.token });
    await heading(page, 'Catalogue').waitFor();
    const { token } = await client.read('/api/v1/account');
    const { imprint } = await import('../../tests/e2e/support/server.mjs');
    const run = imprint('token', 'revoke', token.id, '--data', site.server.data);
    assert.equal(run.code, 0, run.stderr);
    // The page may have asked again by itself already.
    const asks = page.getByRole('link', { name: 'Installations' }).click();
    await Promise.race([asks, heading(page, 'Sign in').waitFor()]);
    asks.catch(() => {});
    await page.getByText('Your session has ended').waitFor();
    await closePage(page);
  });

  it('refuses what came along when a token was copied', async () => {
    const page = await openPage(browser, site);
    await page.getByLabel('Token').fill(`${site.customer.token}\u200b`);
    await page.getByLabel('Token').press('Enter');
    await page.getByText('does not know that token').waitFor();
    await closePage(page);
  });

  it('leaves nothing of one account for the next', async () => {
    const template = await publishDiga(site.publisher);
    const path = `/templates/${template}/install`;
    const page = await openPage(browser, site, { token: site.customer.token, path });
    await page.getByLabel('Name', { exact: true }).fill('globex-private');
    await page.waitForFunction(() => JSON.stringify({ ...sessionStorage }).includes('globex-priv'));
    await page.goto(site.url);
    await heading(page, 'Catalogue').waitFor();
    await page.evaluate(() => history.replaceState({ usr: { deleted: 'Secret' }, key: 'k' }, ''));
    await page.getByRole('button', { name: 'Account and settings' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await heading(page, 'Sign in').waitFor();
    await page.waitForFunction(
      () => !Object.keys(sessionStorage).some((key) => key.startsWith('imprint.')),
    );
    await page.waitForFunction(() => !JSON.stringify(history.state).includes('Secret'));
    await closePage(page);
  });

  it('changes language and theme, and keeps both', async () => {
    const page = await openPage(browser, site);
    await page.getByRole('button', { name: 'Account and settings' }).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await page.keyboard.press('Escape');
    await page.locator('html[data-theme="dark"]').waitFor();
    await page.getByRole('button', { name: 'Account and settings' }).click();
    await page.getByRole('menuitemradio', { name: 'Español' }).click();
    await page.keyboard.press('Escape');
    await heading(page, 'Iniciar sesión').waitFor();
    await page.reload();
    await heading(page, 'Iniciar sesión').waitFor();
    await page.locator('html[data-theme="dark"][lang="es"]').waitFor();
    await closePage(page);
  });

  it('says where nothing is, and leads back', async () => {
    const page = await openPage(browser, site, {
      token: site.customer.token,
      path: '/templates/x/y',
    });
    await heading(page, 'Page not found').waitFor();
    const stranger = await openPage(browser, site, { path: '/nowhere' });
    await heading(stranger, 'Page not found').waitFor();
    await closePage(stranger);
    await page.getByRole('link', { name: 'Go to the catalogue' }).click();
    await heading(page, 'Catalogue').waitFor();
    await closePage(page);
  });

  it('looks right and is accessible', async () => {
    const ready = (page) => heading(page, 'Sign in').waitFor();
    await checkBothThemes(browser, site, { name: 'sign-in', ready });
  });
});
