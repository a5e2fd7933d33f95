import { createServer } from 'node:http';

const bytes = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part)));

/** The least of each form that can be told by its bytes. */
export const PICTURES = {
  png: bytes([0x89], 'PNG\r\n', [0x1a, 0x0a], 'png'),
  jpeg: bytes([0xff, 0xd8, 0xff, 0xe0], 'jpeg'),
  gif: bytes('GIF89a', 'gif'),
  webp: bytes('RIFF', [4, 0, 0, 0], 'WEBPVP8 '),
};

const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
const MIB = 1024 * 1024;

const ANSWERS = {
  '/largest': () => bytes(PICTURES.png, Buffer.alloc(MIB - PICTURES.png.length)),
  '/too-large': () => bytes(PICTURES.png, Buffer.alloc(MIB)),
  '/svg': () => SVG,
  '/page': () => '<!DOCTYPE html><script>alert(1)</script>',
};

/**
 * A host of pictures that says "text/html" of all it has. `/hold...` answers with a PNG once
 * `release()` was called. Gives {url, asked, stop}; `asked(path)` counts requests.
 */
export async function startPictureHost() {
  const counts = new Map();
  const seen = [];
  let release;
  const released = new Promise((resolve) => (release = resolve));
  const server = createServer(async (request, response) => {
    const path = request.url;
    counts.set(path, (counts.get(path) ?? 0) + 1);
    seen.push(request.headers);
    if (path.startsWith('/hold')) await released;
    if (path === '/moved') return response.writeHead(302, { location: '/png' }).end();
    if (path === '/lost') return response.writeHead(302, { location: 'http://[::1]:1/' }).end();
    const body = path.startsWith('/hold')
      ? PICTURES.png
      : (PICTURES[path.slice(1)] ?? ANSWERS[path]?.());
    response.writeHead(body ? 200 : 404, { 'content-type': 'text/html' }).end(body ?? '');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    asked: (path) => counts.get(path) ?? 0,
    /** The headers of all requests so far. */
    seen,
    release: () => release(),
    async stop() {
      release();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
