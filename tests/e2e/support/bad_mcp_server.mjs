import { createServer } from 'node:http';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';

const VERSION = '2025-11-25';
const BODY_BYTES = 1_000_000;

/** The key that every mode takes; /401 takes none. */
export const KEY = 'mcp-test-key';
/** The tools of the modes that work, in order. */
export const TOOLS = ['first', 'second', 'third'].map((name) => ({
  name,
  description: `The ${name} tool`,
  inputSchema: { type: 'object', properties: { amount: { type: 'number', default: 1.5 } } },
}));

/**
 * Starts an MCP server on a free port of 127.0.0.1 that behaves as the path of each request says:
 *
 * these list TOOLS: /json, /sse, /sse-open (keeps every stream open after the answer),
 * /session-required (insists on its session and version headers), /paged (one tool a page),
 * /forgetful (forgets the first session of each server once), /old-version (2025-03-26), /keyed
 * (wants KEY);
 * these fail: /slow (never answers), /slow-list (answers initialize only), /drip (a byte a
 * second), /truncated (closes within the body), /wrong-json, /wrong-id, /endless-pages,
 * /same-page, /redirect, /401, /403, /500, /html, /huge, /error (a JSON-RPC error that repeats the
 * key), /future-version, /bad-tool, /deep-schema, /reset (closes without an answer).
 *
 * Gives {url, at(mode), requests, stop}: `requests` are {mode, method, rpc, headers} so far.
 */
