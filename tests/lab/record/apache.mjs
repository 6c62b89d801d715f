// Apache as gateway and as web server: its pages, its answers, the lines of its logs with their AH numbers.
import fs from "node:fs";
import { Server, freePort, request, run, write } from "./kit.mjs";
import { shooter } from "./shot.mjs";

const DOCS = "https://httpd.apache.org/docs/2.4/mod/";
const PLACES = ["/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/lib/httpd/modules"];
const MODULES = [
  "mpm_event",
  "authz_core",
  "authz_host",
  "authz_user",
  "authn_core",
  "authn_file",
  "auth_basic",
  "access_compat",
  "alias",
  "dir",
  "autoindex",
  "mime",
  "headers",
  "rewrite",
  "proxy",
  "proxy_http",
  "proxy_fcgi",
  "proxy_balancer",
  "lbmethod_byrequests",
  "slotmem_shm",
  "ssl",
  "socache_shmcb",
  "reqtimeout",
  "cgid",
  "env",
  "setenvif",
];

// A running Apache; `config` is written for its ports.
export async function startApache(lab, name, port, config) {
  const folder = lab.place(name);
  const modules = PLACES.find((place) => fs.existsSync(place));
  const own = MODULES.filter((module) => fs.existsSync(`${modules}/mod_${module}.so`));
  const file = write(
    folder,
    "httpd.conf",
    `ServerRoot ${folder}
ServerName shop.example
PidFile ${folder}/pid
DefaultRuntimeDir ${folder}
TypesConfig ${write(folder, "mime.types", "text/html html\n")}
ErrorLog ${folder}/error.log
Listen 127.0.0.1:${port}
${own.map((module) => `LoadModule ${module}_module ${modules}/mod_${module}.so`).join("\n")}
${process.getuid() === 0 ? "User nobody\nGroup nogroup" : ""}
StartServers 1
ScriptSock ${folder}/cgisock
LogLevel info reqtimeout:info
LogFormat "%h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\"" combined
LogFormat "%v:%p %h %l %u %t \\"%r\\" %>s %O \\"%{Referer}i\\" \\"%{User-Agent}i\\"" vhost_combined
CustomLog ${folder}/access.log combined
CustomLog ${folder}/vhost.log vhost_combined
${config}
`,
  );
  const server = new Server(["apache2", "-DFOREGROUND", "-f", file], { cwd: folder, output: `${folder}/output` });
  await server.listens(port);
  return {
    folder,
    logs: { access: `${folder}/access.log`, error: `${folder}/error.log` },
    vhost: `${folder}/vhost.log`,
    end: () => server.end(),
  };
}

