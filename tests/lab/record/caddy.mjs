// Caddy: answers without a page, and logs in JSON.
import { Server, freePort, request, run, write } from "./kit.mjs";
import { shooter } from "./shot.mjs";

const DOCS = "https://caddyserver.com/docs/caddyfile/directives/";
const LOG = "https://caddyserver.com/docs/logging";

export async function record(lab) {
  const { up, samples } = lab;
  const folder = lab.place("caddy");
  const port = await freePort();
  write(folder, "www/hello.html", "<!doctype html><title>Shop</title>\n");
  write(folder, "www/secret/x", "x", 0o600);
  const proxy = (name, to, more = "") => `  reverse_proxy /${name}* ${to} {
    transport http {
      dial_timeout 500ms
      response_header_timeout 1s
      ${more}
    }
  }\n`;
  const at = (where) => `127.0.0.1:${where}`;
  const config = write(
    folder,
    "Caddyfile",
    `{
  admin off
  auto_https off
  default_bind 127.0.0.1
  servers {
    timeouts {
      read_header 1s
      read_body 1s
    }
  }
}
http://:${port} {
  log {
    output file ${folder}/access.log
    format json
  }
${proxy("down", at(up.down))}${proxy("empty", at(up.empty))}${proxy("reset", at(up.reset))}${proxy("half", at(up.half))}
${proxy("badline", at(up.garbage))}
${proxy("slow", at(up.slow))}${proxy("stuck", at(lab.stuck))}${proxy("fat", at(up.fat), "max_response_header 32KB")}
${proxy("name", "orders-api.invalid:8080")}${proxy("plain", at(up.fine), "tls")}${proxy("stale", at(up.tls), "tls")}
${proxy("status", at(up.fine))}
  reverse_proxy /none* {
    dynamic srv _http._tcp.orders-api.invalid
  }
  reverse_proxy /sick* ${at(up.down)} ${at(up.empty)} {
    fail_duration 30s
    lb_try_duration 0s
  }
  php_fastcgi /php* unix/${folder}/php.sock
  request_body /upload* {
    max_size 1KB
  }
  reverse_proxy /upload* ${at(up.fine)}
  basicauth /private* {
    jo JDJhJDE0JE1yS3ZUaGxnNmpURjRmYkNEa3Y2ZC5zWm5wSGk4bFJ6RTl1OFdBa1kydHlBTnNUYjJyVlpL # typos:ignore
  }
  respond /internal* 403
  error /maintenance* "down for work" 503
  file_server {
    root ${folder}/www
  }
}
`,
  );
  const environment = { XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const server = new Server(["caddy", "run", "--adapter", "caddyfile", "--config", config], {
    cwd: folder,
    env: environment,
    output: `${folder}/output`,
  });
  await server.listens(port);
  const logs = { access: `${folder}/access.log`, error: `${folder}/output` };
  const version = (await run(["caddy", "version"])).all.trim().split(" ")[0];
  const shoot = shooter(port, logs);
  const get = (target, { request: how, ...more } = {}) =>
    shoot(request(target, how), { access: true, error: /"level":"(error|warn|debug)"|\t(ERROR|WARN|DEBUG)\t/, ...more });
  const keep = (name, about, own, wants) =>
    samples.keep(
      `caddy-${name}`,
      { product: "caddy", hop: "edge", source: `${DOCS}reverse_proxy`, ...about, made: `Caddy ${version}, ${about.made}` },
      own,
      wants.map((want) => (want === "access" ? [want, { source: LOG }] : want)),
    );

  keep("refused", { code: 502, cause: "connection-refused", made: "nothing listens on the upstream's port" }, await get("/down/orders"), [
    "headers",
    "access",
    "error",
  ]);
  keep("closed", { code: 502, cause: "closed-early", made: "the upstream closes without an answer", says: /EOF/ }, await get("/empty"), [
    "error",
  ]);
  keep("reset", { code: 502, cause: "reset", made: "the upstream resets the connection" }, await get("/reset"), ["error"]);
  keep("half", { code: 502, cause: "closed-early", made: "the upstream stops in the middle of the headers" }, await get("/half"), [
    "error",
  ]);
  keep("garbage", { code: 502, cause: "bad-answer", made: "the upstream speaks SSH", says: /malformed/ }, await get("/badline"), ["error"]);
  keep("slow", { code: 504, cause: "read-timeout", made: "the upstream never answers, response_header_timeout 1s" }, await get("/slow"), [
    "headers",
    "error",
  ]);
  keep(
    "connect-timeout",
    { code: 502, cause: "connect-timeout", made: "the upstream's queue of connections is full" },
    await get("/stuck"),
    ["error"],
  );
  keep("name", { code: 502, cause: "name-not-found", made: "the upstream's name does not exist" }, await get("/name", {}), ["error"]);
  keep(
    "tls-plain",
    { code: 502, cause: "tls-to-origin", made: "TLS to a port without it", says: /does not look like a TLS/ },
    await get("/plain"),
    ["error"],
  );
  keep(
    "untrusted",
    { code: 502, cause: "certificate-untrusted", made: "the upstream's certificate is signed by nobody known", says: /x509/ },
    await get("/stale"),
    ["error"],
  );
  await get("/sick").then(() => get("/sick"));
  keep(
    "no-upstreams",
    { code: 503, cause: "no-healthy-upstream", made: "both upstreams failed before", says: /no upstreams/ },
    await get("/sick"),
    ["headers", "error"],
  );
  keep(
    "socket",
    { code: 502, cause: "socket-missing", made: "php_fastcgi to a socket that is not there", source: `${DOCS}php_fastcgi` },
    await get("/php/index.php"),
    ["error"],
  );
  keep("missing", { code: 404, cause: "not-found", made: "no such file", source: `${DOCS}file_server` }, await get("/old/catalog.html"), [
    "headers",
    "access",
  ]);
  keep(
    "private",
    { code: 401, cause: "auth-missing", made: "basicauth, no password", source: `${DOCS}basicauth`, told: [] },
    await get("/private"),
    ["headers"],
  );
  keep("deny", { code: 403, made: "respond 403", source: `${DOCS}respond` }, await get("/internal"), ["headers"]);
  keep(
    "big-body",
    {
      code: 502,
      cause: "body-too-large",
      made: "more bytes than request_body allows, met by reverse_proxy",
      source: `${DOCS}request_body`,
    },
    await get("/upload", { request: { method: "POST", body: "x".repeat(4000) } }),
    ["error"],
  );
  keep(
    "passed-on",
    { code: 503, cause: "upstream-error", made: "the application behind it answered 503", told: [] },
    await get("/status/503"),
    [["headers", { product: "", hop: "origin", also: ["caddy"] }]],
  );
  keep("fine", { code: 200, success: true, made: "a page that is there" }, await get("/hello.html"), ["access"]);
  await server.end();
}