export async function startBadMcpServer() {
  const state = { requests: [], sessions: new Set(), forgotten: false, timers: new Set() };
  const server = createServer((request, response) => {
    answer(state, request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  return {
    url,
    at: (mode) => `${url}/${mode}`,
    requests: state.requests,
    async stop() {
      for (const timer of state.timers) clearInterval(timer);
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(state, request, response) {
  const mode = new URL(request.url, 'http://localhost').pathname.slice(1);
  const body = await readBody(request);
  const rpc = body ? JSON.parse(body) : undefined;
  state.requests.push({ mode, method: request.method, rpc, headers: request.headers });
  const call = { state, mode, request, response, rpc };
  if (ANYWHERE[mode]) return ANYWHERE[mode](call);
  if (mode === 'keyed' && request.headers.authorization !== `Bearer ${KEY}`) {
    return response.writeHead(401).end();
  }
  if (request.method === 'DELETE') {
    const known = state.sessions.delete(request.headers['mcp-session-id']);
    return response.writeHead(known ? 200 : 405).end();
  }
  if (request.method !== 'POST') return response.writeHead(405).end();
  if (!checkSession(call)) return undefined;
  if (rpc.method === 'initialize') return initialize(call);
  if (rpc.id === undefined) return response.writeHead(202).end();
  if (rpc.method !== 'tools/list') return replyError(call, -32601, 'Method not found');
  return LISTS[mode] ? LISTS[mode](call) : reply(call, { tools: TOOLS });
}

async function readBody(request) {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > BODY_BYTES) throw new Error('too large a request');
  }
  return text;
}

function initialize(call) {
  const versions = { 'future-version': '2099-01-01', 'old-version': '2025-03-26' };
  if (SESSION_MODES.includes(call.mode)) {
    const id = randomUUID();
    call.state.sessions.add(id);
    call.response.setHeader('Mcp-Session-Id', id);
  }
  return reply(call, {
    protocolVersion: versions[call.mode] ?? VERSION,
    capabilities: { tools: { listChanged: true } },
    serverInfo: { name: 'bad-mcp-server', version: '1.0.0' },
  });
}

const SESSION_MODES = ['session-required', 'forgetful', 'endless-pages'];

/** False when the request was answered because its session or version is not right. */
function checkSession({ state, mode, request, response, rpc }) {
  if (!SESSION_MODES.includes(mode) || rpc.method === 'initialize') return true;
  const id = request.headers['mcp-session-id'];
  if (mode === 'forgetful' && rpc.method === 'tools/list' && !state.forgotten) {
    state.forgotten = true;
    state.sessions.delete(id);
  }
  const versioned = request.headers['mcp-protocol-version'] === VERSION;
  const status = !id || !versioned ? 400 : state.sessions.has(id) ? 0 : 404;
  if (status) response.writeHead(status).end();
  return !status;
}

const isStream = (mode) => mode.startsWith('sse');
const event = (message) => `event: message\ndata: ${JSON.stringify(message)}\n\n`;

function reply(call, result) {
  send(call, { jsonrpc: '2.0', id: call.rpc.id, result });
}

function replyError(call, code, message) {
  send(call, { jsonrpc: '2.0', id: call.rpc.id, error: { code, message } });
}

function send({ mode, response, rpc }, message) {
  if (!isStream(mode)) return sendText(response, JSON.stringify(message));
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  // What a server may say before it answers: an event that only carries an id, a comment, a
  // notification, and a request whose id is also ours.
  response.write('id: 1\ndata:\n\n: still here\n\n');
  const params = { level: 'info', data: 'busy' };
  response.write(event({ jsonrpc: '2.0', method: 'notifications/message', params }));
  response.write(event({ jsonrpc: '2.0', id: rpc.id, method: 'ping' }));
  response.write(event(message).replaceAll('\n', '\r\n'));
  if (mode !== 'sse-open') response.end();
  return undefined;
}

function sendText(response, text, type = 'application/json') {
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) });
  response.end(text);
}

/** Modes that are the same whatever is asked. */
const ANYWHERE = {
  slow: () => {},
  drip({ state, response }) {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    const timer = setInterval(() => response.write(' '), 1000);
    state.timers.add(timer);
    response.on('close', () => {
      clearInterval(timer);
      state.timers.delete(timer);
    });
  },
  redirect: ({ response }) => response.writeHead(307, { Location: '/json' }).end(),
  401: ({ response }) => response.writeHead(401, { 'WWW-Authenticate': 'Bearer' }).end(),
  403: ({ response }) => response.writeHead(403).end(),
  500: ({ response }) => response.writeHead(500).end('Internal Server Error'),
  html: ({ response }) => sendText(response, '<!doctype html><title>Welcome</title>', 'text/html'),
  reset: ({ response }) => response.destroy(),
};

/** Modes that begin well and go wrong, or otherwise, when the tools are listed. */
const LISTS = {
  'slow-list': () => {},
  truncated({ response, rpc }) {
    const text = JSON.stringify({ jsonrpc: '2.0', id: rpc.id, result: { tools: TOOLS } });
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': text.length });
    response.write(text.slice(0, text.length / 2), () => response.destroy());
  },
  'wrong-json': ({ response, rpc }) =>
    sendText(response, `{"jsonrpc":"2.0","id":${rpc.id},"result":{"tools":[,]}}`),
  'wrong-id': ({ response, rpc }) =>
    sendText(response, JSON.stringify({ jsonrpc: '2.0', id: rpc.id + 1, result: { tools: [] } })),
  paged(call) {
    const at = Number(call.rpc.params?.cursor ?? 0);
    const nextCursor = at + 1 < TOOLS.length ? String(at + 1) : undefined;
    reply(call, { tools: TOOLS.slice(at, at + 1), nextCursor });
  },
  'endless-pages'(call) {
    const at = Number(call.rpc.params?.cursor ?? 0);
    reply(call, { tools: [{ ...TOOLS[0], name: `tool_${at}` }], nextCursor: String(at + 1) });
  },
  'same-page': (call) => reply(call, { tools: TOOLS, nextCursor: 'again' }),
  huge: ({ response, rpc }) =>
    sendText(
      response,
      JSON.stringify({ jsonrpc: '2.0', id: rpc.id, result: { _meta: 'x'.repeat(5 << 20) } }),
    ),
  error: (call) =>
    replyError(call, -32000, `\u001b[31mNo: ${call.request.headers.authorization ?? 'no key'}\n`),
  'bad-tool': (call) => reply(call, { tools: [TOOLS[0], { ...TOOLS[1], name: 'two\nlines' }] }),
  'deep-schema'(call) {
    let inputSchema = {};
    for (let level = 1; level < 150; ++level) inputSchema = { properties: inputSchema };
    reply(call, { tools: [{ ...TOOLS[0], inputSchema }] });
  },
};

// By hand: node bad_mcp_server.mjs
if (process.argv[1] === new URL(import.meta.url).pathname) {
  const server = await startBadMcpServer();
  console.log(server.url);
}
