// lighttpd: XHTML pages without a name on them, and log lines with the place in its source.
import { Server, freePort, request, run, write } from "./kit.mjs";
import { shooter } from "./shot.mjs";

const DOCS = "https://redmine.lighttpd.net/projects/lighttpd/wiki/";

export async function record(lab) {
  const { up, certificates, samples } = lab;
  const folder = lab.place("lighttpd");
  const [port, tls] = [await freePort(), await freePort()];
  write(folder, "www/hello.html", "<!doctype html><title>Shop</title>\n");
  write(folder, "www/secret.html", "x", process.getuid() === 0 ? 0o600 : 0);
  write(folder, "www/pictures/.keep", "");
  write(folder, "users", "jo:right\n");
  const to = (name, where, more = "") =>
    `$HTTP["url"] =~ "^/${name}" { proxy.server = ( "" => (( "host" => "127.0.0.1", "port" => ${where}${more} )) ) }\n`;
  const config = write(
    folder,
    "lighttpd.conf",
    `server.modules = ( "mod_access", "mod_accesslog", "mod_auth", "mod_authn_file", "mod_proxy", "mod_fastcgi", "mod_openssl" )
server.document-root = "${folder}/www"
server.port = ${port}
server.bind = "127.0.0.1"
server.errorlog = "${folder}/error.log"
accesslog.filename = "${folder}/access.log"
${process.getuid() === 0 ? 'server.username = "nobody"\nserver.groupname = "nogroup"' : ""}
server.max-request-size = 1024
server.max-read-idle = 1
server.max-keep-alive-idle = 1
server.upload-dirs = ( "${folder}" )
mimetype.assign = ( ".html" => "text/html" )
debug.log-request-header-on-error = "enable"
url.access-deny = ( "~", ".inc" )
${to("down", up.down)}${to("empty", up.empty)}${to("half", up.half)}${to("garbage", up.garbage)}
${to("slow", up.slow, ', "read-timeout" => 1')}${to("fat", up.fat)}
${to("status", up.fine)}${to("bytes", up.fine)}
$HTTP["url"] =~ "^/gone" { fastcgi.server = ( "" => (( "socket" => "${folder}/php.sock", "check-local" => "disable" )) ) }
$HTTP["url"] =~ "^/private" {
  auth.backend = "plain"
  auth.backend.plain.userfile = "${folder}/users"
  auth.require = ( "" => ( "method" => "basic", "realm" => "Staff", "require" => "valid-user" ) )
}
$SERVER["socket"] == "127.0.0.1:${tls}" {
  ssl.engine = "enable"
  ssl.pemfile = "${certificates.both}"
}
`,
  );
  const server = new Server(["lighttpd", "-D", "-f", config], { cwd: folder, output: `${folder}/output` });
  await server.listens(port);
  const logs = { access: `${folder}/access.log`, error: `${folder}/error.log` };
  const version = (await run(["lighttpd", "-v"])).all.match(/lighttpd\/([\d.]+)/)?.[1];
  const shoot = shooter(port, logs);
  const get = (target, { request: how, ...more } = {}) => shoot(request(target, how), { error: /\(\w+\.c\.\d+\)/, ...more });
  // Its access log is written every few seconds.
  const late = { access: true, wait: 8000, error: undefined };
  // The page carries no name: four numbers and a sentence that lighttpd alone writes so.
  const keep = (name, about, own, wants) =>
    samples.keep(
      `lighttpd-${name}`,
      { product: "lighttpd", hop: "edge", source: `${DOCS}Docs_ModProxy`, ...about, made: `lighttpd ${version}, ${about.made}` },
      own,
      wants.map((want) =>
        want === "page"
          ? [want, { product: "", hop: "" }]
          : want === "access"
            ? [want, { product: "", hop: "", or: ["lighttpd", "nginx", "apache"], source: `${DOCS}Docs` }]
            : want,
      ),
    );
  keep(
    "refused",
    { code: 503, cause: "connection-refused", made: "nothing listens on the backend's port" },
    await get("/down", { ...late, error: /\.c\.\d+/ }),
    ["html", "headers", "page", "access", "error"],
  );
  keep("closed", { code: 500, cause: "closed-early", made: "the backend closes without an answer" }, await get("/empty"), ["headers"]);
  keep("slow", { code: 504, cause: "read-timeout", made: "the backend never answers, read-timeout 1" }, await get("/slow"), [
    "html",
    "error",
  ]);
  keep("fat", { code: 502, cause: "headers-too-big", made: "headers of 150 kB from the backend" }, await get("/fat"), ["html"]);
  keep(
    "socket",
    { code: 503, cause: "socket-missing", made: "a FastCGI socket that is not there", source: `${DOCS}Docs` },
    await get("/gone"),
    ["error"],
  );
  const core = `${DOCS}Docs_ResourceTuning`;
  keep("missing", { code: 404, cause: "not-found", made: "no such file", source: `${DOCS}Docs` }, await get("/old.html", late), [
    "html",
    "headers",
    "page",
    "access",
  ]);
  keep("deny", { code: 403, cause: "denied", made: "url.access-deny", source: `${DOCS}Docs`, told: [] }, await get("/config.inc"), [
    "html",
  ]);
  keep(
    "unreadable",
    { code: 403, cause: "file-permissions", made: "a file of mode 600", source: `${DOCS}Docs`, told: [] },
    await get("/secret.html"),
    ["headers"],
  );
  keep("private", { code: 401, cause: "auth-missing", made: "no password", source: `${DOCS}Docs`, told: [] }, await get("/private"), [
    "headers",
  ]);
  const wrong = { request: { headers: { Authorization: `Basic ${btoa("jo:no")}` } } };
  keep(
    "wrong-password",
    { code: 401, cause: "auth-failed", made: "a wrong password", source: `${DOCS}Docs` },
    await get("/private", wrong),
    ["error"],
  );
  keep(
    "method",
    { code: 501, cause: "method", made: "PUT to a file", source: `${DOCS}Docs`, told: [] },
    await get("/hello.html", { request: { method: "PUT", body: "x" } }),
    ["html"],
  );
  keep(
    "big-body",
    { code: 413, cause: "body-too-large", made: "a body of 2 MB announced", source: core },
    await get("/down", { request: { method: "POST", headers: { "Content-Length": "2097152" } } }),
    ["html", "error"],
  );
  keep(
    "big-cookie",
    { code: 431, cause: "request-headers-too-big", made: "a cookie of 9000 characters", source: `${DOCS}Docs` },
    await get("/", { request: { headers: { Cookie: `a=${"b".repeat(9000)}` } } }),
    ["error"],
  );
  keep(
    "bad-line",
    { code: 400, cause: "bad-request", made: "a request line that is none", source: `${DOCS}Docs` },
    await shoot("hello\r\n\r\n", { error: /./ }),
    ["error"],
  );
  keep(
    "plain-on-tls",
    { cause: "plain-http-on-tls", made: "HTTP to the port of HTTPS", source: `${DOCS}Docs` },
    await get("/", { port: tls }),
    ["error"],
  );
  keep("fine", { code: 200, success: true, made: "a page of 502 bytes", source: `${DOCS}Docs` }, await get("/bytes/502", late), ["access"]);
  await server.end();
}
