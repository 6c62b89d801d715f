// nghttpx, the proxy of nghttp2: one small page with its name for everything.
import { Server, freePort, request, run } from "./kit.mjs";
import { shooter } from "./shot.mjs";

export async function record(lab) {
  const { up, samples } = lab;
  const folder = lab.place("nghttpx");
  const port = await freePort();
  const routes = { down: up.down, empty: up.empty, slow: up.slow, garbage: up.garbage };
  const backends = Object.entries(routes).map(([name, where]) => `--backend=127.0.0.1,${where};/${name}/`);
  const server = new Server(
    [
      "nghttpx",
      `--frontend=127.0.0.1,${port};no-tls`,
      ...backends,
      `--backend=127.0.0.1,${up.fine}`,
      "--workers=1",
      "--no-ocsp",
      "--conf=/dev/null",
      `--accesslog-file=${folder}/access.log`,
      `--errorlog-file=${folder}/error.log`,
      "--backend-read-timeout=1",
      "--backend-connect-timeout=1",
      "--request-header-field-buffer=8192",
      "--single-process",
    ],
    { cwd: folder, output: `${folder}/output` },
  );
  await server.listens(port);
  const logs = { access: `${folder}/access.log`, error: `${folder}/error.log` };
  const version = (await run(["nghttpx", "--version"])).all.match(/nghttp2\/([\d.]+)/)?.[1];
  const shoot = shooter(port, logs);
  const get = (target, { request: how, ...more } = {}) => shoot(request(target, how), { access: true, ...more });
  const keep = (name, about, own, wants) =>
    samples.keep(
      `nghttpx-${name}`,
      {
        product: "nghttpx",
        hop: "edge",
        source: "https://nghttp2.org/documentation/nghttpx.1.html",
        ...about,
        made: `nghttpx ${version}, ${about.made}`,
      },
      own,
      wants.map((want) => (want === "access" ? [want, { product: "", hop: "", or: ["nghttpx", "nginx", "apache"] }] : want)),
    );
  keep("refused", { code: 502, made: "nothing listens on the backend's port" }, await get("/down/"), ["headers", "page"]);
  keep("closed", { code: 502, made: "the backend closes without an answer" }, await get("/empty/"), ["access"]);
  keep("slow", { code: 504, made: "the backend never answers" }, await get("/slow/"), ["html", "access"]);
  keep(
    "big-cookie",
    { code: 431, cause: "request-headers-too-big", made: "a cookie of 9000 characters" },
    await get("/", { request: { headers: { Cookie: `a=${"b".repeat(9000)}` } } }),
    ["page"],
  );
  keep("bad-line", { code: 501, made: "a request line that is none" }, await shoot("hello\r\n\r\n"), ["headers"]);
  await server.end();
}
