// An HTTP proxy in front of an object store that fails as a test wants it to.
//
//   import { startFaultProxy } from "./fault_proxy.mjs";
//   const proxy = await startFaultProxy("http://127.0.0.1:8080");
//   proxy.url                            what clients connect to, on a free port of 127.0.0.1
//   proxy.mode("slow", { ms: 800 });     how it treats the requests that come from now on
//   proxy.counts()                       requests since the last mode(): { requests, failed }
//   await proxy.stop();
//
// Modes:
//   pass                    hands everything on
//   refuse                  cuts every connection, those under way too
//   slow { ms }             waits so long before each request goes on
//   unavailable { status }  answers by itself: 503 SlowDown, or another status
//   cut                     cuts the connection in the middle of the answer's body, or of its head
//   cutUpload               cuts it in the middle of the request's body; without one, at once
// Every mode takes { times: N }: the first N requests only, then pass; and { only: "PUT" }: requests
// of that method only.
//
// On its own:  node fault_proxy.mjs TARGET  prints its URL; lines like `slow {"ms":800}` on its
// standard input change the mode, and the end of the input ends it.
import http from "node:http";
import readline from "node:readline";
import { pathToFileURL } from "node:url";

const MODES = ["pass", "refuse", "slow", "unavailable", "cut", "cutUpload"];

// Signatures cover the Host header, so it goes on as it came: clients that sign for this proxy's
// address are believed by servers that take any host.
function forward(target, request, onAnswer, onFailure) {
  const onward = http.request(
    {
      host: target.hostname,
      port: target.port,
      method: request.method,
      path: request.url,
      headers: request.rawHeaders,
      agent: false,
    },
    onAnswer,
  );
  onward.on("error", onFailure);
  return onward;
}

function passOn(target, request, response) {
  const onward = forward(
    target,
    request,
    (answer) => {
      response.writeHead(answer.statusCode, answer.rawHeaders);
      answer.on("error", () => response.destroy());
      if (request.method === "HEAD") response.end();
      else answer.pipe(response);
    },
    // Swift's proxy answers some HEADs with the end of a chunked body, which Node takes for an
    // error once the whole answer is there.
    () => {
      if (!response.headersSent || request.method !== "HEAD") response.destroy();
    },
  );
  response.on("close", () => onward.destroy());
  request.pipe(onward);
}

function cutHead(response, status) {
  response.socket?.end(`HTTP/1.1 ${status} X\r\nContent-Le`);
}

// Half of the answer's body; an answer without one loses half of its head.
function cutAnswer(target, request, response) {
  const onward = forward(
    target,
    request,
    (answer) => {
      if (request.method === "HEAD") {
        cutHead(response, answer.statusCode);
        return;
      }
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("error", () => response.destroy());
      answer.on("end", () => {
        const body = Buffer.concat(parts);
        if (body.length === 0) {
          cutHead(response, answer.statusCode);
          return;
        }
        const socket = response.socket;
        response.writeHead(answer.statusCode, answer.rawHeaders);
        response.write(body.subarray(0, body.length >> 1), () => socket.destroySoon());
      });
    },
    () => response.destroy(),
  );
  request.pipe(onward);
}

function cutRequest(request, response) {
  const half = Number(request.headers["content-length"] ?? 0) / 2;
  if (half === 0) {
    request.socket.destroy();
    return;
  }
  let got = 0;
  request.on("error", () => {});
  request.on("data", (part) => {
    got += part.length;
    if (got >= half) response.destroy();
  });
}

function refuseInWords(request, response, status) {
  request.resume();
  const code = status === 503 ? "SlowDown" : "InternalError";
  const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>as told</Message></Error>`;
  response.writeHead(status, { "Content-Type": "application/xml", "Content-Length": body.length });
  response.end(request.method === "HEAD" ? undefined : body);
}

export async function startFaultProxy(targetUrl) {
  const target = new URL(targetUrl);
  const sockets = new Set();
  const timers = new Set();
  let current = { name: "pass", left: Infinity };
  let counts = { requests: 0, failed: 0 };

  function takeMode(request) {
    const { name, only, left } = current;
    counts.requests += 1;
    if (name === "pass" || left <= 0 || (only && only !== request.method)) return "pass";
    current.left -= 1;
    counts.failed += 1;
    return name;
  }

  function treat(request, response) {
    const options = current;
    switch (takeMode(request)) {
      case "refuse":
        request.socket.destroy();
        break;
      case "slow": {
        const timer = setTimeout(() => {
          timers.delete(timer);
          passOn(target, request, response);
        }, options.ms ?? 1000);
        timers.add(timer);
        break;
      }
      case "unavailable":
        refuseInWords(request, response, options.status ?? 503);
        break;
      case "cut":
        cutAnswer(target, request, response);
        break;
      case "cutUpload":
        cutRequest(request, response);
        break;
      default:
        passOn(target, request, response);
    }
  }

  const server = http.createServer({ requestTimeout: 0 }, treat);
  server.on("clientError", (_, socket) => socket.destroy());
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    const always = current.left === Infinity && !current.only;
    if (current.name === "refuse" && always) socket.resetAndDestroy();
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });

  const cutAll = () => sockets.forEach((socket) => socket.destroy());
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    mode(name, options = {}) {
      if (!MODES.includes(name)) throw new Error(`no mode ${name}; there are ${MODES.join(", ")}`);
      current = { ...options, name, left: options.times ?? Infinity };
      counts = { requests: 0, failed: 0 };
      if (name === "refuse") cutAll();
    },
    counts: () => ({ ...counts }),
    stop() {
      timers.forEach(clearTimeout);
      cutAll();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

async function main() {
  const proxy = await startFaultProxy(process.argv[2]);
  console.log(proxy.url);
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [, name, options] = line.match(/^(\w+)\s*(.*)$/) ?? [];
    if (name) proxy.mode(name, options ? JSON.parse(options) : {});
    console.log(`mode ${name}`);
  }
  await proxy.stop();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
