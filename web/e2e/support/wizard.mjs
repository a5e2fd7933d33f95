import { smallBundle } from '../../../tests/e2e/support/bundle.mjs';
import { openPage } from './browser.mjs';
import { publishZip } from './seed.mjs';

export const button = (page, name) => page.getByRole('button', { name, exact: true });
export const heading = (page, name, level = 2) => page.getByRole('heading', { name, level });
/** The radio buttons for one of the template's connections. */
export const choices = (page, name) =>
  page.getByRole('radiogroup', { name: `Connection for ${name}` });
export const goTo = (page, step) => button(page, step).click();
export const install = async (page) => {
  await goTo(page, 'Review and install');
  await button(page, 'Install').click();
};

/** A template of everything that can be asked for: a connection and a value of each type. */
export const asking = () =>
  smallBundle({
    connection: { http: { baseURI: 'https://shop.example.org' } },
    export: {
      pageSize: '<<page_size>>',
      active: '<<is_active>>',
      http: {
        relativeURI: '/<<store>>/orders',
        method: 'GET',
        headers: [{ name: 'X-Key', value: '<<shop_api_key>>' }],
      },
    },
  });

/** A connection of the account's own. */
export const shop = (client, name, host = 'shop.example.org') =>
  client.create('connections', { name, type: 'http', http: { baseURI: `https://${host}` } });

/** The account's installations, whole. */
export const installations = async (client) => {
  const { items } = await client.read('/api/v1/installations');
  return Promise.all(items.map(({ id }) => client.read(`/api/v1/installations/${id}`)));
};

/**
 * For tests of the install wizard: {newAccount(), publish(bundle, name), open(client, template,
 * options)}. `options` are openPage's, with `query` of the wizard's address.
 */
export function wizardOf(site, browser) {
  let accounts = 0;
  return {
    newAccount: () => site.as(`installer ${++accounts}`),
    publish: (bundle, name = 'Orders') =>
      publishZip(site.publisher, bundle.zip(), { name, description: 'd', applications: [] }),
    open: (client, template, options = {}) =>
      openPage(browser, site, {
        token: client.token,
        path: `/templates/${template}/install${options.query ?? ''}`,
        ...options,
      }),
  };
}
