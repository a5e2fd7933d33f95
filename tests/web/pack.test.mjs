import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';

const script = fileURLToPath(new URL('../../web/scripts/pack.mjs', import.meta.url));
const pages = JSON.parse(readFileSync(new URL('../../web/pages.json', import.meta.url)));
const MAGIC = 'imprint-page-1\n';

const files = {
  'index.html': `<!doctype html>${'<p>text</p>'.repeat(500)}`,
  'assets/app-Ab12Cd3_.js': 'console.log(1);'.repeat(500),
  'assets/Upper-12345678.css': 'b{}',
  'favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'assets/plain.js': '',
};

let folder;
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'imprint-pack-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function siteOf(name, content) {
  const site = path.join(folder, name);
  for (const [file, text] of Object.entries(content)) {
    mkdirSync(path.dirname(path.join(site, file)), { recursive: true });
    writeFileSync(path.join(site, file), text);
  }
  return site;
}

function pack(site, target) {
  const run = spawnSync(process.execPath, [script, site, target], { encoding: 'utf8' });
  return { code: run.status, stderr: run.stderr };
}

function read(file) {
  const bytes = readFileSync(file);
  assert.equal(bytes.toString('latin1', 0, MAGIC.length), MAGIC);
  const size = bytes.readUInt32LE(MAGIC.length);
  const start = MAGIC.length + 4;
  const content = bytes.subarray(start + size);
  const index = JSON.parse(bytes.subarray(start, start + size));
  return { index, slice: ([begin, length]) => content.subarray(begin, begin + length), content };
}

it('holds every file, as it is and in the forms that are smaller', () => {
  const target = path.join(folder, 'deep', 'site.pack');
  assert.equal(pack(siteOf('site', files), target).code, 0);
  const { index, slice, content } = read(target);
  assert.deepEqual(index.pages, pages);
  assert.deepEqual(
    index.files.map((file) => file.path),
    Object.keys(files).sort(),
  );
  let bytes = 0;
  for (const file of index.files) {
    const text = Buffer.from(files[file.path]);
    assert.deepEqual(slice(file.identity), text, file.path);
    assert.equal(file.sha256, createHash('sha256').update(text).digest('hex'));
    assert.equal('gzip' in file, text.length > 1000, file.path);
    assert.equal('br' in file, text.length > 1000, file.path);
    if (file.gzip) assert.deepEqual(zlib.gunzipSync(slice(file.gzip)), text);
    if (file.br) assert.deepEqual(zlib.brotliDecompressSync(slice(file.br)), text);
    for (const range of [file.identity, file.gzip, file.br]) bytes += range?.[1] ?? 0;
  }
  assert.equal(bytes, content.length);
});

it('tells which files may be kept for ever', () => {
  const target = path.join(folder, 'kept.pack');
  assert.equal(pack(siteOf('kept', files), target).code, 0);
  const kept = read(target).index.files.filter((file) => file.immutable);
  assert.deepEqual(
    kept.map((file) => file.path),
    ['assets/Upper-12345678.css', 'assets/app-Ab12Cd3_.js'],
  );
});

it('gives the same bytes for the same site, whenever it was built', () => {
  const [one, other] = [siteOf('one', files), siteOf('other', files)];
  utimesSync(path.join(other, 'index.html'), 1, 1);
  const targets = [path.join(folder, 'one.pack'), path.join(folder, 'other.pack')];
  assert.equal(pack(one, targets[0]).code, 0);
  assert.equal(pack(other, targets[1]).code, 0);
  assert.deepEqual(readFileSync(targets[0]), readFileSync(targets[1]));
});

it('refuses a site that the server could not serve, and leaves no pack', () => {
  const wrong = {
    none: {},
    noIndex: { 'a.js': 'x' },
    unknownType: { ...files, 'assets/a.xyz': 'x' },
    noType: { ...files, LICENSE: 'x' },
    oddName: { ...files, 'assets/a b.js': 'x' },
  };
  for (const [name, content] of Object.entries(wrong)) {
    const target = path.join(folder, `${name}.pack`);
    const { code, stderr } = pack(siteOf(name, content), target);
    assert.notEqual(code, 0, name);
    assert.ok(stderr.length > 0, name);
    assert.throws(() => readFileSync(target), { code: 'ENOENT' }, name);
  }
});
