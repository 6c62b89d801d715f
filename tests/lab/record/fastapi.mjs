// FastAPI on uvicorn: JSON from the framework, plain words from the server, traces in its log.
import { freePort, write } from "./kit.mjs";
import { TRACE, program, start, versionOf } from "./pythons.mjs";

const FASTAPI = `from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPBearer
from pydantic import BaseModel
app = FastAPI()

class Order(BaseModel):
    item: str
    count: int

@app.post("/orders")
def order(order: Order):
    return order

@app.get("/boom")
def boom():
    raise RuntimeError("database is gone")

@app.get("/busy")
def busy():
    raise HTTPException(status_code=503, detail="Try again later")

@app.get("/me")
def me(token=Depends(HTTPBearer())):
    return {}
`;

const UVICORN = "https://www.uvicorn.org/server-behavior/";

export async function record(lab) {
  const fastapi = await versionOf(lab, "fastapi");
  const uvicorn = await versionOf(lab, "uvicorn");
  const port = await freePort();
  write(lab.place("python-fastapi"), "main.py", FASTAPI);
  const own = await start(lab, "fastapi", [program(lab, "uvicorn"), "--port", String(port), "--limit-concurrency", "20", "main:app"], port);
  const keep = (name, about, shot, wants) =>
    lab.samples.keep(
      `fastapi-${name}`,
      {
        product: "fastapi",
        hop: "origin",
        source: "https://fastapi.tiangolo.com/tutorial/handling-errors/",
        ...about,
        made: `FastAPI ${fastapi}, uvicorn ${uvicorn}, ${about.made}`,
      },
      shot,
      wants,
    );
  const line = { error: /" \d{3} / };
  const access = ["error", { kind: "access-log", product: "uvicorn", source: UVICORN }];
  keep("exception", { code: 500, cause: "app-exception", made: "a RuntimeError in a route" }, await own.get("/boom", { error: TRACE }), [
    ["headers", { product: "uvicorn", or: ["uvicorn", "fastapi"] }],
    ["error", { product: "uvicorn", or: ["uvicorn", "fastapi"] }],
  ]);
  keep("missing", { code: 404, cause: "not-found", made: "no such route" }, await own.get("/old", line), [
    "html",
    ["headers", { or: ["fastapi", "uvicorn"] }],
    access,
  ]);
  keep(
    "invalid",
    { code: 422, cause: "bad-request", made: "JSON that lacks a field", told: "all" },
    await own.get("/orders", {
      ...line,
      request: { method: "POST", body: '{"item":"shoe"}', headers: { "Content-Type": "application/json" } },
    }),
    ["html", ["headers", { or: ["fastapi", "uvicorn"] }], access],
  );
  keep(
    "method",
    { code: 405, cause: "method", made: "DELETE on a route for POST" },
    await own.get("/orders", { request: { method: "DELETE" } }),
    ["html"],
  );
  keep("busy", { code: 503, made: "HTTPException(503)" }, await own.get("/busy", line), ["html", access]);
  keep("token", { made: "HTTPBearer, no token", cause: "auth-missing", told: "all", code: 401 }, await own.get("/me"), ["html"]);
  keep(
    "bad-line",
    { code: 400, cause: "bad-request", made: "a request line that is none", told: "all", product: "uvicorn", source: UVICORN },
    await own.shoot("hello\r\n\r\n", { error: TRACE }),
    ["headers", "error"],
  );
  await own.end();
}
