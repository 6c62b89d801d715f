// Node's own server, Express, and the two proxies that stand in front of most development servers.
import { Server, freePort, request, run, write } from "./kit.mjs";
import { shooter } from "./shot.mjs";

const APP = `import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
const require = createRequire(process.env.TOOLS + '/node_modules/');
const express = require('express');
const httpProxy = require('http-proxy');
const { createProxyMiddleware } = await import(require.resolve('http-proxy-middleware'));
const [node, shop, plain, middle] = process.argv.slice(2, 6).map(Number);
const { down, empty, slow, plainUp } = JSON.parse(process.argv[6]);

// Node alone.
const limits = { headersTimeout: 1000, requestTimeout: 2000, connectionsCheckingInterval: 200, maxHeaderSize: 8192 };
const server = http.createServer(limits, (request, response) => response.end('fine'));
server.listen(node, '127.0.0.1');

// Express.
const app = express();
app.use(express.json({ limit: '1kb' }));
app.get('/orders/:id', request => request.user.orders[request.params.id]);
app.get('/pool', async () => {
  const error = new Error('connect ECONNREFUSED 127.0.0.1:5432');
  throw Object.assign(error, { code: 'ECONNREFUSED' });
});
app.get('/status/:code', (request, response) => response.sendStatus(Number(request.params.code)));
app.post('/cart', (request, response) => response.json(request.body));
app.listen(shop, '127.0.0.1');

// http-proxy with no handler of its own for errors but the one of its manual.
const proxy = httpProxy.createProxyServer({ proxyTimeout: 800 });
proxy.on('error', (error, request, response) => {
  console.error(error);
  response.writeHead(500, { 'Content-Type': 'text/plain' });
  response.end('Something went wrong. And we are reporting a custom error message.');
});
http.createServer((request, response) => {
  const to = { '/down': down, '/empty': empty, '/slow': slow }[request.url] ?? plainUp;
  proxy.web(request, response, { target: 'http://127.0.0.1:' + to });
}).listen(plain, '127.0.0.1');

// http-proxy-middleware, whose own handler answers.
const front = express();
for (const [path, to] of Object.entries({ down, empty, slow })) {
  front.use('/' + path, createProxyMiddleware({ target: 'http://127.0.0.1:' + to, proxyTimeout: 800, logger: console }));
}
front.use('/name', createProxyMiddleware({ target: 'http://orders-api.invalid', logger: console }));
front.listen(middle, '127.0.0.1');
`;

const EXPRESS = "https://expressjs.com/en/guide/error-handling.html";
const HTTP = "https://nodejs.org/api/http.html";
const MIDDLEWARE = "https://github.com/chimurai/http-proxy-middleware";

