import assert from 'node:assert/strict';
import { group, isLost, isPartial, readAll } from '../../crash/whole.mjs';
import { idsIn } from '../../e2e/support/bundle.mjs';
import { ROOT, toolsOf } from '../../e2e/support/diga.mjs';
import { install as mustInstall } from '../../e2e/support/installs.mjs';
import { previewPath } from './clients.mjs';

const REPEATS = 60;
const SAMPLE = 200;
const TOOLS_OF_A_COPY = 3;

/** Runs `check` on each, eight at a time; gives those for which it gave false. */
async function failing(items, check) {
  const left = [...items];
  const failed = [];
  const one = async () => {
    for (let item = left.pop(); item !== undefined; item = left.pop()) {
      if (!(await check(item))) failed.push(item);
    }
  };
  await Promise.all(Array.from({ length: 8 }, one));
  return failed;
}

/** At most SAMPLE of them, the first and the last ones among them. */
function sampled(items) {
  const step = Math.max(1, items.length / SAMPLE);
  const chosen = new Set([items.at(-1)]);
  for (let at = 0; at < items.length; at += step) chosen.add(items[Math.floor(at)]);
  return items.length > 0 ? [...chosen] : [];
}

async function isThere(client, entry) {
  const reply = await client.get(entry.path);
  assert.ok([200, 404].includes(reply.status), reply.text);
  return entry.allows(reply.status === 200 ? reply.body : undefined);
}

/** Documents of an installation with references that lead out of it. */
function dangling(members, allowed) {
  const here = new Set([...allowed, ...members.map(({ doc }) => doc._id)]);
  return members.filter(({ doc }) => {
    const { _sourceId, _templateId, ...rest } = doc;
    return [...idsIn(JSON.stringify(rest))].some((id) => !here.has(id));
  });
}

async function installsVerdict(world, ledger) {
  const found = await readAll(world.client());
  const parts = group(found);
  const byId = new Map(ledger.acknowledged.map((install) => [install.id, install]));
  assert.equal(byId.size, ledger.acknowledged.length, 'no id was given twice');
  const allowed = Object.values(world.connectionMap);
  return {
    made: [...parts.keys()],
    lost: ledger.acknowledged.filter((one) => isLost(one, found)).map(({ name }) => name),
    partial: [...parts]
      .filter(([id, all]) => isPartial(all, byId.get(id)) || dangling(all, allowed).length > 0)
      .map(([id]) => id),
  };
}

// Ids of installs that were asked for with a key, by the key; asks for all of them again.
async function repeat(world, keyed) {
  const ids = new Map();
  await failing(keyed, async ({ key, body, id }) => {
    const headers = { 'idempotency-key': key };
    const reply = await mustInstall(world.client(), world.template, body, { headers });
    if (id) assert.equal(reply.body._integrationId, id, `${key} gave another integration`);
    return ids.set(key, reply.body._integrationId);
  });
  return ids;
}

async function checkInstallCount(world, { made }) {
  const { numInstalls } = await world.owner().read(`/v1/templates/${world.template}`);
  assert.equal(numInstalls ?? 0, made.length, 'what the template tells of its installs');
}

async function checkRepeats(world, ledger) {
  const keyed = ledger.installs.filter(({ key }) => key).slice(-REPEATS);
  const first = await repeat(world, keyed);
  const second = await repeat(world, keyed);
  for (const [key, id] of first) assert.equal(second.get(key), id, `${key} asked for twice more`);
  assert.equal(new Set(first.values()).size, first.size, 'two keys gave one integration');
  const names = new Map();
  for (const { collection, doc } of (await readAll(world.client())).values()) {
    if (collection === 'integrations') names.set(doc.name, (names.get(doc.name) ?? 0) + 1);
  }
  for (const { name } of keyed) assert.equal(names.get(name), 1, `integrations named ${name}`);
}

async function digaVerdict(world, ledger) {
  const client = world.client();
  const lost = await failing(sampled(ledger.copies), (entry) => isThere(client, entry));
  const all = [];
  for (let after = ''; ; ) {
    const page = await client.read(`${ROOT}?limit=100&order=asc&after=${after}`);
    all.push(...page.data.filter((one) => one.source_integration_template_id));
    if (!page.has_more) break;
    after = page.last_id;
  }
  assert.ok(all.length >= ledger.copies.length, `${all.length} of ${ledger.copies.length} copies`);
  const isWhole = async ({ id }) => (await toolsOf(client, id)).size === TOOLS_OF_A_COPY;
  const partial = await failing(sampled(all), isWhole);
  return {
    made: all.map(({ id }) => id),
    lost: lost.map(({ path }) => path),
    partial: partial.map(({ id }) => id),
  };
}

/** Installations, of both dialects, without exactly one entry of the audit, and the reverse. */
async function auditVerdict(world, made) {
  const times = new Map(made.map((id) => [id, 0]));
  for (let skip = 0, more = true; more; skip += 1000) {
    const path = `/v1/audit?event=install&limit=1000&skip=${skip}`;
    const page = await world.client().list(path);
    for (const { _resourceId } of page) times.set(_resourceId, (times.get(_resourceId) ?? 2) + 1);
    more = page.length === 1000;
  }
  const wrong = [...times].filter(([, count]) => count !== 1);
  return { lost: [], partial: wrong.map(([id, count]) => `${id}: ${count} entries of the audit`) };
}

async function uploadsVerdict(world, ledger) {
  const client = world.client();
  const lost = [];
  const partial = [];
  await failing(sampled(ledger.uploads), async ({ runKey, name }) => {
    const reply = await client.get(previewPath(runKey));
    if (reply.status !== 200) lost.push(`${runKey}: ${reply.text}`);
    else if (reply.body.objects[0].doc.name !== name) partial.push(runKey);
    return true;
  });
  return { lost, partial };
}

/**
 * Holds what is there against what the load was told, and says it in one line. Everything must be
 * well again before.
 */
export async function report(t, load, least = 50) {
  const { world, ledger, refused, dropped } = load;
  const templates = await failing(ledger.templates, (entry) => isThere(world.owner(), entry));
  const installs = await installsVerdict(world, ledger);
  const diga = await digaVerdict(world, ledger);
  const parts = [
    installs,
    diga,
    await auditVerdict(world, [...installs.made, ...diga.made]),
    await uploadsVerdict(world, ledger),
    { lost: templates.map(({ path }) => path), partial: [] },
  ];
  const lost = parts.flatMap((part) => part.lost);
  const partial = parts.flatMap((part) => part.partial);
  t.diagnostic(
    `${t.name}: acknowledged ${ledger.count}, lost ${lost.length}, in part ${partial.length}, ` +
      `refused ${refused}, cut off ${dropped}, slowest answer ${Math.round(load.slowest)} ms`,
  );
  assert.ok(ledger.count >= least, `too few acknowledged to mean anything: ${ledger.count}`);
  assert.deepEqual(lost, []);
  assert.deepEqual(partial, []);
  await checkInstallCount(world, installs);
  await checkRepeats(world, ledger);
}
