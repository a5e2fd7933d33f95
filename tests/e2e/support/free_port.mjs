import net from 'node:net';

// Below the ports that the system gives to whoever asks for any: nobody else comes by one of these
// between this look and its use.
const FIRST = 20_000;
const COUNT = 12_000;

const isFree = (port) =>
  new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });

/** A port of 127.0.0.1 that nothing listens on, for a server that needs to know its own. */
export async function freePort() {
  for (let tries = 0; tries < 1000; ++tries) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (await isFree(port)) return port;
  }
  throw new Error('no port is free');
}
