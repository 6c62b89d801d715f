// Squid as a forward proxy: the pages that people meet behind a company's proxy, with their X-Squid-Error, and its access log.
import { Server, freePort, request, run, write } from "./kit.mjs";
import { shooter } from "./shot.mjs";

const LOGS = "https://wiki.squid-cache.org/SquidFaq/SquidLogs";
const PAGES = "https://wiki.squid-cache.org/Features/CustomErrors";

export async function record(lab) {
  const { up, samples } = lab;
  const folder = lab.place("squid");
  const port = await freePort();
  const config = write(
    folder,
    "squid.conf",
    `http_port 127.0.0.1:${port}
visible_hostname proxy.example
cache_mgr help@office.example
pid_filename ${folder}/pid
coredump_dir ${folder}
cache_log ${folder}/cache.log
access_log stdio:${folder}/access.log squid
cache deny all
netdb_filename none
pinger_enable off
dns_timeout 2 seconds
connect_timeout 1 seconds
read_timeout 1 seconds
request_timeout 1 seconds
request_start_timeout 1 seconds
forward_timeout 3 seconds
shutdown_lifetime 0 seconds
connect_retries 0
reply_header_max_size 64 KB
request_body_max_size 1 MB
auth_param basic program /bin/cat
auth_param basic realm Office
acl staff proxy_auth REQUIRED
acl blocked dstdomain .casino.example
acl secret urlpath_regex ^/staff
acl SSL_ports port 443
acl up port ${Object.values(up).filter(Number).join(" ")} ${lab.stuck} 80 443
http_access deny blocked
http_access deny CONNECT !SSL_ports !up
http_access deny !up
http_access deny secret !staff
http_access allow all
${process.getuid() === 0 ? "cache_effective_user nobody\ncache_effective_group nogroup" : ""}
`,
  );
  const server = new Server(["squid", "-N", "-f", config], { cwd: folder, output: `${folder}/output` });
  await server.listens(port);
  const logs = { access: `${folder}/access.log`, error: `${folder}/cache.log` };
  const version = (await run(["squid", "-v"])).all.match(/Version ([\d.]+)/)?.[1];
  const shoot = shooter(port, logs);
  const get = (url, { request: how, ...more } = {}) => {
    const { host } = new URL(url);
    return shoot(request(url, { host, agent: "Mozilla/5.0", headers: { "Accept-Language": "en" }, ...how }), { access: true, ...more });
  };
  const connect = (where, more) => shoot(`CONNECT ${where} HTTP/1.1\r\nHost: ${where}\r\n\r\n`, { access: true, ...more });
  // The page and its header name Squid's own error; the log's line names only the result.
  const keep = (name, { platform, ...about }, own, wants) =>
    samples.keep(
      `squid-${name}`,
      { product: "squid", hop: "local-network", source: PAGES, ...about, made: `Squid ${version}, ${about.made}` },
      own,
      wants.map((want) => (want === "access" ? [want, { source: LOGS }] : [want, { platform }])),
    );
  const at = (to, path = "/") => `http://127.0.0.1:${to}${path}`;
  const all = "all";
  const told = ["headers", "page"];

  keep(
    "refused",
    { code: 503, cause: "connection-refused", platform: "squid/ERR_CONNECT_FAIL", made: "nothing listens on the site's port", told },
    await get(at(up.down, "/orders")),
    ["headers", "page", "access"],
  );
  keep(
    "name",
    // Squid 5 does not say what the resolver said: https://github.com/squid-cache/squid/pull/1453
    {
      code: 502,
      platform: "squid/ERR_READ_ERROR",
      made: "a name that does not exist",
      source: "https://github.com/squid-cache/squid/pull/1453",
    },
    await get("http://shop.invalid/"),
    ["headers", "page", "access"],
  );
  keep(
    "tunnel-name",
    {
      code: 500,
      platform: "squid/ERR_CANNOT_FORWARD",
      made: "CONNECT to a name that does not exist",
      source: "https://github.com/squid-cache/squid/pull/1453",
    },
    await connect("shop.invalid:443"),
    ["page", "access"],
  );
  keep(
    "connect-timeout",
    { code: 503, cause: "connect-timeout", platform: "squid/ERR_CONNECT_FAIL", made: "the site's queue of connections is full", told },
    await get(at(lab.stuck)),
    ["page", "access"],
  );
  keep(
    "closed",
    { code: 502, cause: "closed-early", platform: "squid/ERR_ZERO_SIZE_OBJECT", made: "the site closes without an answer", told },
    await get(at(up.empty)),
    ["headers", "page", "access"],
  );
  keep(
    "slow",
    { code: 504, cause: "read-timeout", platform: "squid/ERR_READ_TIMEOUT", made: "the site never answers, read_timeout 1s", told },
    await get(at(up.slow)),
    ["headers", "page", "access"],
  );
  keep(
    "reset",
    { code: 502, cause: "reset", platform: "squid/ERR_READ_ERROR", made: "the site resets the connection", told },
    await get(at(up.reset)),
    ["page"],
  );
  keep(
    "garbage",
    { code: 502, cause: "bad-answer", platform: "squid/ERR_INVALID_RESP", made: "the site answers with a broken status line", told },
    await get(at(up.half)),
    ["headers"],
  );
  keep(
    "deny",
    { code: 403, cause: "denied", platform: "squid/ERR_ACCESS_DENIED", made: "http_access deny", told: all },
    await get("http://www.casino.example/"),
    ["headers", "page", "access"],
  );
  keep("port", { code: 403, cause: "denied", made: "CONNECT to a port that is not allowed", told: all }, await connect("mail.example:25"), [
    "access",
  ]);
  keep(
    "auth",
    { code: 407, cause: "auth-missing", platform: "squid/ERR_CACHE_ACCESS_DENIED", made: "proxy_auth REQUIRED, no password", told: all },
    await get(at(up.fine, "/staff")),
    ["headers", "page", "access"],
  );
  keep(
    "bad-line",
    { code: 400, cause: "bad-request", platform: "squid/ERR_INVALID_URL", made: "a request for a path, not for an address", told: all },
    await shoot(request("/index.html", { headers: { Host: null } }), { access: true }),
    ["html", "page", "access"],
  );
  keep(
    "big-body",
    { code: 413, cause: "body-too-large", platform: "squid/ERR_TOO_BIG", made: "a body of 2 MB announced", told: ["access"] },
    await get(at(up.fine), { request: { method: "POST", headers: { "Content-Length": "2097152" } } }),
    ["page", "access"],
  );
  keep(
    "slow-client",
    { made: "a request that never ends, request_timeout 1s", cause: "client-slow", told: [] },
    await shoot("GET http://shop.example/ HTTP/1.1\r\nHost:", { access: true, ms: 3000 }),
    ["access"],
  );
  keep(
    "tunnel-refused",
    { code: 503, cause: "connection-refused", platform: "squid/ERR_CONNECT_FAIL", made: "CONNECT to a port where nothing listens", told },
    await connect(`127.0.0.1:${up.down}`),
    ["headers", "access"],
  );
  keep(
    "client-left",
    { made: "the client leaves while the site works", cause: "client-left", told: [] },
    await get(at(up.slow), { leave: 300 }),
    ["access"],
  );
  keep(
    "passed-on",
    { code: 503, cause: "upstream-error", made: "the site answered 503", told: [] },
    await get(at(up.fine, "/status/503")),
    ["access"],
  );
  keep("fine", { code: 200, success: true, made: "a page of 502 bytes" }, await get(at(up.fine, "/bytes/502")), ["access"]);
  keep("fine-304", { code: 304, success: true, made: "not modified" }, await get(at(up.fine, "/status/304")), ["access"]);
  await server.end();
}
