// pack.mjs SITE_DIR PACK_FILE: packs the built site into the one file that becomes part of the
// server. src/surface/web/pack.h tells the form. The same site gives the same bytes.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const MAGIC = 'imprint-page-1\n';
const MEDIA_TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/vnd.microsoft.icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};
// What the server takes for a path.
const NAME = /^[\w.-]+(\/[\w.-]+)*$/;
// Vite puts a hash of eight characters into the names of what it makes.
const HASHED = /^assets\/.+-[\w-]{8}\.\w+$/;

const [site, target] = process.argv.slice(2);
if (!site || !target) {
  console.error('usage: pack.mjs SITE_DIR PACK_FILE');
  process.exit(2);
}

function filesOf(folder) {
  return readdirSync(path.join(site, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    return entry.isDirectory() ? filesOf(name) : [name];
  });
}

function mediaTypeOf(name) {
  if (!NAME.test(name) || name.includes('..')) throw new Error(`${name}: take plain names only`);
  const type = MEDIA_TYPES[path.extname(name)];
  if (!type) throw new Error(`${name}: which media type is that? Add it to web/scripts/pack.mjs.`);
  return type;
}

function brotli(bytes) {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = zlib.constants;
  const params = { [BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return zlib.brotliCompressSync(bytes, { params });
}

const pieces = [];
let used = 0;
function place(bytes) {
  const range = [used, bytes.length];
  pieces.push(bytes);
  used += bytes.length;
  return range;
}

function describe(name) {
  const bytes = readFileSync(path.join(site, name));
  const file = {
    path: name,
    type: mediaTypeOf(name),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    immutable: HASHED.test(name),
    identity: place(bytes),
  };
  const forms = { gzip: zlib.gzipSync(bytes, { level: 9 }), br: brotli(bytes) };
  for (const [coding, form] of Object.entries(forms)) {
    if (form.length < bytes.length) file[coding] = place(form);
  }
  return file;
}

const pages = JSON.parse(readFileSync(new URL('../pages.json', import.meta.url)));
// By bytes, as the server looks them up.
const names = filesOf('').sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
if (!names.includes('index.html')) throw new Error(`${site} has no index.html`);
const index = Buffer.from(JSON.stringify({ pages, files: names.map(describe) }));
const size = Buffer.alloc(4);
size.writeUInt32LE(index.length);

mkdirSync(path.dirname(target), { recursive: true });
// A build that breaks off leaves no half of a pack.
writeFileSync(`${target}.new`, Buffer.concat([Buffer.from(MAGIC), size, index, ...pieces]));
renameSync(`${target}.new`, target);
console.log(`${target}: ${names.length} files, ${used} bytes in all forms`);
