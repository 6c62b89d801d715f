// Varnish: its Guru Meditation pages, and what varnishncsa and varnishlog write. Each needs the shared memory of a running varnishd.
import { Server, freePort, request, run, sleep, talk, write } from "./kit.mjs";
import { shooter } from "./shot.mjs";

const DOCS = "https://varnish-cache.org/docs/7.1/";

export async function record(lab) {
  const { up, samples } = lab;
  const folder = lab.place("varnish");
  const port = await freePort();
  const backend = (name, to, more = "") =>
    `backend ${name} { .host = "127.0.0.1"; .port = "${to}"; .connect_timeout = 0.5s; .first_byte_timeout = 1s; ${more} }\n`;
  const names = ["down", "empty", "half", "garbage", "slow", "fat", "stuck", "sick", "busy", "short"];
  const vcl = write(
    folder,
    "lab.vcl",
    `vcl 4.1;
${backend("fine", up.fine)}${backend("down", up.down)}${backend("empty", up.empty)}
${backend("half", up.half)}${backend("garbage", up.garbage)}
${backend("slow", up.slow)}${backend("fat", up.fat)}${backend("stuck", lab.stuck)}${backend("short", up.short)}
${backend("busy", up.slow, ".max_connections = 1;")}
${backend("sick", up.down, '.probe = { .url = "/"; .interval = 200ms; .timeout = 100ms; .window = 2; .threshold = 2; }')}
sub vcl_recv {
${names.map((name) => `  if (req.url ~ "^/${name}") { set req.backend_hint = ${name}; return (pass); }`).join("\n")}
  if (req.url ~ "^/internal") { return (synth(403, "Forbidden")); }
  if (req.url ~ "^/missing") { return (synth(404, "Not found")); }
  if (req.url ~ "^/limited") { return (synth(429, "Too Many Requests")); }
  if (req.method == "PURGE") { return (synth(405, "This IP is not allowed to send PURGE requests.")); }
  if (req.url ~ "^/maintenance") { return (synth(503, "Service Unavailable")); }
  if (req.restarts < 9 && req.url ~ "^/cycle") { return (restart); }
}
`,
  );
  const server = new Server(
    [
      "varnishd",
      "-F",
      "-j",
      "none",
      "-T",
      "none",
      "-s",
      "malloc,16M",
      "-p",
      "thread_pools=1",
      "-p",
      "thread_pool_min=10",
      "-a",
      `127.0.0.1:${port}`,
      "-f",
      vcl,
      "-n",
      `${folder}/work`,
    ],
    { cwd: folder, output: `${folder}/output` },
  );
  await server.listens(port, 40000);
  const logs = { access: `${folder}/access.log`, error: `${folder}/varnish.log` };
  const ncsa = new Server(["varnishncsa", "-n", `${folder}/work`, "-a", "-w", logs.access], { cwd: folder, output: `${folder}/ncsa.out` });
  const log = new Server(["varnishlog", "-n", `${folder}/work`, "-g", "request", "-a", "-w", `${folder}/binary`, "-A"], {
    cwd: folder,
    output: logs.error,
  });
  await sleep(700);
  const version = (await run(["varnishd", "-V"])).all.match(/varnish-([\d.]+)/)?.[1];
  // With -A varnishlog writes text; -w names where.
  logs.error = `${folder}/binary`;
  const shoot = shooter(port, logs);
  const get = (target, { request: how, ...more } = {}) => shoot(request(target, how), { access: true, error: /./, ...more });
  const keep = (name, about, own, wants) =>
    samples.keep(
      `varnish-${name}`,
      {
        product: "varnish",
        hop: "edge",
        source: `${DOCS}users-guide/troubleshooting.html`,
        ...about,
        made: `Varnish ${version}, ${about.made}`,
      },
      own,
      wants,
    );
  // varnishncsa writes the format of Apache.
  const access = ["access", { product: "", hop: "", or: ["varnish", "nginx", "apache"], source: `${DOCS}reference/varnishncsa.html` }];
  const lines = (pattern) => (own) => ({
    ...own,
    error: own.error
      .split("\n")
      .filter((line) => pattern.test(line))
      .join("\n"),
  });
  const fetch = lines(/FetchError|BerespStatus|BerespReason|VCL_call +BACKEND_ERROR|BereqURL|BackendOpen/);

  keep(
    "refused",
    { code: 503, cause: "connection-refused", made: "nothing listens on the backend's port" },
    fetch(await get("/down/orders")),
    ["headers", "page", access, "error"],
  );
  keep("closed", { code: 503, cause: "closed-early", made: "the backend closes without an answer" }, fetch(await get("/empty/cart")), [
    "error",
  ]);
  keep("half", { code: 503, cause: "closed-early", made: "the backend stops in the middle of the headers" }, fetch(await get("/half")), [
    "error",
  ]);
  keep("garbage", { code: 503, cause: "bad-answer", made: "the backend speaks SSH" }, fetch(await get("/garbage")), ["error"]);
  keep("slow", { code: 503, cause: "read-timeout", made: "the backend never answers, first_byte_timeout 1s" }, fetch(await get("/slow")), [
    "error",
  ]);
  keep(
    "connect-timeout",
    { code: 503, cause: "connect-timeout", made: "the backend's queue of connections is full" },
    fetch(await get("/stuck")),
    ["error"],
  );
  keep("fat", { code: 503, cause: "headers-too-big", made: "headers of 150 kB from the backend" }, fetch(await get("/fat")), ["error"]);
  keep(
    "sick",
    { code: 503, cause: "no-healthy-upstream", made: "the backend is sick by its probe", says: /unhealthy|sick/ },
    fetch(await get("/sick")),
    ["error"],
  );
  const first = talk(port, request("/busy"), { ms: 1500 });
  await sleep(150);
  keep(
    "busy",
    { code: 503, cause: "queue-full", made: "max_connections 1, two at a time" },
    fetch(await get("/busy", { error: /busy|FetchError/ })),
    ["error"],
  );
  await first;
  // Its own lines come when it is over.
  await sleep(500);
  keep(
    "short",
    {
      made: "the backend closes in the middle of the body",
      cause: "closed-early",
      follows: { code: 200, because: "the backend's status stands in the line BerespStatus; the answer broke off behind it" },
    },
    fetch(await get("/short")),
    ["error"],
  );
  keep(
    "cycle",
    { code: 503, made: "more restarts than max_restarts" },
    lines(/VCL_Error|restart|Resp(Status|Reason)/i)(await get("/cycle")),
    ["error"],
  );
  keep("deny", { code: 403, made: "synth(403)" }, await get("/internal"), ["html", "page"]);
  keep("missing", { code: 404, cause: "not-found", made: "synth(404)" }, await get("/missing"), ["page", access]);
  keep("limited", { code: 429, cause: "rate-limited", made: "synth(429)" }, await get("/limited"), ["headers"]);
  keep("purge", { code: 405, cause: "method", made: "PURGE where it is not allowed" }, await get("/", { request: { method: "PURGE" } }), [
    "html",
  ]);
  keep("maintenance", { code: 503, made: "synth(503)" }, await get("/maintenance"), ["page"]);
  keep(
    "bad-line",
    { code: 400, cause: "bad-request", made: "a request line that is none", told: [] },
    await shoot("hello\r\n\r\n", { access: true }),
    [["headers", { product: "", hop: "" }]],
  );
  keep(
    "passed-on",
    { code: 503, made: "the application behind it answered 503", cause: "upstream-error", told: [] },
    await get("/status/503"),
    [["headers", { product: "", hop: "origin", also: ["varnish"] }]],
  );
  await get("/bytes/502");
  keep("fine", { code: 200, success: true, made: "a hit in the cache, 502 bytes" }, await get("/bytes/502"), [access]);
  await ncsa.end();
  await log.end();
  await server.end();
}
