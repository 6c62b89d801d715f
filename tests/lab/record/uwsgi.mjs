// uWSGI speaking HTTP itself, from Debian's package: harakiri, a missing application, requests that don't fit its buffer.
import { freePort, run, sleep, write } from "./kit.mjs";
import { start } from "./pythons.mjs";

export async function record(lab) {
  const port = await freePort();
  const folder = lab.place("python-uwsgi");
  write(
    folder,
    "app.py",
    `import time
def application(environ, start):
    if environ["PATH_INFO"] == "/boom":
        raise ValueError("no such order")
    if environ["PATH_INFO"] == "/slow":
        time.sleep(30)
    start("404 Not Found", [("Content-Type", "text/plain")])
    return [b"nothing here\\n"]
`,
  );
  const own = await start(
    lab,
    "uwsgi",
    [
      "uwsgi",
      "--plugin",
      "python3",
      "--http-socket",
      `127.0.0.1:${port}`,
      "--wsgi-file",
      "app.py",
      "--master",
      "--processes",
      "1",
      "--harakiri",
      "2",
      "--die-on-term",
      "--limit-post",
      "1000",
      "--buffer-size",
      "4096",
    ],
    port,
  );
  const version = (await run(["uwsgi", "--version"])).stdout.trim();
  const keep = (name, about, shot, wants) =>
    lab.samples.keep(
      `uwsgi-${name}`,
      {
        product: "uwsgi",
        hop: "origin",
        source: "https://uwsgi-docs.readthedocs.io/en/latest/Options.html",
        ...about,
        made: `uWSGI ${version}, ${about.made}`,
      },
      shot,
      wants,
    );
  const line = ["error", { kind: "access-log" }];
  keep(
    "exception",
    { code: 500, cause: "app-exception", made: "an exception that nobody catches", told: ["error"] },
    await own.get("/boom", { error: /Traceback|^ |Error|\[pid/ }).then((shot) => ({ ...shot, status: 0 })),
    ["error"],
  );
  keep("missing", { code: 404, cause: "not-found", made: "the application answers 404" }, await own.get("/old", { error: /\[pid/ }), [
    line,
  ]);
  keep(
    "harakiri",
    { cause: "worker-timeout", made: "a request longer than --harakiri", told: "all" },
    await own.get("/slow", { error: /HARAKIRI|DAMN|Respawned/, ms: 6000 }).then((shot) => ({ ...shot, status: 0 })),
    ["error"],
  );
  keep(
    "buffer",
    { cause: "request-headers-too-big", made: "headers larger than --buffer-size", told: "all" },
    await own.get(`/?q=${"a".repeat(6000)}`, { error: /invalid|buffer|too big/i }).then((shot) => ({ ...shot, status: 0 })),
    ["error"],
  );
  await own.end();
  // No application at all: the sentence that uWSGI is known for.
  const empty = await freePort();
  const none = await start(
    lab,
    "uwsgi-none",
    ["uwsgi", "--plugin", "python3", "--http-socket", `127.0.0.1:${empty}`, "--module", "shop:app", "--die-on-term"],
    empty,
  );
  keep(
    "no-app",
    { code: 500, cause: "app-exception", made: "the module can not be imported", told: ["error"] },
    await none.get("/", { error: /no python|\[pid|unable/ }),
    [["headers", { product: "", hop: "" }], "error"],
  );
  await none.end();
}
