// Apache Traffic Server as a reverse proxy: its pages, its Via, its logs.
import fs from "node:fs";
import { Log, Server, freePort, request, run, write } from "./kit.mjs";
import { shooter } from "./shot.mjs";

const DOCS = "https://docs.trafficserver.apache.org/en/9.2.x/admin-guide/";
const ERRORS = `${DOCS}monitoring/error-messages.en.html`;

export async function record(lab) {
  const { up, samples } = lab;
  const folder = lab.place("trafficserver");
  const port = await freePort();
  // Its folders, apart from those of an installed service.
  const etc = `${folder}/etc`;
  const own = `${folder}/log`;
  for (const name of ["etc", "log", "run", "cache", "data"]) write(folder, `${name}/.keep`, "") && fs.chmodSync(`${folder}/${name}`, 0o777);
  write(
    folder,
    "runroot.yaml",
    Object.entries({
      prefix: folder,
      exec_prefix: folder,
      bindir: "/usr/bin",
      sbindir: "/usr/sbin",
      sysconfdir: etc,
      datadir: `${folder}/data`,
      includedir: "/usr/include",
      libdir: "/usr/lib/trafficserver",
      libexecdir: "/usr/lib/trafficserver/modules",
      localstatedir: folder,
      runtimedir: `${folder}/run`,
      logdir: own,
      cachedir: `${folder}/cache`,
    })
      .map(([name, value]) => `${name}: ${value}\n`)
      .join(""),
  );
  const rules = ["down", "empty", "half", "garbage", "slow", "fat", "fine", "reset"].map(
    (name) => `map http://shop.example/${name} http://127.0.0.1:${up[name]}`,
  );
  write(
    etc,
    "remap.config",
    `${rules.join("\n")}\nmap http://shop.example/name http://orders-api.invalid:8080\n` +
      `map http://shop.example/deny http://127.0.0.1:${up.fine} @action=deny @method=GET\n`,
  );
  write(
    etc,
    "records.config",
    Object.entries({
      "STRING proxy.config.http.server_ports": `${port}:ip-in=127.0.0.1`,
      "STRING proxy.config.proxy_name": "edge1.example",
      "INT proxy.config.http.connect_attempts_timeout": 1,
      "INT proxy.config.http.connect_attempts_max_retries": 0,
      "INT proxy.config.http.transaction_no_activity_timeout_out": 1,
      "INT proxy.config.http.transaction_no_activity_timeout_in": 2,
      "INT proxy.config.http.request_header_max_size": 16384,
      "INT proxy.config.http.response_header_max_size": 32768,
      "INT proxy.config.url_remap.remap_required": 1,
      "INT proxy.config.reverse_proxy.enabled": 1,
      "INT proxy.config.hostdb.lookup_timeout": 2,
      "INT proxy.config.exec_thread.limit": 2,
      "INT proxy.config.http.cache.http": 0,
      "INT proxy.config.http.insert_response_via_str": 1,
      "INT proxy.config.log.max_secs_per_buffer": 1,
      "INT proxy.config.log.rolling_enabled": 0,
      "STRING proxy.config.body_factory.template_sets_dir": "/etc/trafficserver/body_factory",
      "INT proxy.config.diags.show_location": 0,
      // It refuses to serve as root.
      ...(process.getuid() === 0 ? { "STRING proxy.config.admin.user_id": "nobody" } : {}),
    })
      .map(([name, value]) => `CONFIG ${name.replace(/^(\w+) (.*)$/, "$2 $1")} ${value}`)
      .join("\n") + "\n",
  );
  write(etc, "storage.config", "");
  write(etc, "ip_allow.yaml", "ip_allow:\n  - { apply: in, ip_addrs: 127.0.0.1, action: allow, methods: ALL }\n");
  write(
    etc,
    "logging.yaml",
    `logging:
  formats:
    - name: squid
      format: '%<cqtq> %<ttms> %<chi> %<crc>/%<pssc> %<psql> %<cqhm> %<cquc> %<caun> %<phr>/%<shn> %<psct>'
  logs:
    - filename: squid
      format: squid
      mode: ascii
`,
  );
  const server = new Server(["traffic_server", `--run-root=${folder}/runroot.yaml`], { cwd: folder, output: `${folder}/output` });
  await server.listens(port);
  const logs = { access: `${own}/squid.log`, error: `${own}/error.log` };
  const version = (await run(["traffic_server", "-V"])).all.match(/(\d+\.\d+\.\d+)/)?.[1];
  const shoot = shooter(port, logs);
  const get = (target, { request: how, ...more } = {}) => shoot(request(target, how), more);
  // Its logs come some seconds late: they are read at the end.
  const written = { access: new Log(logs.access), error: new Log(logs.error) };
  const keep = (name, about, shotOf, wants) =>
    samples.keep(
      `trafficserver-${name}`,
      { product: "trafficserver", hop: "edge", source: ERRORS, ...about, made: `Apache Traffic Server ${version}, ${about.made}` },
      shotOf,
      wants.map((want) =>
        want === "access" ? [want, { source: `${DOCS}logging/examples.en.html`, or: ["trafficserver", "squid"] }] : want,
      ),
    );
  keep(
    "refused",
    { code: 502, cause: "connection-refused", made: "nothing listens on the origin's port", told: ["headers"] },
    await get("/down/orders"),
    ["headers", "page"],
  );
  keep("closed", { code: 502, cause: "closed-early", made: "the origin closes without an answer" }, await get("/empty"), ["html"]);
  keep("slow", { code: 504, cause: "read-timeout", made: "the origin never answers", told: ["headers", "page"] }, await get("/slow"), [
    "headers",
    "page",
  ]);
  keep(
    "name",
    { code: 500, cause: "name-not-found", made: "the origin's name does not exist", told: ["html", "page", "error"] },
    await get("/name"),
    ["html", "page"],
  );
  keep("fat", { code: 502, made: "headers of 150 kB from the origin" }, await get("/fat"), ["page"]);
  keep("deny", { code: 403, cause: "denied", made: "@action=deny", told: ["html", "page"] }, await get("/deny"), ["html"]);
  keep(
    "no-rule",
    { code: 404, cause: "config", made: "no rule for this host", told: ["html", "page"] },
    await get("/", { request: { host: "other.example" } }),
    ["html", "page"],
  );
  keep(
    "no-host",
    { code: 400, cause: "bad-request", made: "HTTP/1.1 without a Host", told: ["html"] },
    await get("/", { request: { headers: { Host: null } } }),
    ["html"],
  );
  keep(
    "bad-line",
    { code: 400, cause: "bad-request", made: "a request line that is none", told: ["html", "page"] },
    await shoot("hello\r\n\r\n"),
    ["page"],
  );
  keep("version", { code: 505, made: "GET / HTTP/3.0" }, await get("/fine", { request: { version: "3.0" } }), ["html"]);
  for (const [name, code, cause, pattern, what] of [
    ["refused", 502, "connection-refused", `:${up.down}/orders`, "nothing listens on the origin's port"],
    ["slow", 504, "read-timeout", `:${up.slow}/`, "the origin never answers"],
  ]) {
    const refused = name === "refused";
    const about = { code, cause, made: what, told: refused ? ["error"] : "all" };
    const lines = { access: await written.access.fresh(new RegExp(pattern), 9000) };
    // A timeout stands in the one log alone.
    if (refused) lines.error = await written.error.fresh(new RegExp(pattern), 9000);
    keep(`${name}-log`, about, lines, Object.keys(lines));
  }
  await server.end();
}
