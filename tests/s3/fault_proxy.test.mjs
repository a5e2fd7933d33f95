// node --test tests/s3/
import assert from "node:assert/strict";
import http from "node:http";
import { after, before, beforeEach, test } from "node:test";

import { startFaultProxy } from "./fault_proxy.mjs";

const BODY = "x".repeat(100_000);
let proxy;
let server;
let received = [];

before(async () => {
  server = http.createServer(async (request, response) => {
    let bytes = 0;
    try {
      for await (const part of request) bytes += part.length;
    } catch {
      received.push({ method: request.method, whole: false });
      return;
    }
    received.push({ method: request.method, host: request.headers.host, bytes, whole: true });
    response.writeHead(200, { "Content-Length": BODY.length });
    response.end(request.method === "HEAD" ? undefined : BODY);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  proxy = await startFaultProxy(`http://127.0.0.1:${server.address().port}`);
});

after(async () => {
  await proxy.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  received = [];
  proxy.mode("pass");
});

const get = async () => (await fetch(proxy.url + "/a?b=c")).text();

test("passes everything on, with the Host header as it came", async () => {
  assert.equal(await get(), BODY);
  const put = await fetch(proxy.url + "/a", { method: "PUT", body: BODY });
  assert.equal(put.status, 200);
  assert.equal(received[1].bytes, BODY.length);
  assert.equal(received[0].host, new URL(proxy.url).host);
});

test("refuses, and serves again", async () => {
  proxy.mode("refuse");
  await assert.rejects(get);
  proxy.mode("pass");
  assert.equal(await get(), BODY);
  assert.equal(received.length, 1);
});

test("waits before it goes on", async () => {
  proxy.mode("slow", { ms: 200 });
  const start = performance.now();
  assert.equal(await get(), BODY);
  assert.ok(performance.now() - start >= 190);
});

test("answers 503 so many times", async () => {
  proxy.mode("unavailable", { times: 2 });
  for (const status of [503, 503, 200]) {
    const answer = await fetch(proxy.url);
    assert.equal(answer.status, status);
    await answer.text();
  }
  assert.deepEqual(proxy.counts(), { requests: 3, failed: 2 });
});

test("fails one method only", async () => {
  proxy.mode("unavailable", { only: "PUT", status: 500 });
  assert.equal(await get(), BODY);
  const put = await fetch(proxy.url, { method: "PUT", body: "x" });
  assert.equal(put.status, 500);
  await put.text();
});

test("cuts the answer", async () => {
  proxy.mode("cut");
  const answer = await fetch(proxy.url);
  assert.equal(answer.status, 200);
  await assert.rejects(answer.text());
  await assert.rejects(fetch(proxy.url, { method: "HEAD" }));
});

test("cuts the request", async () => {
  proxy.mode("cutUpload");
  await assert.rejects(fetch(proxy.url, { method: "PUT", body: "x".repeat(1_000_000) }));
  assert.ok(received.every((one) => !one.whole));
});

test("knows its modes", () => {
  assert.throws(() => proxy.mode("sloow"), /no mode sloow/);
});
