// waitress: pages of plain words that say who generated them.
import { FLASK } from "./flask.mjs";
import { freePort, write } from "./kit.mjs";
import { program, start, versionOf } from "./pythons.mjs";

export async function record(lab) {
  const waitress = await versionOf(lab, "waitress");
  const port = await freePort();
  write(lab.place("python-waitress"), "app.py", FLASK);
  const own = await start(
    lab,
    "waitress",
    [program(lab, "waitress-serve"), "--listen", `127.0.0.1:${port}`, "--max-request-body-size", "2000", "app:app"],
    port,
  );
  const keep = (name, about, shot, wants) =>
    lab.samples.keep(
      `waitress-${name}`,
      {
        product: "waitress",
        hop: "origin",
        source: "https://docs.pylonsproject.org/projects/waitress/en/stable/",
        ...about,
        made: `waitress ${waitress}, ${about.made}`,
      },
      shot,
      wants,
    );
  keep(
    "bad-line",
    { code: 400, cause: "bad-request", made: "a request line that is none", told: "all" },
    await own.shoot("hello\r\n\r\n"),
    ["headers"],
  );
  keep(
    "big-body",
    { code: 413, cause: "body-too-large", made: "more than max_request_body_size" },
    await own.get("/form", { request: { method: "POST", body: "x".repeat(5000) } }),
    ["html"],
  );
  await own.end();
}
