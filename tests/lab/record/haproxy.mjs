// HAProxy: its bare pages and its log lines with the two letters that say who ended a request. The log goes to a socket of the lab.
import dgram from "node:dgram";
import fs from "node:fs";
import { Server, freePort, request, run, sleep, talk, write } from "./kit.mjs";
import { shooter } from "./shot.mjs";

const DOCS = "https://docs.haproxy.org/2.6/configuration.html";

// What HAProxy would send to syslog, kept as lines. haproxy writes its own header in front.
function syslog(file) {
  return new Promise((done) => {
    fs.writeFileSync(file, "");
    const socket = dgram.createSocket("udp4");
    socket.on("message", (line) =>
      fs.appendFileSync(
        file,
        `${line
          .toString()
          .replace(/^<\d+>/, "")
          .trimEnd()}\n`,
      ),
    );
    socket.bind(0, "127.0.0.1", () => done({ port: socket.address().port, close: () => socket.close() }));
  });
}

export async function record(lab) {
  const { up, certificates, samples } = lab;
  const folder = lab.place("haproxy");
  const log = await syslog(`${folder}/haproxy.log`);
  const [port, tls, tcp] = [await freePort(), await freePort(), await freePort()];
  const backend = (name, address, more = "") => `backend ${name}\n  server app1 ${address} ${more}\n`;
  const at = (where) => `127.0.0.1:${where}`;
  const paths = [
    "down",
    "empty",
    "reset",
    "half",
    "garbage",
    "slow",
    "fat",
    "stuck",
    "checked",
    "queue",
    "plain",
    "stale",
    "fine",
    "short",
    "leave",
  ];
  const config = write(
    folder,
    "haproxy.cfg",
    `global
  log 127.0.0.1:${log.port} local0
  ssl-server-verify none
defaults
  mode http
  log global
  option httplog
  option abortonclose
  retries 1
  timeout connect 500
  timeout client 3s
  timeout server 1s
  timeout queue 500
  timeout http-request 1s
frontend web
  bind 127.0.0.1:${port}
  http-request deny if { path_beg /internal }
  http-request deny deny_status 429 if { path_beg /limited }
  http-request auth realm Staff if { path_beg /private }
  http-request tarpit deny_status 500 if { path_beg /tarpit }
  timeout tarpit 500
  http-request return status 404 if { path_beg /missing }
${paths.map((name) => `  use_backend ${name} if { path_beg /${name} }`).join("\n")}
  default_backend fine
frontend secure
  bind 127.0.0.1:${tls} ssl crt ${certificates.both} ca-file ${certificates.ca} verify required
  default_backend fine
frontend stream
  mode tcp
  option tcplog
  bind 127.0.0.1:${tcp}
  default_backend db
backend db
  mode tcp
  server db1 ${at(up.down)}
backend fine
  http-request set-path "%[path,regsub(^/fine,,)]"
  server app1 ${at(up.fine)}
backend leave
  timeout server 5s
  server app1 ${at(up.slow)}
${backend("down", at(up.down))}${backend("empty", at(up.empty))}${backend("reset", at(up.reset))}${backend("half", at(up.half))}
${backend("garbage", at(up.garbage))}${backend("slow", at(up.slow))}${backend("fat", at(up.fat))}${backend("short", at(up.short))}
${backend("stuck", at(lab.stuck))}${backend("checked", at(up.down), "check inter 200 fall 1")}${backend("queue", at(up.slow), "maxconn 1")}
${backend("plain", at(up.fine), "ssl verify none")}${backend("stale", at(up.stale), `ssl verify required ca-file ${certificates.ca}`)}
`,
  );
  fs.chmodSync(certificates.both, 0o644);
  const haproxy = new Server(["haproxy", "-db", "-f", config], { cwd: folder, output: `${folder}/output` });
  await haproxy.listens(port);
  const logs = { access: `${folder}/haproxy.log`, error: `${folder}/haproxy.log` };
  const version = (await run(["haproxy", "-v"])).all.match(/version ([\d.]+)/)?.[1];
  const shoot = shooter(port, logs);
  const LINE = /haproxy\[\d+\]: 127\.0\.0\.1/;
  const get = (target, { request: how, ...more } = {}) => shoot(request(target, how), { access: LINE, ...more });
  const keep = (name, about, own, wants) =>
    samples.keep(
      `haproxy-${name}`,
      { product: "haproxy", hop: "edge", source: `${DOCS}#8.5`, ...about, made: `HAProxy ${version}, ${about.made}` },
      own,
      wants,
    );
  const access = (letters, more = {}) => ["access", { platform: `haproxy/${letters}`, ...more }];

  await sleep(600);
  const alert = fs
    .readFileSync(logs.error, "utf8")
    .split("\n")
    .filter((line) => /checked\/app1 is DOWN|backend checked has no/.test(line));
  samples.add(
    "haproxy-check-down",
    {
      kind: "error-log",
      product: "haproxy",
      hop: "edge",
      cause: "connection-refused",
      follows: { code: 503, because: "HAProxy answers 503 as long as a backend has no server" },
      source: `${DOCS}#5.2-check`,
      made: `HAProxy ${version}, a health check of a port where nothing listens`,
    },
    alert.join("\n"),
  );

  keep(
    "refused",
    { code: 503, cause: "connection-refused", made: "nothing listens on the server's port", told: ["access"] },
    await get("/down/orders"),
    ["headers", "page", access("SC")],
  );
  keep(
    "checked",
    { code: 503, cause: "no-healthy-upstream", made: "the only server is marked down", told: ["access"] },
    await get("/checked"),
    [access("SC")],
  );
  keep(
    "closed",
    { code: 502, cause: "closed-early", made: "the server closes without an answer", told: ["access"] },
    await get("/empty/cart"),
    ["headers", "page", access("SH")],
  );
  keep(
    "half",
    { code: 502, cause: "closed-early", made: "the server stops in the middle of the headers", told: ["access"] },
    await get("/half"),
    [access("SH")],
  );
  keep("garbage", { code: 502, cause: "bad-answer", made: "the server speaks SSH", told: ["access"] }, await get("/garbage"), [
    access("PH"),
  ]);
  keep("fat", { code: 502, cause: "headers-too-big", made: "headers of 150 kB from the server", told: [] }, await get("/fat"), [
    access("PH"),
  ]);
  keep(
    "slow",
    { code: 504, cause: "read-timeout", made: "the server never answers, timeout server 1s", told: ["access"] },
    await get("/slow/report"),
    ["html", "page", access("sH")],
  );
  keep(
    "connect-timeout",
    { code: 503, cause: "connect-timeout", made: "the server's queue of connections is full", told: ["access"] },
    await get("/stuck"),
    [access("sC")],
  );
  const first = talk(port, request("/queue"), { ms: 3000 });
  await sleep(150);
  keep(
    "queue",
    { code: 503, cause: "queue-full", made: "maxconn 1, timeout queue 500", told: ["access"] },
    await get("/queue", { access: /sQ/ }),
    [access("sQ")],
  );
  await first;
  keep("tls-plain", { code: 503, cause: "tls-to-origin", made: "TLS to a server without it", told: [] }, await get("/plain"), [
    access("SC"),
  ]);
  keep(
    "short",
    { code: 200, cause: "closed-early", made: "the server closes in the middle of the body", told: ["access"] },
    await get("/short"),
    [access("SD")],
  );
  keep("deny", { code: 403, cause: "denied", made: "http-request deny", told: ["access"] }, await get("/internal"), [
    "headers",
    "page",
    access("PR"),
  ]);
  keep("limited", { code: 429, cause: "rate-limited", made: "http-request deny deny_status 429" }, await get("/limited"), [
    "html",
    access("PR"),
  ]);
  keep(
    "no-password",
    { code: 401, cause: "auth-missing", made: "http-request auth", source: `${DOCS}#4.2-http-request%20auth`, told: ["headers"] },
    await get("/private"),
    ["headers", "page"],
  );
  keep("tarpit", { code: 500, made: "http-request tarpit", cause: "denied", told: ["access"] }, await get("/tarpit"), [
    "page",
    access("PT"),
  ]);
  keep(
    "slow-client",
    { code: 408, cause: "client-slow", made: "headers that never end, timeout http-request 1s" },
    await shoot("GET / HTTP/1.1\r\nHost: shop.example\r\n", { access: LINE, ms: 3000 }),
    ["html", "headers", access("cR")],
  );
  keep(
    "bad-line",
    { code: 400, cause: "bad-request", made: "a request line that is none", told: ["access"] },
    await shoot("hello\r\n\r\n", { access: LINE }),
    ["html", access("PR")],
  );
  keep(
    "big-cookie",
    { code: 400, cause: "request-headers-too-big", made: "a cookie of 40 kB", told: [] },
    await get("/", { request: { headers: { Cookie: `a=${"b".repeat(40000)}` } } }),
    ["headers"],
  );
  keep(
    "client-left",
    { code: 400, cause: "client-left", made: "the client leaves while the server works", told: "all", source: `${DOCS}#8.5` },
    await get("/leave/export", { leave: 300 }),
    [access("CH")],
  );
  keep(
    "plain-on-tls",
    { cause: "plain-http-on-tls", made: "HTTP to the port of HTTPS", told: [], source: `${DOCS}#8.2.6` },
    await shoot(request("/"), { port: tls, access: /SSL handshake/ }),
    [["access", { kind: "error-log" }]],
  );
  keep(
    "tcp-refused",
    { cause: "connection-refused", made: "mode tcp, nothing listens behind it", told: "all" },
    await shoot("hello", { port: tcp, access: LINE }),
    [access("SC")],
  );
  keep(
    "passed-on",
    { code: 503, cause: "upstream-error", made: "the application answered 503", told: "all" },
    await get("/fine/status/503"),
    [access("--", { hop: "origin", platform: undefined })],
  );
  keep("fine", { code: 200, success: true, made: "a page of 502 bytes" }, await get("/fine/bytes/502"), [
    access("--", { platform: undefined }),
  ]);
  keep("fine-304", { code: 304, success: true, made: "not modified" }, await get("/fine/status/304"), [
    access("--", { platform: undefined }),
  ]);
  await haproxy.end();
  log.close();
}