export async function record(lab) {
  const { up, samples, tools } = lab;
  const folder = lab.place("node");
  write(folder, "app.mjs", APP);
  const [node, shop, plain, middle] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const to = JSON.stringify({ down: up.down, empty: up.empty, slow: up.slow, plainUp: up.fine });
  const server = new Server(["node", "app.mjs", ...[node, shop, plain, middle].map(String), to], {
    cwd: folder,
    env: { TOOLS: tools, NODE_ENV: "" },
    output: `${folder}/output`,
  });
  await server.listens(middle);
  const logs = { error: `${folder}/output` };
  const { readFileSync } = await import("node:fs");
  const version = (name) => JSON.parse(readFileSync(`${tools}/node_modules/${name}/package.json`, "utf8")).version;
  const nodeVersion = (await run(["node", "--version"])).stdout.trim();
  const get = (port, target, { request: how, ...more } = {}) => shooter(port, logs)(request(target, how), more);
  const keepAs = (product, source, before) => (name, about, own, wants) =>
    samples.keep(`${product}-${name}`, { product, hop: "origin", source, ...about, made: `${before}, ${about.made}` }, own, wants);
  const error = { error: /./ };

  const express = keepAs("express", EXPRESS, `Express ${version("express")}`);
  express(
    "exception",
    { code: 500, cause: "app-exception", made: "a TypeError in a handler", told: "all" },
    await get(shop, "/orders/42", error),
    ["headers", "page", "error"],
  );
  express(
    "rejection",
    { code: 500, cause: "connection-refused", made: "a database that refuses, in a handler that waits for it", told: "all" },
    await get(shop, "/pool"),
    ["page"],
  );
  express("missing", { code: 404, cause: "not-found", made: "no such route" }, await get(shop, "/old"), ["headers", "page"]);
  express(
    "method",
    { code: 404, cause: "not-found", made: "DELETE where only POST is known" },
    await get(shop, "/cart", { request: { method: "DELETE" } }),
    ["page"],
  );
  express(
    "json",
    { code: 400, cause: "bad-request", made: "broken JSON", told: "all" },
    await get(shop, "/cart", { request: { method: "POST", body: '{"item": shoe}', headers: { "Content-Type": "application/json" } } }),
    ["html", "page"],
  );
  express(
    "big-body",
    { code: 413, cause: "body-too-large", made: "more than express.json allows" },
    await get(shop, "/cart", {
      request: { method: "POST", body: JSON.stringify("x".repeat(3000)), headers: { "Content-Type": "application/json" } },
    }),
    ["html"],
  );
  express("decode", { code: 400, cause: "bad-request", made: "a broken escape in the path", told: "all" }, await get(shop, "/orders/%zz"), [
    "page",
  ]);
  express("status-503", { code: 503, made: "sendStatus(503)" }, await get(shop, "/status/503"), ["headers"]);
  express("status-429", { code: 429, made: "sendStatus(429)", cause: "rate-limited" }, await get(shop, "/status/429"), ["headers"]);

  // A bare status line: nothing says that it is Node's.
  const own = keepAs("node", HTTP, `Node.js ${nodeVersion}`);
  const talkTo = shooter(node, logs);
  const silent = [["headers", { product: "", hop: "" }]];
  own(
    "bad-line",
    { code: 400, cause: "bad-request", made: "a request line that is none", told: [] },
    await talkTo("hello\r\n\r\n"),
    silent,
  );
  own(
    "big-cookie",
    { code: 431, cause: "request-headers-too-big", made: "a cookie of 40 kB" },
    await get(node, "/", { request: { headers: { Cookie: `a=${"b".repeat(40000)}` } } }),
    silent,
  );
  own(
    "slow-client",
    { code: 408, cause: "client-slow", made: "headers that never end" },
    await talkTo("GET / HTTP/1.1\r\nHost: shop.example\r\n", { ms: 4000 }),
    silent,
  );
  own(
    "expect",
    { code: 417, made: "Expect: 200-ok", cause: "bad-request", told: [] },
    await get(node, "/", { request: { headers: { Expect: "200-ok" } } }),
    silent,
  );

  // The printed error is Node's, and names no status.
  const bare = [["error", { code: undefined }]];
  const proxy = keepAs("http-proxy", "https://github.com/http-party/node-http-proxy", `http-proxy ${version("http-proxy")}`);
  proxy(
    "refused",
    { code: 500, cause: "connection-refused", made: "nothing listens on the target's port", told: ["error"], product: "node" },
    await get(plain, "/down", error),
    bare,
  );
  proxy(
    "closed",
    { code: 500, cause: "closed-early", made: "the target closes without an answer", told: ["error"], product: "node" },
    await get(plain, "/empty", error),
    bare,
  );

  const front = keepAs("http-proxy-middleware", MIDDLEWARE, `http-proxy-middleware ${version("http-proxy-middleware")}`);
  front(
    "refused",
    { code: 504, cause: "connection-refused", made: "nothing listens on the target's port", told: ["error"] },
    await get(middle, "/down/api", error),
    ["headers", "page", "error"],
  );
  front(
    "closed",
    { code: 504, cause: "closed-early", made: "the target closes without an answer", told: ["error"] },
    await get(middle, "/empty/api", error),
    ["error"],
  );
  front(
    "name",
    { code: 504, cause: "name-not-found", made: "the target's name does not exist", told: ["error"] },
    await get(middle, "/name", error),
    ["page", "error"],
  );
  await server.end();
}
