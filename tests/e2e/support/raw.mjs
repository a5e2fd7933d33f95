import net from 'node:net';

const TIMEOUT_MS = 60_000;

/** A TCP connection to drive by hand: write(), end(), and read one HTTP answer after another. */
export function connect(port) {
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let received = Buffer.alloc(0);
  let ended = false;
  let wake = () => {};
  const changed = () => wake();
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    changed();
  });
  // A server may close while we still write; what it said before that counts.
  socket.on('error', () => {
    ended = true;
    changed();
  });
  socket.on('end', () => {
    ended = true;
    changed();
  });
  socket.on('close', () => {
    ended = true;
    changed();
  });

  const until = (condition) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`no complete answer, got: ${received.toString('latin1')}`));
      }, TIMEOUT_MS);
      wake = () => {
        const value = condition();
        if (value === undefined) return;
        clearTimeout(timer);
        wake = () => {};
        resolve(value);
      };
      wake();
    });

  return {
    write: (bytes) => socket.write(bytes),
    end: () => socket.end(),
    close: () => socket.destroy(),
    /** The next answer as {status, headers: Map, text}; null when the server closed instead. */
    answer: () =>
      until(() => {
        const [answer, used] = parseAnswer(received);
        if (answer) {
          received = received.subarray(used);
          return answer;
        }
        return ended ? null : undefined;
      }),
    /** Waits until the server has read a head with "Expect: 100-continue". */
    continued: () => until(() => (received.includes('HTTP/1.1 100 ') || ended ? true : undefined)),
    closed: () => until(() => (ended ? true : undefined)),
  };
}

/** Sends `bytes` on a new connection and gives the one answer. */
export async function exchange(port, bytes) {
  const connection = connect(port);
  connection.write(bytes);
  try {
    return await connection.answer();
  } finally {
    connection.close();
  }
}

/** The text of a request head, with Host and a blank line. */
export function head(method, target, headers = {}) {
  const lines = Object.entries({ Host: '127.0.0.1', ...headers }).map(([k, v]) => `${k}: ${v}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

function parseAnswer(bytes) {
  const gap = bytes.indexOf('\r\n\r\n');
  if (gap < 0) return [null, 0];
  const [statusLine, ...lines] = bytes.subarray(0, gap).toString('latin1').split('\r\n');
  const status = Number(statusLine.split(' ')[1]);
  if (status === 100) {
    const [answer, used] = parseAnswer(bytes.subarray(gap + 4));
    return [answer, used + gap + 4];
  }
  const headers = new Map();
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  const length = Number(headers.get('content-length') ?? 0);
  if (bytes.length < gap + 4 + length) return [null, 0];
  const text = bytes.subarray(gap + 4, gap + 4 + length).toString('utf8');
  let body;
  if (/\bjson\b/.test(headers.get('content-type') ?? '') && text) body = JSON.parse(text);
  // The shape of client.mjs's replies, so that the same assertions take both.
  return [{ status, headers, text, body }, gap + 4 + length];
}
