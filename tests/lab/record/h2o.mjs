// H2O: answers of one or two words, and the only one here that says in the answer itself why the upstream failed.
import { Server, freePort, request, run, write } from "./kit.mjs";
import { shooter } from "./shot.mjs";

export async function record(lab) {
  const { up, samples } = lab;
  const folder = lab.place("h2o");
  const port = await freePort();
  write(folder, "www/hello.html", "<!doctype html><title>Shop</title>\n");
  const routes = { down: up.down, empty: up.empty, slow: up.slow, garbage: up.garbage };
  const config = write(
    folder,
    "h2o.yaml",
    `listen: { host: 127.0.0.1, port: ${port} }
${process.getuid() === 0 ? "user: nobody" : ""}
num-threads: 1
error-log: ${folder}/error.log
access-log: ${folder}/access.log
http1-request-timeout: 1
limit-request-body: 1024
hosts:
  default:
    paths:
${Object.entries(routes)
  .map(([name, where]) => `      /${name}: { proxy.reverse.url: "http://127.0.0.1:${where}/", proxy.timeout.io: 1000 }`)
  .join("\n")}
      /: { file.dir: ${folder}/www }
`,
  );
  const server = new Server(["h2o", "-m", "worker", "-c", config], { cwd: folder, output: `${folder}/output` });
  await server.listens(port);
  const logs = { access: `${folder}/access.log`, error: `${folder}/error.log` };
  const version = (await run(["h2o", "--version"])).all.match(/h2o version ([\d.]+)/)?.[1];
  const shoot = shooter(port, logs);
  const get = (target, { request: how, ...more } = {}) => shoot(request(target, how), { error: /./, ...more });
  const keep = (name, about, own, wants) =>
    samples.keep(
      `h2o-${name}`,
      {
        product: "h2o",
        hop: "edge",
        source: "https://h2o.examp1e.net/configure/proxy_directives.html",
        ...about,
        made: `H2O ${version}, ${about.made}`,
      },
      own,
      wants,
    );
  keep("refused", { code: 502, made: "nothing listens on the upstream's port" }, await get("/down/"), [
    "headers",
    "error",
  ]);
  keep("closed", { code: 502, cause: "closed-early", made: "the upstream closes without an answer" }, await get("/empty/"), ["error"]);
  keep("slow", { code: 502, cause: "read-timeout", told: "all", made: "the upstream never answers" }, await get("/slow/"), [
    "headers",
    "error",
  ]);
  keep("garbage", { code: 502, cause: "bad-answer", made: "the upstream speaks SSH" }, await get("/garbage/"), ["error"]);
  keep("missing", { code: 404, cause: "not-found", made: "no such file" }, await get("/old.html"), ["headers"]);
  keep(
    "big-body",
    { code: 413, cause: "body-too-large", made: "a body of 5000 bytes" },
    await get("/down/", { request: { method: "POST", body: "x".repeat(5000) } }),
    ["headers"],
  );
  await server.end();
}
