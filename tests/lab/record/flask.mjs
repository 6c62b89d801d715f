// Flask with Werkzeug's development server, as most people first meet it: Werkzeug's pages and its log.
import { freePort, write } from "./kit.mjs";
import { TRACE, program, start, versionOf } from "./pythons.mjs";

// gunicorn and waitress run it, too.
export const FLASK = `import os, sys, time
from flask import Flask, abort, request
app = Flask(__name__)

@app.get("/orders/<int:number>")
def order(number):
    return {"order": ORDERS[number]}

@app.get("/slow")
def slow():
    time.sleep(30)

@app.get("/abort/<int:code>")
def stop(code):
    abort(code)

@app.post("/form")
def form():
    return request.form["email"]

@app.post("/json")
def json():
    return request.get_json()

@app.get("/exit")
def leave():
    os._exit(1)

app.config["MAX_CONTENT_LENGTH"] = 1024
ORDERS = {}
`;

const WERKZEUG = "https://werkzeug.palletsprojects.com/en/stable/exceptions/";

export async function record(lab) {
  const flask = await versionOf(lab, "flask");
  const werkzeug = await versionOf(lab, "werkzeug");
  const port = await freePort();
  write(lab.place("python-flask"), "app.py", FLASK);
  const own = await start(lab, "flask", [program(lab, "flask"), "run", "--port", String(port)], port);
  const keep = (name, about, shot, wants) =>
    lab.samples.keep(
      `flask-${name}`,
      {
        product: "werkzeug",
        hop: "origin",
        source: WERKZEUG,
        ...about,
        made: `Flask ${flask}, Werkzeug ${werkzeug}, ${about.made}`,
      },
      shot,
      wants,
    );
  const line = { error: /" \d{3} / };
  const access = ["error", { kind: "access-log" }];
  keep("exception", { code: 500, cause: "app-exception", made: "a KeyError in a view" }, await own.get("/orders/42", { error: TRACE }), [
    "html",
    "headers",
    "page",
    "error",
  ]);
  keep("missing", { code: 404, cause: "not-found", made: "no such route" }, await own.get("/old", line), [
    "html",
    "headers",
    "page",
    access,
  ]);
  keep(
    "method",
    { code: 405, cause: "method", made: "POST to a route for GET" },
    await own.get("/slow", { ...line, request: { method: "POST" } }),
    ["page", access],
  );
  keep(
    "form",
    { code: 400, cause: "bad-request", made: "a form without the field", told: "all" },
    await own.get("/form", { request: { method: "POST", body: "a=1" } }),
    ["html"],
  );
  keep(
    "json",
    { code: 415, cause: "bad-request", made: "no JSON where it is read", told: [] },
    await own.get("/json", { request: { method: "POST", body: "a=1" } }),
    ["page"],
  );
  keep(
    "big-body",
    { code: 413, cause: "body-too-large", made: "more than MAX_CONTENT_LENGTH" },
    await own.get("/form", {
      request: { method: "POST", body: `email=${"x".repeat(3000)}`, headers: { "Content-Type": "application/x-www-form-urlencoded" } },
    }),
    ["html"],
  );
  for (const [code, cause] of [
    [401, "auth-missing"],
    [403, "denied"],
    [429, "rate-limited"],
    [502, undefined],
    [503, undefined],
    [504, undefined],
  ]) {
    keep(
      `abort-${code}`,
      { code, cause, made: `abort(${code})`, told: code === 429 ? "all" : [] },
      await own.get(`/abort/${code}`),
      code === 502 ? [["page", { product: "", hop: "", or: ["apache", "werkzeug"] }]] : [code % 2 ? "html" : "page"],
    );
  }
  keep(
    "fine",
    { code: 200, success: true, made: "a request that works" },
    await own.get("/form", {
      ...line,
      request: { method: "POST", body: "email=502", headers: { "Content-Type": "application/x-www-form-urlencoded" } },
    }),
    [access],
  );
  await own.end();
}
