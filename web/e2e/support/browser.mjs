import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { repository } from '../../../tests/e2e/support/server.mjs';

const require = createRequire(import.meta.url);
const AXE = require.resolve('axe-core/axe.min.js');
const WAIT_MS = 120_000;

/** Where pictures of the pages go, which are kept after a run. */
export const PICTURES = process.env.PICTURES ?? path.join(repository, 'build/browser');

/** Debian's Chromium, or the one that CHROMIUM names. */
export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    timeout: WAIT_MS,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--font-render-hinting=none'],
  });
}

// Notes everything that a good page never does. What a test provokes on purpose it may forgive.
function watch(page, siteUrl) {
  const { host } = new URL(siteUrl);
  const faults = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol) && url.host !== host) {
      faults.push(`a request left the host: ${request.url()}`);
    }
  });
  page.on('pageerror', (error) => faults.push(`an error: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    const text = message.text();
    // The browser itself says this of each refusal, which may be what is tested.
    if (text.startsWith('Failed to load resource')) return;
    faults.push(`on the console: ${text}`);
  });
  return faults;
}

/**
 * A page of its own session, signed in where `token` is given, at `path`. Gives Playwright's page;
 * `page.faults` lists what went wrong in it, which `closePage` asserts is nothing.
 * options: token, path, theme ('light' | 'dark'), language ('en' | 'es'), width, height.
 */
export async function openPage(browser, site, options = {}) {
  const { token, theme = 'light', language = 'en', width = 1280, height = 860 } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: language === 'es' ? 'es-ES' : 'en-GB',
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
    acceptDownloads: true,
  });
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  page.faults = watch(page, site.url);
  if (token) {
    await page.addInitScript((value) => {
      // Only the first time: a test may sign out.
      if (sessionStorage.getItem('signedInByTest')) return;
      sessionStorage.setItem('signedInByTest', '1');
      sessionStorage.setItem('imprint.token', value);
    }, token);
  }
  await page.goto(site.url + (options.path ?? '/'));
  return page;
}

/** Closes the page and asserts that nothing went wrong in it. */
export async function closePage(page) {
  await page.context().close();
  assert.deepEqual(page.faults, []);
}

/** Asserts that axe finds nothing serious on the page as it is now. */
export async function checkAccessibility(page) {
  // By evaluate, as the page's Content-Security-Policy forbids a script element.
  const { readFileSync } = await import('node:fs');
  await page.evaluate(readFileSync(AXE, 'utf8'));
  const found = await page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    // React Aria says there for some seconds what a button was called that may be gone by now.
    const scope = { exclude: ['[data-live-announcer]'] };
    const { violations } = await globalThis.axe.run(scope, {
      runOnly: { type: 'tag', values: tags },
    });
    return violations.map(({ id, impact, help, nodes }) => ({
      id,
      impact,
      help,
      nodes: nodes.slice(0, 5).map(({ html, failureSummary }) => `${html}\n${failureSummary}`),
    }));
  });
  const serious = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  assert.deepEqual(serious, []);
  return found;
}

/** Keeps a picture of the page as it is now, as NAME.png. `options` are Playwright's. */
export async function takePicture(page, name, options = {}) {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: path.join(PICTURES, `${name}.png`), ...options });
}

/** Accessibility and a picture of one address in both themes; `ready` waits for its content. */
export async function checkBothThemes(browser, site, { name, ready, ...options }) {
  for (const theme of ['light', 'dark']) {
    const page = await openPage(browser, site, { ...options, theme });
    await ready(page);
    await checkAccessibility(page);
    await takePicture(page, `${name}-${theme}`, { fullPage: true });
    await closePage(page);
  }
}
