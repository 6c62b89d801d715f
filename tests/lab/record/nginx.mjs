// nginx as gateway and as web server: its pages, its answers, the lines of both its logs.
import fs from "node:fs";
import { Server, freePort, request, run, sleep, talk, write } from "./kit.mjs";
import { shooter } from "./shot.mjs";

const DOCS = "https://nginx.org/en/docs/http/";
const UPSTREAM = `${DOCS}ngx_http_upstream_module.html`;
const PROXY = `${DOCS}ngx_http_proxy_module.html`;
const CORE = `${DOCS}ngx_http_core_module.html`;
const SSL = `${DOCS}ngx_http_ssl_module.html`;
const LOG = `${DOCS}ngx_http_log_module.html`;

// A running nginx with these servers; `http` is written for its ports. phpfpm.mjs and others stand behind one, too.
export async function startNginx(lab, name, port, http, { workers = 256, main = "" } = {}) {
  const folder = lab.place(name);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((own) => `  ${own}_temp_path ${folder}/${own};`).join("\n");
  // The workers leave root, as they do anywhere: only so is a permission ever denied.
  const config = write(
    folder,
    "nginx.conf",
    `daemon off;
worker_processes 1;
${process.getuid() === 0 ? "user nobody nogroup;" : ""}
pid ${folder}/nginx.pid;
error_log ${folder}/error.log info;
${main}
events { worker_connections ${workers}; }
http {
  log_format timed '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" '
                   'rt=$request_time uct="$upstream_connect_time" uht="$upstream_header_time" urt="$upstream_response_time" '
                   'us="$upstream_status" ua="$upstream_addr"';
  access_log ${folder}/access.log combined;
  access_log ${folder}/timed.log timed;
${temporary}
  default_type text/html;
${http}
}
`,
  );
  const server = new Server(["nginx", "-p", folder, "-e", `${folder}/error.log`, "-c", config], {
    cwd: folder,
    output: `${folder}/output`,
  });
  await server.listens(port);
  return {
    folder,
    logs: { access: `${folder}/access.log`, error: `${folder}/error.log` },
    timed: `${folder}/timed.log`,
    end: () => server.end(),
  };
}

function gateway({ up, certificates, folder, dns, stuck }) {
  return `
    location /down { proxy_pass http://127.0.0.1:${up.down}; }
    location /empty { proxy_pass http://127.0.0.1:${up.empty}; }
    location /reset { proxy_pass http://127.0.0.1:${up.reset}; }
    location /half { proxy_pass http://127.0.0.1:${up.half}; }
    location /short { proxy_pass http://127.0.0.1:${up.short}; }
    location /garbage { proxy_pass http://127.0.0.1:${up.garbage}; }
    location /badline { proxy_pass http://127.0.0.1:${up.badline}; }
    location /slow { proxy_read_timeout 1s; proxy_pass http://127.0.0.1:${up.slow}; }
    location /leave { proxy_read_timeout 30s; proxy_pass http://127.0.0.1:${up.slow}; }
    location /stuck { proxy_connect_timeout 1s; proxy_pass http://127.0.0.1:${stuck}; }
    location /fat { proxy_pass http://127.0.0.1:${up.fat}; }
    location /name { resolver 127.0.0.1:${dns} ipv6=off; set $api orders-api.internal; proxy_pass http://$api:8080; }
    location /pool { proxy_pass http://backend; }
    location /plain { proxy_pass https://127.0.0.1:${up.fine}; }
    location /stale { proxy_ssl_verify on; proxy_ssl_name localhost; proxy_ssl_trusted_certificate ${certificates.ca};
      proxy_pass https://127.0.0.1:${up.stale}; }
    location /gone.sock { include fastcgi_params; fastcgi_pass unix:${folder}/app.sock; }
    location /locked.sock { include fastcgi_params; fastcgi_pass unix:${folder}/locked.sock; }
    location /fine/ { proxy_pass http://127.0.0.1:${up.fine}/; }
`;
}

