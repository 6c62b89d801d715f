// What stands behind the gateways: one server for each way in which an origin fails. It exists so that all gateways meet the same faults.
import http from "node:http";
import https from "node:https";
import net from "node:net";
import fs from "node:fs";
import { freePort } from "./kit.mjs";

// An origin that does the same to everybody who asks.
function raw(answer) {
  return new Promise((done) => {
    const server = net.createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => answer(socket));
    });
    server.listen(0, "127.0.0.1", () => done(server));
  });
}

const FINE = "<!doctype html><title>Shop</title><h1>Shop</h1>\n";

function app(request, response) {
  const status = Number(/^\/status\/(\d+)/.exec(request.url)?.[1] ?? 200);
  if (status === 304) return response.writeHead(304).end();
  if (status !== 200) {
    response.writeHead(status, { "Content-Type": "application/json" });
    return response.end(JSON.stringify({ error: status === 503 ? "maintenance, back at 14:00" : "database is locked" }));
  }
  // As many bytes as asked for: a successful answer of 502 bytes is a trap for a reader of logs.
  const bytes = Number(/^\/bytes\/(\d+)/.exec(request.url)?.[1] ?? 0);
  response.writeHead(200, { "Content-Type": "text/html" });
  response.end(bytes ? "x".repeat(bytes) : FINE);
}

// { down, empty, half, garbage, slow, fat, fine, tls: ports; close() }
export async function startUpstreams(certificates) {
  const servers = {
    // Takes the request, closes without a word.
    empty: await raw((socket) => socket.end()),
    // The connection is reset.
    reset: await raw((socket) => socket.resetAndDestroy()),
    // Stops in the middle of the headers.
    half: await raw((socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Le")),
    // Stops in the middle of the body.
    short: await raw((socket) =>
      socket.end("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<!doctype html><h1>Sh"),
    ),
    // Not HTTP at all.
    garbage: await raw((socket) => socket.end("SSH-2.0-OpenSSH_9.2p1\r\nnot http\r\n\r\n")),
    // Half of it is HTTP.
    badline: await raw((socket) => socket.end("HTTP/1.1 2OO Fine\r\nBad Header Line\r\n\r\nx")),
    slow: await raw(() => {}),
    // More headers than anybody's buffer takes.
    fat: await raw((socket) => socket.end(`HTTP/1.1 200 OK\r\nSet-Cookie: cart=${"A".repeat(150000)}\r\nContent-Length: 0\r\n\r\n`)),
    fine: http.createServer(app),
    tls: https.createServer({ key: fs.readFileSync(certificates.key), cert: fs.readFileSync(certificates.cert) }, app),
    // A valid chain, but to another name and long over.
    stale: https.createServer({ key: fs.readFileSync(certificates.key), cert: fs.readFileSync(certificates.stale) }, app),
  };
  for (const name of ["fine", "tls", "stale"]) await new Promise((done) => servers[name].listen(0, "127.0.0.1", done));
  // A client that only opens a connection to look must not end this process.
  for (const server of Object.values(servers)) server.on("error", () => {}).on("tlsClientError", () => {});
  const ports = { down: await freePort() };
  for (const [name, server] of Object.entries(servers)) ports[name] = server.address().port;
  return {
    ...ports,
    close() {
      for (const server of Object.values(servers)) {
        server.close();
        server.closeAllConnections?.();
        server.unref();
      }
    },
  };
}
