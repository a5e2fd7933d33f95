// How quick the page is with a template of 1,000 resources: node web/e2e/measure.mjs [RESOURCES].
// Chromium and the server share the machine, so the figures are for comparing, not for a test.
import { closePage, openPage } from './support/browser.mjs';
import { connections, largeBundle, publishLarge, publishVersion } from './support/seed.mjs';
import { openSite } from './support/site.mjs';

const count = Number(process.argv[2] ?? 1000);
const { site, browser, close } = await openSite();

const rows = [];
const note = (what, figure, unit) =>
  rows.push({ what, figure: Math.round(figure * 10) / 10, unit });

/** Milliseconds until `ready`, from before the address is asked for. */
async function opened(what, path, ready) {
  const begun = performance.now();
  const page = await openPage(browser, site, { token: site.customer.token, path });
  await ready(page);
  note(`${what}: opened and ready`, performance.now() - begun, 'ms');
  return page;
}

// Frames while something goes on, the tasks that kept the page from answering, and how long the
// slowest reaction to an event took until it was seen.
async function startWatch(page) {
  await page.evaluate(() => {
    const watch = { gaps: [], long: 0, slowest: 0, last: performance.now(), on: true };
    const frame = (now) => {
      watch.gaps.push(now - watch.last);
      watch.last = now;
      if (watch.on) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) watch.long = Math.max(watch.long, duration);
    }).observe({ type: 'longtask' });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries())
        watch.slowest = Math.max(watch.slowest, duration);
    }).observe({ type: 'event', durationThreshold: 16 });
    globalThis.watch = watch;
  });
}

async function endWatch(page, what) {
  const { gaps, long, slowest } = await page.evaluate(async () => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    globalThis.watch.on = false;
    return globalThis.watch;
  });
  const sorted = gaps.slice(1).sort((a, b) => a - b);
  note(`${what}: frames, median`, sorted[Math.floor(sorted.length / 2)], 'ms');
  note(`${what}: frames, 95 of 100 below`, sorted[Math.floor(sorted.length * 0.95)], 'ms');
  note(`${what}: longest task`, long, 'ms');
  note(`${what}: slowest reaction`, slowest, 'ms');
}

async function drag(page, box) {
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let at = 1; at <= 60; at++) await page.mouse.move(x + at * 5, y + Math.sin(at / 6) * 80);
  await page.mouse.up();
}

async function measureGraph(template) {
  const page = await opened('graph', `/templates/${template}/graph`, (shown) =>
    shown.locator('[data-layout="done"]').waitFor(),
  );
  const box = await page.locator('.react-flow').boundingBox();
  await startWatch(page);
  await drag(page, box);
  for (let at = 0; at < 20; at++) await page.mouse.wheel(0, at < 10 ? -200 : 200);
  await endWatch(page, 'graph, drag and zoom');
  await startWatch(page);
  await page.getByRole('searchbox').first().pressSequentially('shop 77', { delay: 60 });
  await endWatch(page, 'graph, search');
  await closePage(page);
}

async function measureTemplate(template) {
  const page = await opened('template', `/templates/${template}`, (shown) =>
    shown.getByRole('heading', { level: 1, name: 'A thousand' }).waitFor(),
  );
  await startWatch(page);
  for (let at = 0; at < 30; at++) await page.mouse.wheel(0, 300);
  await endWatch(page, 'template, scroll');
  await closePage(page);
}

async function measureWizard(template) {
  const page = await opened('install', `/templates/${template}/install`, (shown) =>
    shown.getByRole('heading', { level: 2 }).first().waitFor(),
  );
  await startWatch(page);
  const name = page.getByRole('textbox').first();
  if (await name.count()) await name.pressSequentially('a name of it', { delay: 60 });
  await endWatch(page, 'install, typing');
  await closePage(page);
}

async function installLarge(template) {
  const ids = await connections(
    site.customer,
    ...Array.from({ length: 6 }, (_, at) => `Own ${at}`),
  );
  const contents = await site.customer.read(`/api/v1/templates/${template}/versions/latest`);
  const request = {
    template,
    connections: Object.fromEntries(
      contents.connections.map((one, at) => [one.templateId, ids[at]]),
    ),
    variables: { since: '2026-01-01' },
  };
  const { body: plan } = await site.customer.post('/api/v1/plans', request);
  const { fingerprint } = plan;
  return (await site.customer.post('/api/v1/installations', { ...request, fingerprint })).body;
}

async function editExports(installation, most) {
  const exports = installation.resources.filter(({ model }) => model === 'Export').slice(0, most);
  for (const { id } of exports) {
    const document = await site.customer.read(`/v1/exports/${id}`);
    await site.customer.put(`/v1/exports/${id}`, { ...document, name: `${document.name}, ours` });
  }
}

async function measureUpgrade(template) {
  const installation = await installLarge(template);
  const flows = Math.floor((count - 1) / 4);
  await editExports(installation, flows);
  const renamed = Array.from({ length: flows }, (_, at) => at);
  await publishVersion(site.publisher, template, largeBundle(count, { renamed }).zip());
  const drift = await opened('drift', `/installations/${installation.id}/drift`, (shown) =>
    shown.getByText(', ours').first().waitFor(),
  );
  await startWatch(drift);
  for (let at = 0; at < 30; at++) await drift.mouse.wheel(0, 300);
  await endWatch(drift, `drift of ${flows}, scroll`);
  await closePage(drift);
  const page = await opened('upgrade', `/installations/${installation.id}/upgrade`, (shown) =>
    shown.getByText(', renamed').first().waitFor(),
  );
  await startWatch(page);
  for (let at = 0; at < 30; at++) await page.mouse.wheel(0, 300);
  await page.getByRole('radio').first().press('Space');
  await endWatch(page, `upgrade with ${flows} conflicts, scroll and decide`);
  await closePage(page);
}

try {
  const template = await publishLarge(site.publisher, count);
  await measureTemplate(template);
  await measureGraph(template);
  await measureWizard(template);
  await measureUpgrade(template);
} finally {
  for (const { what, figure, unit } of rows) console.log(`${what.padEnd(60)} ${figure} ${unit}`);
  await close();
}
