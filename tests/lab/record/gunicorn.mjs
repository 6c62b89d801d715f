// gunicorn in front of a Flask application: its own small pages, workers that time out, die or never start.
import { FLASK } from "./flask.mjs";
import { freePort, run, sleep, write } from "./kit.mjs";
import { TRACE, program, start, versionOf } from "./pythons.mjs";

const GUNICORN = "https://docs.gunicorn.org/en/stable/settings.html";

export async function record(lab) {
  const gunicorn = await versionOf(lab, "gunicorn");
  const port = await freePort();
  const folder = lab.place("python-gunicorn");
  write(folder, "app.py", FLASK);
  const own = await start(
    lab,
    "gunicorn",
    [
      program(lab, "gunicorn"),
      "--bind",
      `127.0.0.1:${port}`,
      "--timeout",
      "2",
      "--access-logfile",
      `${folder}/access.log`,
      "--limit-request-line",
      "4094",
      "app:app",
    ],
    port,
  );
  const keep = (name, about, shot, wants) =>
    lab.samples.keep(
      `gunicorn-${name}`,
      { product: "gunicorn", hop: "origin", source: GUNICORN, ...about, made: `gunicorn ${gunicorn}, ${about.made}` },
      shot,
      wants.map((want) => (want === "access" ? [want, { product: "", hop: "", or: ["gunicorn", "nginx", "apache"] }] : want)),
    );
  keep(
    "exception",
    { code: 500, cause: "app-exception", made: "a KeyError in a view of Flask" },
    await own.get("/orders/42", { access: true, error: /Traceback|^ |Error|ERROR/ }),
    [["headers", { or: ["werkzeug", "gunicorn"] }], "access", ["error", { product: "werkzeug", or: ["werkzeug", "gunicorn"] }]],
  );
  keep(
    "bad-line",
    { code: 400, cause: "bad-request", made: "a request line that is none", told: ["html", "headers", "error"] },
    await own.shoot("hello\r\n\r\n", { error: TRACE }),
    ["html", "headers", "error"],
  );
  keep(
    "long-uri",
    { code: 414, cause: "uri-too-long", made: "a target of 9000 characters", told: ["html", "page", "error"] },
    await own.get(`/?q=${"a".repeat(9000)}`, { error: TRACE }),
    ["page", "error"],
  );
  keep(
    "big-cookie",
    { code: 431, cause: "request-headers-too-big", made: "a cookie of 9000 characters" },
    await own.get("/", { request: { headers: { Cookie: `a=${"b".repeat(9000)}` } }, error: TRACE }),
    ["html"],
  );
  keep(
    "timeout",
    {
      cause: "worker-timeout",
      made: "a view slower than --timeout",
      told: "all",
      follows: { code: 500, because: "gunicorn answers 500 to the request that it could not handle (workers/base.py, handle_error)" },
    },
    await own.get("/slow", { error: /./, ms: 5000 }).then((shot) => ({ ...shot, status: 0 })),
    ["error"],
  );
  await sleep(500);
  keep(
    "exit",
    { cause: "closed-early", made: "the worker ends itself", told: [] },
    await own.get("/exit", { error: /Worker|worker|exit/i, ms: 3000 }).then((shot) => ({ ...shot, status: 0 })),
    ["error"],
  );
  await own.end();
  // A worker that can't import its application: the first thing that goes wrong after a deploy.
  const broken = lab.place("python-gunicorn-broken");
  write(broken, "app.py", "import shopping\n");
  const { all } = await run([program(lab, "gunicorn"), "--bind", `127.0.0.1:${await freePort()}`, "app:app"], { cwd: broken, ms: 8000 });
  lab.samples.add(
    "gunicorn-boot",
    {
      kind: "error-log",
      product: "gunicorn",
      hop: "origin",
      cause: "app-exception",
      source: GUNICORN,
      made: `gunicorn ${gunicorn}, a module that is missing`,
    },
    all,
  );
}
