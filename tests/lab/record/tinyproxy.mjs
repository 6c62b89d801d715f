// tinyproxy as a forward proxy: small pages with its name below a line, and a log that says what happened in words.
import { Server, freePort, request, run, write } from "./kit.mjs";
import { shooter } from "./shot.mjs";

const DOCS = "https://tinyproxy.github.io/";

export async function record(lab) {
  const { up, samples } = lab;
  const folder = lab.place("tinyproxy");
  const port = await freePort();
  write(folder, "filter", "casino\\.example\n");
  const config = write(
    folder,
    "tinyproxy.conf",
    `Port ${port}
Listen 127.0.0.1
Timeout 2
DefaultErrorFile "/usr/share/tinyproxy/default.html"
StatFile "/usr/share/tinyproxy/stats.html"
LogFile "${folder}/log"
LogLevel Info
PidFile "${folder}/pid"
MaxClients 20
Allow 127.0.0.1
ViaProxyName "tinyproxy"
Filter "${folder}/filter"
ConnectPort 443
ConnectPort ${up.down}
${process.getuid() === 0 ? "User nobody\nGroup nogroup" : ""}
`,
  );
  const server = new Server(["tinyproxy", "-d", "-c", config], { cwd: folder, output: `${folder}/output` });
  await server.listens(port);
  const version = (await run(["tinyproxy", "-v"])).all.match(/([\d.]{3,})/)?.[1];
  const logs = { access: `${folder}/log`, error: `${folder}/log` };
  const shoot = shooter(port, logs);
  const get = (url, { request: how, ...more } = {}) =>
    shoot(request(url, { host: new URL(url).host, ...how }), {
      error: /ERROR|WARNING|NOTICE|CRITICAL|opensock|proxying refused|could not/i,
      ...more,
    });
  const keep = (name, about, own, wants) =>
    samples.keep(
      `tinyproxy-${name}`,
      { product: "tinyproxy", hop: "local-network", source: DOCS, ...about, made: `tinyproxy ${version}, ${about.made}` },
      own,
      wants,
    );
  const at = (to, path = "/") => `http://127.0.0.1:${to}${path}`;
  keep(
    "refused",
    { code: 500, cause: "connection-refused", made: "nothing listens on the site's port", told: [] },
    await get(at(up.down)),
    ["headers", "page", "error"],
  );
  keep("name", { code: 500, cause: "name-not-found", made: "a name that does not exist" }, await get("http://shop.invalid/"), ["error"]);
  keep(
    "filter",
    { code: 403, cause: "denied", made: "a name on the list of Filter", told: "all" },
    await get("http://www.casino.example/"),
    ["html", "page", "error"],
  );
  keep(
    "port",
    { code: 403, cause: "denied", made: "CONNECT to a port that is not allowed", told: "all" },
    await shoot("CONNECT mail.example:25 HTTP/1.1\r\nHost: mail.example:25\r\n\r\n", { error: /CONNECT method/ }),
    ["headers", "error"],
  );
  keep(
    "bad-line",
    { code: 400, cause: "bad-request", made: "a request line that is none", told: "all" },
    await shoot("hello\r\n\r\n", { error: /ERROR|bad/i }),
    ["html"],
  );
  keep(
    "no-address",
    { code: 400, cause: "bad-request", made: "a request for a path, not for an address", told: "all" },
    await shoot(request("/index.html", { headers: { Host: null } }), { error: /ERROR|bad/i }),
    ["page"],
  );
}