export async function record(lab) {
  const { up, certificates, samples } = lab;
  const folder = lab.place("nginx");
  const [port, tls, mutual] = [await freePort(), await freePort(), await freePort()];
  write(folder, "www/hello.html", "<!doctype html><title>Shop</title>\n");
  write(folder, "www/secret.html", "x", 0o600);
  write(folder, "users", "jo:{PLAIN}right\n");
  write(folder, "fastcgi_params", "fastcgi_param REQUEST_METHOD $request_method;\n");
  const locked = await run(["python3", "-c", `import socket; socket.socket(socket.AF_UNIX).bind("${folder}/locked.sock")`]);
  if (!locked.code) fs.chmodSync(`${folder}/locked.sock`, 0o600);
  if (process.getuid() !== 0) fs.chmodSync(`${folder}/www/secret.html`, 0);
  const nginx = await startNginx(
    lab,
    "nginx",
    port,
    `
  limit_req_zone $server_name zone=perip:1m rate=1r/m;
  limit_conn_zone $server_name zone=perconn:1m;
  upstream backend { server 127.0.0.1:${up.down} max_fails=1 fail_timeout=60s; server 127.0.0.1:${up.empty} max_fails=1 fail_timeout=60s; }
  server {
    listen 127.0.0.1:${port};
    server_name shop.example;
    root ${folder}/www;
    client_header_timeout 1s;
    client_body_timeout 1s;
    client_max_body_size 1m;
    ${gateway({ ...lab, folder })}
    location /limited { limit_req zone=perip; try_files /hello.html =404; }
    location /limited429 { limit_req zone=perip; limit_req_status 429; try_files /hello.html =404; }
    location /conn { limit_conn perconn 1; proxy_read_timeout 3s; proxy_pass http://127.0.0.1:${up.slow}; }
    location /private { auth_basic "Staff"; auth_basic_user_file ${folder}/users; try_files /hello.html =404; }
    location /internal { allow 10.0.0.0/8; deny all; }
    location /cycle { rewrite ^ /cycle/again last; }
    location /teapot { return 410; }
    location /maintenance { return 503; }
    location /dav { root ${folder}/www; limit_except GET { deny all; } }
  }
  server {
    listen 127.0.0.1:${tls} ssl;
    ssl_certificate ${certificates.cert};
    ssl_certificate_key ${certificates.key};
    location / { return 200 fine; }
  }
  server {
    listen 127.0.0.1:${mutual} ssl;
    ssl_certificate ${certificates.cert};
    ssl_certificate_key ${certificates.key};
    ssl_client_certificate ${certificates.ca};
    ssl_verify_client on;
    location / { return 200 fine; }
  }
`,
  );
  const version = (await run(["nginx", "-v"])).all.match(/nginx\/([\d.]+)/)?.[1];
  const made = (what) => `nginx ${version}, ${what}`;
  const shoot = shooter(port, nginx.logs);
  const keep = (name, about, own, wants) => {
    const whole = { product: "nginx", hop: "edge", source: PROXY, ...about, made: made(about.made) };
    // Apache and many application servers write the very same format.
    const format = (want) => {
      const [kind, more] = Array.isArray(want) ? want : [want, {}];
      return kind === "access" ? [kind, { product: "", hop: "", or: ["nginx", "apache"], source: LOG, ...more }] : want;
    };
    samples.keep(`nginx-${name}`, whole, own, wants.map(format));
  };
  const get = (target, how) => shoot(request(target, how?.request), { error: /\[(error|info|crit|alert)\]/, access: true, ...how });

  const down = await get("/down/orders?id=42");
  keep(
    "refused",
    { code: 502, cause: "connection-refused", made: "nothing listens on the upstream's port", says: /111: Connection/, source: UPSTREAM },
    down,
    ["html", "headers", "page", "access", "error"],
  );
  keep(
    "closed",
    { code: 502, cause: "closed-early", made: "the upstream closes without an answer", says: /prematurely closed/ },
    await get("/empty/cart"),
    ["error"],
  );
  keep(
    "half",
    { code: 502, cause: "closed-early", made: "the upstream stops in the middle of the headers", says: /prematurely/ },
    await get("/half"),
    ["error"],
  );
  keep(
    "reset",
    { code: 502, cause: "reset", made: "the upstream resets the connection", says: /104: Connection reset/ },
    await get("/reset/login", { request: { method: "POST", body: "user=jo" } }),
    ["error"],
  );
  keep(
    "short",
    { code: 200, cause: "closed-early", made: "the upstream closes in the middle of the body", says: /prematurely closed/ },
    await get("/short"),
    ["error"],
  );
  keep(
    "garbage",
    { cause: "bad-answer", made: "the upstream speaks SSH: an answer of HTTP/0.9 to nginx", says: /no valid HTTP/ },
    await get("/garbage"),
    ["error", ["access", { product: "nginx", hop: "edge", or: undefined, cause: undefined }]],
  );
  keep(
    "bad-header",
    { code: 502, cause: "bad-answer", made: "a status line that is none, then headers without a colon" },
    await get("/badline"),
    ["error"],
  );
  keep(
    "slow",
    { code: 504, cause: "read-timeout", made: "the upstream never answers, proxy_read_timeout 1s", says: /reading response header/ },
    await get("/slow/report"),
    ["headers", "page", "access", "error"],
  );
  keep(
    "connect-timeout",
    { code: 504, cause: "connect-timeout", made: "the upstream's queue of connections is full", says: /connecting to/ },
    await get("/stuck"),
    ["error"],
  );
  keep(
    "fat",
    { code: 502, cause: "headers-too-big", made: "headers of 150 kB from the upstream", says: /too big header/ },
    await get("/fat"),
    ["error"],
  );
  keep(
    "name",
    { code: 502, cause: "name-not-found", made: "the resolver answers NXDOMAIN", says: /could not be resolved/ },
    await get("/name"),
    ["error"],
  );
  await get("/pool/first");
  keep(
    "no-live",
    { code: 502, cause: "no-healthy-upstream", made: "both servers of the pool failed before", says: /no live up/, source: UPSTREAM },
    await get("/pool/second"),
    ["error"],
  );
  keep(
    "tls-plain",
    { code: 502, cause: "tls-to-origin", made: "proxy_pass https:// to a port without TLS", says: /SSL_do_handshake/ },
    await get("/plain"),
    ["error"],
  );
  keep(
    "stale",
    { code: 502, cause: "certificate-untrusted", made: "the upstream's certificate has expired, proxy_ssl_verify on" },
    await get("/stale"),
    ["error"],
  );
  const fastcgi = `${DOCS}ngx_http_fastcgi_module.html`;
  keep(
    "socket-missing",
    { code: 502, cause: "socket-missing", made: "fastcgi_pass to a socket that is not there", source: fastcgi },
    await get("/gone.sock"),
    ["error"],
  );
  keep(
    "socket-denied",
    { code: 502, cause: "socket-denied", made: "fastcgi_pass to a socket of root, mode 600", source: fastcgi },
    await get("/locked.sock"),
    ["error"],
  );

  // -- what nginx decides by itself
  await get("/limited");
  const limit = `${DOCS}ngx_http_limit_req_module.html`;
  keep(
    "limit-req",
    { code: 503, cause: "rate-limited", made: "limit_req, second request within a minute", says: /limiting requests/, source: limit },
    await get("/limited"),
    ["page", "access", "error"],
  );
  keep(
    "limit-req-429",
    { code: 429, cause: "rate-limited", made: "limit_req with limit_req_status 429", source: limit },
    await get("/limited429"),
    ["html", "headers", "access"],
  );
  const first = talk(port, request("/conn"), { ms: 1500 });
  await sleep(200);
  keep(
    "limit-conn",
    {
      code: 503,
      cause: "rate-limited",
      made: "limit_conn 1, two at a time",
      says: /limiting conn/,
      source: `${DOCS}ngx_http_limit_conn_module.html`,
    },
    await get("/conn"),
    ["error"],
  );
  await first;
  keep(
    "no-host",
    { code: 400, cause: "bad-request", made: "HTTP/1.1 without a Host", source: CORE, told: ["error"] },
    await get("/", { request: { headers: { Host: null } } }),
    ["html", "error"],
  );
  keep(
    "bad-line",
    { code: 400, cause: "bad-request", made: "a request line that is none", source: CORE, told: "all" },
    await shoot("\u0016\u0003\u0001\u0002 hello\r\n\r\n", { error: /./, access: true }),
    ["access"],
  );
  keep(
    "no-password",
    { code: 401, cause: "auth-missing", made: "auth_basic, no password sent", source: `${DOCS}ngx_http_auth_basic_module.html` },
    await get("/private"),
    ["headers", "page", "error"],
  );
  const wrong = { request: { headers: { Authorization: `Basic ${btoa("jo:wrong")}` } } };
  keep(
    "wrong-password",
    { code: 401, cause: "auth-failed", made: "auth_basic, wrong password", source: `${DOCS}ngx_http_auth_basic_module.html` },
    await get("/private/books", wrong),
    ["access", "error"],
  );
  keep(
    "deny",
    { code: 403, cause: "denied", made: "deny all", says: /forbidden by rule/, source: `${DOCS}ngx_http_access_module.html` },
    await get("/internal/metrics"),
    ["html", "page", "access", "error"],
  );
  keep(
    "no-index",
    {
      code: 403,
      cause: "no-index",
      made: "a folder without an index",
      says: /directory index/,
      source: `${DOCS}ngx_http_autoindex_module.html`,
    },
    await get("/"),
    ["headers", "error"],
  );
  keep(
    "unreadable",
    { code: 403, cause: "file-permissions", made: "a file of mode 600", says: /13: Permission denied/, source: CORE },
    await get("/secret.html"),
    ["error"],
  );
  keep("missing", { code: 404, cause: "not-found", made: "no such file", source: CORE }, await get("/old/catalog.html"), [
    "html",
    "page",
    "access",
    "error",
  ]);
  keep(
    "post-to-file",
    { code: 405, cause: "method", made: "POST to a file", source: CORE },
    await get("/hello.html", { request: { method: "POST", body: "a=1" } }),
    ["html", "access"],
  );
  keep(
    "limit-except",
    { code: 403, cause: "denied", made: "DELETE where limit_except allows GET", source: CORE },
    await get("/dav", { request: { method: "DELETE" } }),
    ["error"],
  );
  keep(
    "slow-client",
    { code: 408, cause: "client-slow", made: "headers that never end, client_header_timeout 1s", source: CORE, told: "all" },
    await shoot("GET / HTTP/1.1\r\nHost: shop.example\r\n", { ms: 4000, error: /timed out/, access: true }),
    ["access", "error"],
  );
  keep(
    "big-body",
    { code: 413, cause: "body-too-large", made: "a body of 2 MB announced", says: /too large body/, source: CORE },
    await get("/fine/upload", { request: { method: "POST", headers: { "Content-Length": "2097152" } } }),
    ["html", "headers", "access", "error"],
  );
  keep(
    "long-uri",
    { code: 414, cause: "uri-too-long", made: "a target of 9000 characters", says: /too long URI/, source: CORE },
    await get(`/?q=${"a".repeat(9000)}`),
    ["html", "error"],
  );
  keep(
    "big-cookie",
    { code: 400, cause: "request-headers-too-big", made: "a cookie of 9000 characters", source: CORE, told: ["html", "page", "error"] },
    await get("/", { request: { headers: { Cookie: `a=${"b".repeat(9000)}` } }, error: /too long/ }),
    ["html", "page", "access", "error"],
  );
  keep(
    "plain-on-tls",
    { code: 400, cause: "plain-http-on-tls", made: "HTTP to the port of HTTPS", source: SSL, told: ["html", "headers", "error"] },
    await get("/", { port: tls, error: /plain HTTP/ }),
    ["html", "headers", "error"],
  );
  keep(
    "no-certificate",
    { code: 400, cause: "client-certificate", made: "ssl_verify_client on, none sent", source: SSL, told: "all" },
    await get("/", { port: mutual, secure: {}, error: /no required/ }),
    ["html", "error"],
  );
  const stale = { key: fs.readFileSync(certificates.key), cert: fs.readFileSync(certificates.stale) };
  keep(
    "bad-certificate",
    { code: 400, cause: "client-certificate", made: "ssl_verify_client on, the client's has expired", source: SSL, told: "all" },
    await get("/", { port: mutual, secure: stale, error: /verify error/ }),
    ["page", "error"],
  );
  keep(
    "handshake",
    { cause: "tls-to-origin", made: "a client with an old TLS version", source: SSL, told: [] },
    await shoot("", {
      port: tls,
      secure: { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" },
      error: /SSL_do_handshake/,
    }),
    ["error"],
  );
  keep(
    "client-left",
    { code: 499, cause: "client-left", made: "the client leaves while the upstream works", source: PROXY },
    await get("/leave/export.csv", { leave: 500 }),
    [["access", { product: "nginx", hop: "edge", or: undefined }], "error"],
  );
  keep(
    "cycle",
    {
      code: 500,
      cause: "redirect-loop",
      made: "a rewrite that rewrites itself",
      says: /cycle/,
      source: `${DOCS}ngx_http_rewrite_module.html`,
    },
    await get("/cycle"),
    ["html", "access", "error"],
  );
  keep(
    "encoding",
    { code: 501, made: "Transfer-Encoding: gzip", source: CORE, cause: "bad-request" },
    await get("/", { request: { method: "POST", headers: { "Transfer-Encoding": "gzip" } } }),
    ["html", "error"],
  );
  keep(
    "version",
    { code: 505, made: "GET / HTTP/3.0", source: CORE, cause: "bad-request" },
    await get("/", { request: { version: "3.0" } }),
    ["html", "error"],
  );
  keep(
    "range",
    { code: 416, made: "a range behind the end", source: CORE },
    await get("/hello.html", { request: { headers: { Range: "bytes=9000-" } } }),
    ["html"],
  );
  keep("gone", { code: 410, made: "return 410", source: `${DOCS}ngx_http_rewrite_module.html` }, await get("/teapot"), ["page"]);
  keep("return-503", { code: 503, made: "return 503", source: `${DOCS}ngx_http_rewrite_module.html` }, await get("/maintenance"), ["html"]);

  // -- the same fault in a log with times, where the upstream's own status stands apart
  const timed = shooter(port, { access: nginx.timed });
  const told = { product: "nginx", hop: "edge", or: undefined, source: UPSTREAM };
  keep(
    "timed-refused",
    { code: 502, made: "nothing listens on the upstream's port; a log with the upstream's status" },
    await timed(request("/down"), { access: true }),
    [["access", told]],
  );
  keep(
    "timed-passed-on",
    { code: 503, cause: "upstream-error", told: "all", made: "the application answered 503; a log with the upstream status" },
    await timed(request("/fine/status/503"), { access: true }),
    [["access", { ...told, hop: "origin" }]],
  );
  keep(
    "passed-on",
    { code: 500, made: "the application behind it answered 500 with JSON", source: UPSTREAM },
    await get("/fine/status/500"),
    [["headers", { product: "", hop: "origin", also: ["nginx"] }]],
  );

  // -- what works
  const fine = { success: true, source: LOG };
  keep("fine-502-bytes", { ...fine, code: 200, made: "a page of 502 bytes" }, await get("/fine/bytes/502"), ["access"]);
  keep(
    "fine-503-path",
    { ...fine, code: 200, made: "a path and a referrer with numbers of errors" },
    await get("/fine/errors/503?code=504", { request: { headers: { Referer: "https://shop.example/502" } } }),
    ["access"],
  );
  keep("fine-304", { ...fine, code: 304, made: "not modified" }, await get("/fine/status/304"), ["access"]);
  keep(
    "fine-timed",
    { ...fine, code: 200, made: "a page of 504 bytes in a log with times" },
    await timed(request("/fine/bytes/504"), { access: true }),
    [["access", { product: "nginx", hop: "edge", or: undefined }]],
  );
  keep("fine", { ...fine, code: 200, made: "a page that is there" }, await get("/hello.html"), ["headers"]);
  await nginx.end();

  await recordStart(lab, made);
  await recordConnections(lab, made);
}

// What nginx says when it can't start: three lines that everybody pastes.
async function recordStart(lab, made) {
  const folder = lab.place("nginx-start");
  const about = { product: "nginx", hop: "edge", kind: "error-log", source: "https://nginx.org/en/docs/ngx_core_module.html" };
  const test = async (name, cause, what, http) => {
    const config = write(folder, `${name}.conf`, `pid ${folder}/pid;\nerror_log stderr;\nevents {}\nhttp {\n${http}\n}\n`);
    const { all } = await run(["nginx", "-t", "-e", "stderr", "-c", config]);
    lab.samples.add(`nginx-start-${name}`, { ...about, cause, made: made(what) }, all);
  };
  await test(
    "unknown",
    "config",
    "nginx -t with a misspelt directive",
    "  server { listen 127.0.0.1:1; proxy_pas http://127.0.0.1:3000; }",
  );
  await test(
    "name",
    "name-not-found",
    "nginx -t with an upstream whose name does not exist",
    "  server { listen 127.0.0.1:1; location / { proxy_pass http://orders-api.invalid:8080; } }",
  );
}

// More connections than worker_connections allows.
async function recordConnections(lab, made) {
  const port = await freePort();
  const nginx = await startNginx(
    lab,
    "nginx-few",
    port,
    `  server { listen 127.0.0.1:${port}; location / { proxy_read_timeout 4s; proxy_pass http://127.0.0.1:${lab.up.slow}; } }`,
    { workers: 8 },
  );
  const others = Array.from({ length: 5 }, () => talk(port, request("/"), { ms: 2500 }));
  await sleep(300);
  const own = await shooter(port, nginx.logs)(request("/"), { error: /worker_connections/, ms: 2000 });
  lab.samples.keep(
    "nginx-worker-connections",
    {
      product: "nginx",
      hop: "edge",
      cause: "too-many-connections",
      made: made("more connections than worker_connections"),
      source: "https://nginx.org/en/docs/ngx_core_module.html",
    },
    own,
    ["error"],
  );
  await Promise.all(others);
  await nginx.end();
}
