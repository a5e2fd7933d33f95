import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { smallBundle } from '../../tests/e2e/support/bundle.mjs';
import { checkAccessibility, closePage, takePicture } from './support/browser.mjs';
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

const option = (group, name) => group.getByRole('radio', { name });

describe('connections of an install', () => {
  const { site, browser } = siteForTests();
  const { newAccount, publish, open } = wizardOf(site, browser);

  it('makes a new connection in place, and chooses it', async () => {
    const client = newAccount();
    const token = { location: 'header', headerName: 'X-Shop', scheme: ' ' };
    const http = { baseURI: 'https://shop.example.org', auth: { type: 'token', token } };
    const bundle = smallBundle({ connection: { assistant: 'shop', http } });
    const page = await open(client, await publish(bundle));
    await choices(page, 'Shop').getByText('A new connection').click();
    await page.getByText('Sent as “X-Shop: …”.').waitFor();
    await page.getByText('It is made in your account at once').waitFor();
    await checkAccessibility(page);
    await takePicture(page, 'install-new-connection', { fullPage: true });
    await page.getByLabel('Base URL').fill('shop');
    await button(page, 'Make and choose it').click();
    await page.getByText('Enter an address that begins with').waitFor();
    await page.getByLabel('Base URL').fill('https://shop.example.org');
    await page.getByLabel('Name', { exact: true }).fill('Fresh');
    await page.getByLabel('Token').fill('hunter2-new');
    await goTo(page, 'Review and install');
    await goTo(page, 'Connections');
    assert.equal(await page.getByLabel('Token').inputValue(), 'hunter2-new');
    await button(page, 'Make and choose it').click();
    await page.getByText('1 of 1 connection chosen').waitFor();
    assert.ok(await option(choices(page, 'Shop'), /Fresh/).isChecked());
    const [made] = await client.list('/v1/connections');
    assert.equal(made.name, 'Fresh');
    assert.equal(made.http.baseURI, 'https://shop.example.org');
    assert.equal(made.assistant, 'shop');
    assert.deepEqual(made.http.auth, { type: 'token', token: { ...token, token: '******' } });
    assert.ok(!made.offline);
    const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage }));
    assert.ok(!kept.includes('hunter2'));
    await install(page);
    await page.getByText('Small is installed', { exact: true }).waitFor();
    await closePage(page);
  });

  it('makes a connection that is offline until it has its credentials', async () => {
    const client = newAccount();
    const ftp = { type: 'sftp', hostURI: '<<host>>', port: 22 };
    const bundle = smallBundle({ connection: { type: 'ftp', http: undefined, ftp } });
    const page = await open(client, await publish(bundle));
    await choices(page, 'Shop').getByText('A new connection').click();
    await page.getByText('until then it is offline').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Fresh');
    await button(page, 'Make and choose it').click();
    await page.getByText('1 of 1 connection chosen').waitFor();
    const [made] = await client.list('/v1/connections');
    assert.deepEqual([made.ftp, made.offline], [{ type: 'sftp', port: 22 }, true]);
    await install(page);
    await heading(page, 'Credentials are missing in 1 place', 3).waitFor();
    await page.getByRole('link', { name: 'Fresh', exact: true }).first().click();
    await heading(page, 'Fresh', 1).waitFor();
    await closePage(page);
  });

  it('comes with an empty connection where that is wanted, and says what is left to do', async () => {
    const client = newAccount();
    const page = await open(client, await publish(smallBundle()));
    await choices(page, 'Shop').getByText('An empty one').click();
    await button(page, 'Continue: Review and install').click();
    await heading(page, 'To be entered afterwards', 3).waitFor();
    await button(page, 'Install').click();
    await page.getByText('Small is installed', { exact: true }).waitFor();
    await page.getByText('enter its credentials').waitFor();
    const [made] = await installations(client);
    assert.ok(made.resources.some(({ model }) => model === 'Connection'));
    await closePage(page);
  });

  it('takes all that stand out, and what was chosen the last time', async () => {
    const client = newAccount();
    const template = await publish(asking());
    const own = await shop(client, 'My shop');
    await shop(client, 'Elsewhere', 'other.example.org');
    const page = await open(client, template);
    await button(page, 'Choose all that stand out').click();
    await page.getByText('Shop → My shop').waitFor();
    await page.getByText('stands out', { exact: true }).waitFor();
    await goTo(page, 'Values');
    await page.getByLabel('store').fill('north');
    await page.getByText('1 of 4 values filled in').waitFor();
    await install(page);
    await page.getByText('Small is installed', { exact: true }).waitFor();
    await closePage(page);

    const again = await open(client, template);
    await goTo(again, 'Values');
    await again.getByText('Last time: north').waitFor();
    await again.getByRole('button', { name: 'Use it for store' }).click();
    assert.equal(await again.getByLabel('store').inputValue(), 'north');
    await again.getByLabel('store').fill('');
    await goTo(again, 'Connections');
    await again.getByText('Use what I chose last time').click();
    await again.getByText('as last time', { exact: true }).waitFor();
    assert.ok(await option(choices(again, 'Shop'), /My shop/).isChecked());
    await choices(again, 'Shop').getByText('Elsewhere').click();
    await goTo(again, 'Values');
    await again.getByLabel('store').fill('south');
    await install(again);
    await again.getByText('Small is installed', { exact: true }).waitFor();
    const made = await installations(client);
    assert.deepEqual(made.map(({ variables }) => variables.store).sort(), ['north', 'south']);
    assert.equal(made.filter(({ connections }) => connections[0].id === own._id).length, 1);
    await closePage(again);
  });

  it('says so when a connection was edited or deleted behind its back', async () => {
    const client = newAccount();
    const own = await shop(client, 'My shop');
    const page = await open(client, await publish(smallBundle()));
    await choices(page, 'Shop').getByText('My shop').click();
    await goTo(page, 'Review and install');
    await page.getByText('Ready: 4 resources').first().waitFor();
    const path = `/v1/connections/${own._id}`;
    await client.put(path, { name: 'My shop', type: 'http', http: { baseURI: 'https://x.org' } });
    await button(page, 'Install').click();
    await page.getByText('Something behind the plan was edited').waitFor();
    await button(page, 'I have seen it').click();
    await client.delete(path);
    await button(page, 'Install').click();
    await page.getByText('Nothing stands for “Shop” any more').waitFor();
    await button(page, 'I have seen it').click();
    await page.getByRole('button', { name: /^Go there/ }).click();
    await choices(page, 'Shop').waitFor();
    assert.deepEqual(await installations(client), []);
    await closePage(page);
  });

  it('searches among many connections', async () => {
    const client = newAccount();
    for (let at = 0; at < 40; at++) await shop(client, `Shop ${at}`, `s${at}.example.org`);
    const page = await open(client, await publish(smallBundle()));
    await choices(page, 'Shop').getByText('10 more fit').waitFor();
    await page.getByRole('searchbox', { name: 'Search connections for Shop' }).fill('shop 39');
    await choices(page, 'Shop').getByText('Shop 39').click();
    await page.getByText('1 of 1 connection chosen').waitFor();
    await closePage(page);
  });
});