export async function record(lab) {
  const { up, certificates, samples } = lab;
  const folder = lab.place("apache");
  const [port, tls] = [await freePort(), await freePort()];
  write(folder, "www/hello.html", "<!doctype html><title>Shop</title>\n");
  write(folder, "www/secret.html", "x", process.getuid() === 0 ? 0o600 : 0);
  write(folder, "www/pictures/.keep", "");
  write(folder, "www/broken/.htaccess", "RewriteEngin On\n");
  write(folder, "www/cycle/.htaccess", "RewriteEngine On\nRewriteRule ^(.*)$ /cycle/again/$1\n");
  write(folder, "www/cgi/bad.cgi", '#!/bin/sh\necho "Traceback: no module named shop" >&2\necho "hello"\n', 0o755);
  write(folder, "users", "jo:$apr1$0adc8f1M$wrong\n");
  const apache = await startApache(
    lab,
    "apache",
    port,
    `
DocumentRoot ${folder}/www
<Directory ${folder}/www>
  AllowOverride All
  Options -Indexes +FollowSymLinks
  Require all granted
</Directory>
RequestReadTimeout header=1,MinRate=500 body=1,MinRate=500
LimitRequestBody 1048576
ProxyTimeout 1
SSLProxyEngine on
ProxyPass /down http://127.0.0.1:${up.down} retry=0
ProxyPass /empty http://127.0.0.1:${up.empty} retry=0
ProxyPass /reset http://127.0.0.1:${up.reset} retry=0
ProxyPass /slow http://127.0.0.1:${up.slow} retry=0
ProxyPass /stuck http://127.0.0.1:${lab.stuck} retry=0 connectiontimeout=1
ProxyPass /fat http://127.0.0.1:${up.fat} retry=0
ProxyPass /name http://orders-api.invalid:8080 retry=0
ProxyPass /plain https://127.0.0.1:${up.fine} retry=0
ProxyPass /fine/ http://127.0.0.1:${up.fine}/ retry=0
ProxyPass /fcgi fcgi://127.0.0.1:${up.down}/ retry=0
ProxyPass /gone unix:${folder}/app.sock|fcgi://localhost/srv/ retry=0
ProxyPass /pool balancer://backend/
<Proxy balancer://backend>
  ProxySet forcerecovery=Off
  BalancerMember http://127.0.0.3:${up.down} retry=60
  BalancerMember http://127.0.0.4:${up.down} retry=60
</Proxy>
ProxyPass /stale https://127.0.0.1:${up.stale} retry=0
<Proxy https://127.0.0.1:${up.stale}>
  SSLProxyVerify require
  SSLProxyCACertificateFile ${certificates.ca}
</Proxy>
<Location /internal>
  Require ip 10.0.0.0/8
</Location>
<Location /private>
  AuthType Basic
  AuthName "Staff"
  AuthUserFile ${folder}/users
  Require valid-user
</Location>
ScriptAlias /cgi/ ${folder}/www/cgi/
<Location /gone410>
  Redirect 410
</Location>
Listen 127.0.0.1:${tls}
<VirtualHost 127.0.0.1:${tls}>
  SSLEngine on
  SSLCertificateFile ${certificates.cert}
  SSLCertificateKeyFile ${certificates.key}
  SSLCACertificateFile ${certificates.ca}
  SSLVerifyDepth 2
  SSLProtocol TLSv1.2
  DocumentRoot ${folder}/www
  <Location /staff>
    SSLVerifyClient require
  </Location>
</VirtualHost>
`,
  );
  const version = (await run(["apache2", "-v"])).all.match(/Apache\/([\d.]+)/)?.[1];
  const shoot = shooter(port, apache.logs);
  const keep = (name, about, own, wants) => {
    const whole = { product: "apache", hop: "edge", source: `${DOCS}mod_proxy.html`, ...about, made: `Apache ${version}, ${about.made}` };
    const format = (want) => {
      const [kind, more] = Array.isArray(want) ? want : [want, {}];
      const both = { product: "", hop: "", or: ["nginx", "apache"], source: `${DOCS}mod_log_config.html`, ...more };
      return kind === "access" ? [kind, both] : want;
    };
    samples.keep(`apache-${name}`, whole, own, wants.map(format));
  };
  const get = (target, { request: how, ...more } = {}) =>
    shoot(request(target, how), { error: /\[[a-z_0-9]+:(error|info|warn|crit|alert|emerg)\]/, access: true, ...more });
  const platform = (number) => [["error", { platform: `apache/${number}` }]];

  // Werkzeug shows the very same sentences.
  const shared = ["page", { or: ["apache", "werkzeug"], product: "", hop: "" }];

  keep(
    "refused",
    { code: 503, cause: "connection-refused", made: "nothing listens on the backend's port", says: /111/ },
    await get("/down/orders"),
    ["html", "headers", shared, "access", "error"],
  );
  keep(
    "pool",
    { code: 503, cause: "no-healthy-upstream", made: "all members of the balancer failed before" },
    await get("/pool/a")
      .then(() => get("/pool/b"))
      .then(() => get("/pool/c")),
    ["error"],
  );
  keep("closed", { code: 502, cause: "closed-early", made: "the backend closes without an answer" }, await get("/empty/cart"), [
    "html",
    "headers",
    "page",
    "error",
  ]);
  keep("reset", { code: 502, cause: "reset", made: "the backend resets the connection" }, await get("/reset"), ["error"]);
  keep("slow", { code: 502, cause: "read-timeout", made: "the backend never answers, ProxyTimeout 1" }, await get("/slow/report"), [
    "error",
  ]);
  keep(
    "connect-timeout",
    { code: 503, cause: "connect-timeout", made: "the backend's queue of connections is full" },
    await get("/stuck"),
    ["error"],
  );
  keep("fat", { code: 502, cause: "headers-too-big", made: "headers of 150 kB from the backend" }, await get("/fat"), [shared, "error"]);
  keep(
    "name",
    { code: 500, cause: "name-not-found", made: "the backend's name does not exist", told: ["page", "html", "error"] },
    await get("/name"),
    ["page", "error"],
  );
  keep(
    "tls-plain",
    { code: 500, cause: "tls-to-origin", made: "https:// to a port without TLS", told: ["page", "html", "error"] },
    await get("/plain"),
    ["html", "error"],
  );
  keep("stale", { code: 500, cause: "certificate-untrusted", made: "the backend's certificate has expired" }, await get("/stale"), [
    "error",
  ]);
  keep(
    "fcgi-refused",
    { code: 503, cause: "connection-refused", made: "fcgi:// to a port where nothing listens", source: `${DOCS}mod_proxy_fcgi.html` },
    await get("/fcgi/index.php"),
    ["error"],
  );
  keep(
    "socket-missing",
    { code: 503, cause: "socket-missing", made: "fcgi:// to a socket that is not there", source: `${DOCS}mod_proxy_fcgi.html` },
    await get("/gone/index.php"),
    ["error"],
  );

  // -- what Apache decides by itself
  const core = `${DOCS}core.html`;
  keep("missing", { code: 404, cause: "not-found", made: "no such file", source: core }, await get("/old/catalog.html"), [
    "headers",
    "page",
  ]);
  keep(
    "deny",
    { code: 403, cause: "denied", made: "Require ip 10.0.0.0/8", source: `${DOCS}mod_authz_core.html`, told: ["error"] },
    await get("/internal"),
    ["html", "page", "access", ...platform("AH01630")],
  );
  keep(
    "no-index",
    { code: 403, cause: "no-index", made: "a folder without an index", source: `${DOCS}mod_dir.html` },
    await get("/pictures/"),
    platform("AH01276"),
  );
  keep(
    "unreadable",
    { code: 403, cause: "file-permissions", made: "a file of mode 600", source: core },
    await get("/secret.html"),
    platform("AH00132"),
  );
  keep(
    "no-password",
    { code: 401, cause: "auth-missing", made: "Basic authentication, no password", source: `${DOCS}mod_auth_basic.html`, told: [] },
    await get("/private"),
    ["html", "headers"],
  );
  const wrong = { request: { headers: { Authorization: `Basic ${btoa("jo:no")}` } } };
  keep(
    "wrong-password",
    { code: 401, cause: "auth-failed", made: "a wrong password", source: `${DOCS}mod_auth_basic.html` },
    await get("/private", wrong),
    platform("AH01617"),
  );
  const unknown = { request: { headers: { Authorization: `Basic ${btoa("ann:no")}` } } };
  keep(
    "no-user",
    { code: 401, cause: "auth-failed", made: "an unknown user", source: `${DOCS}mod_auth_basic.html` },
    await get("/private", unknown),
    platform("AH01618"),
  );
  keep(
    "method",
    { code: 405, cause: "method", made: "PUT to a file", source: core },
    await get("/hello.html", { request: { method: "PUT", body: "x" } }),
    ["html", "page", "access"],
  );
  keep(
    "unknown-method",
    { code: 501, made: "an unknown method", source: core },
    await get("/hello.html", { request: { method: "GRUMBLE" } }),
    ["html", "error"],
  );
  keep(
    "slow-client",
    {
      code: 408,
      cause: "client-slow",
      made: "headers that never end, RequestReadTimeout header=1",
      source: `${DOCS}mod_reqtimeout.html`,
      told: "all",
    },
    await shoot("GET / HTTP/1.1\r\nHost: shop.example\r\n", { error: /AH01382|AH01381|timeout/i, access: true }),
    ["html", "page", "error"],
  );
  keep(
    "big-body",
    { code: 413, cause: "body-too-large", made: "a body of 2 MB announced, LimitRequestBody 1 MB", source: core },
    await get("/cgi/bad.cgi", { request: { method: "POST", headers: { "Content-Length": "2097152" } } }),
    ["html", "access", "error"],
  );
  keep(
    "long-uri",
    { code: 414, cause: "uri-too-long", made: "a target of 9000 characters", source: core },
    await get(`/?q=${"a".repeat(9000)}`),
    ["html", "page", "error"],
  );
  keep(
    "big-cookie",
    { code: 400, cause: "request-headers-too-big", made: "a cookie of 9000 characters", source: core, told: "all" },
    await get("/", { request: { headers: { Cookie: `a=${"b".repeat(9000)}` } } }),
    ["html", "page", "error"],
  );
  keep(
    "expect",
    { code: 417, made: "Expect: 200-ok", source: core, cause: "bad-request" },
    await get("/", { request: { headers: { Expect: "200-ok" } } }),
    ["html", "page"],
  );
  keep(
    "no-host",
    { code: 400, cause: "bad-request", made: "HTTP/1.1 without a Host", source: core, told: ["error"] },
    await get("/", { request: { headers: { Host: null } } }),
    ["headers", "page"],
  );
  keep(
    "bad-line",
    { code: 400, cause: "bad-request", made: "TLS to the port of HTTP", source: core, told: [] },
    await shoot("\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n", { access: true }),
    ["access"],
  );
  keep("broken-htaccess", { code: 500, cause: "config", made: "a misspelt directive in .htaccess", source: core }, await get("/broken/"), [
    "html",
    "headers",
    "page",
    "access",
    "error",
  ]);
  keep(
    "cycle",
    { code: 500, cause: "redirect-loop", made: "a rewrite that rewrites itself", source: `${DOCS}core.html#limitinternalrecursion` },
    await get("/cycle/x"),
    ["error"],
  );
  keep(
    "cgi",
    { code: 500, cause: "app-exception", made: "a CGI program without headers", source: `${DOCS}mod_cgid.html` },
    await get("/cgi/bad.cgi"),
    ["error"],
  );
  keep("gone", { code: 410, made: "Redirect gone", source: `${DOCS}mod_alias.html` }, await get("/gone410"), ["page"]);
  const ssl = `${DOCS}mod_ssl.html`;
  keep(
    "plain-on-tls",
    { code: 400, cause: "plain-http-on-tls", made: "HTTP to the port of HTTPS", source: ssl, told: "all" },
    await get("/", { port: tls }),
    ["html", "page", "error"],
  );
  keep(
    "no-certificate",
    { code: 403, cause: "client-certificate", made: "SSLVerifyClient require on a location, none sent", source: ssl },
    await get("/staff", { port: tls, secure: { maxVersion: "TLSv1.2" } }),
    ["error"],
  );

  const vhost = shooter(port, { access: apache.vhost });
  const own = { product: "apache", hop: "edge", or: undefined };
  keep(
    "vhost-refused",
    { code: 503, made: "nothing listens on the backend's port; the format vhost_combined" },
    await vhost(request("/down"), { access: true }),
    [["access", own]],
  );
  keep("passed-on", { code: 503, made: "the application behind it answered 503 with JSON" }, await get("/fine/status/503"), [
    ["headers", { product: "", hop: "origin", also: ["apache"] }],
  ]);
  keep("fine-502-bytes", { success: true, code: 200, made: "an answer whose size begins with 502" }, await get("/fine/bytes/502"), [
    "access",
  ]);
  await apache.end();
}
