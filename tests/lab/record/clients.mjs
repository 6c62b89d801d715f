// What clients say: the same faults, asked for by curl, wget, Python, Node, Go, Java, Ruby, PHP, git, npm, pip, apt and others.
import fs from "node:fs";
import { freePort, has, run, write } from "./kit.mjs";
import { CODE } from "./clientcode.mjs";
import { buildGo } from "./go.mjs";
import { startNginx } from "./nginx.mjs";

// Clients that say that there is no connection, or that time is up, but not why: the text tells the error and no cause.
const SILENT = {
  refused: ["curl", "php-curl", "git", "aiohttp", "java"],
  slow: ["axios", "got", "node-fetch", "java", "npm"],
};

// What is asked for, and what a careful reader would say: an error of content/errors/, or a status of the nginx in front.
function faults(lab, nginx) {
  const at = (port, path = "/") => `http://127.0.0.1:${port}${path}`;
  const site = (path) => at(nginx, path);
  return {
    refused: { url: at(lab.up.down), error: "connection-refused", cause: "connection-refused", made: "nothing listens on the port" },
    name: { url: "http://shop.invalid/", error: "dns-not-found", cause: "name-not-found", made: "the name does not exist" },
    empty: { url: at(lab.up.empty), error: "empty-response", cause: "closed-early", made: "the server closes without an answer" },
    reset: { url: at(lab.up.reset), error: "connection-reset", cause: "reset", made: "the server resets the connection" },
    slow: { url: at(lab.up.slow), error: "connection-timed-out", cause: "read-timeout", made: "the server never answers" },
    stuck: { url: at(lab.stuck), error: "connection-timed-out", cause: "connect-timeout", made: "nobody takes the connection" },
    garbage: { url: at(lab.up.garbage), error: "invalid-response", cause: "bad-answer", made: "the server speaks SSH" },
    short: {
      url: at(lab.up.short),
      error: "incomplete-transfer",
      cause: "closed-early",
      made: "the server closes in the middle of the body",
    },
    untrusted: {
      url: `https://localhost:${lab.up.tls}/`,
      error: "certificate-authority-invalid",
      cause: "certificate-untrusted",
      made: "a certificate of an authority that nobody knows",
    },
    expired: {
      url: `https://localhost:${lab.up.stale}/`,
      error: "certificate-date-invalid",
      cause: "certificate-untrusted",
      made: "a certificate whose time is over",
    },
    plain: { url: `https://localhost:${lab.up.fine}/`, error: "ssl-protocol-error", made: "https:// to a port without TLS" },
    loop: { url: site("/loop"), error: "too-many-redirects", made: "a redirect to itself" },
    ...Object.fromEntries(
      [
        [400, "/bad", "bad-request"],
        [401, "/private"],
        [403, "/internal"],
        [404, "/old", "not-found"],
        [405, "/method", "method"],
        [429, "/limited", "rate-limited"],
        [500, "/broken"],
        [502, "/down/"],
        [503, "/maintenance"],
        [504, "/slow/"],
      ].map(([code, path, cause]) => [code, { url: site(path), code, cause, made: `nginx answers ${code}` }]),
    ),
  };
}

// version: how to ask for it; command: for an address; faults: which of them; whole: whose trace is kept whole;
// quotes: those in which the server's own words stand; instead: what differs where the client hides it.
function clients(lab, place, shop) {
  const at = (name) => `${place}/${name}`;
  const python = `${lab.tools}/venv/bin/python`;
  const py = (name) => `import importlib.metadata as m; print(m.version("${name}"))`;
  const ca = lab.certificates.ca;
  const CURL = "https://curl.se/libcurl/c/libcurl-errors.html";
  const env = {
    HOME: place,
    NODE_PATH: `${lab.tools}/node_modules`,
    npm_config_cache: at("npm"),
    GIT_TERMINAL_PROMPT: "0",
    PYTHONDONTWRITEBYTECODE: "1",
  };
  const own = (client, source, version, command, more) => ({ client, source, version, command, env, ...more });
  return [
    own("curl", CURL, ["curl", "--version"], (url) => ["curl", "-m", "1", "-sS", "-L", "--max-redirs", "5", url], {
      faults: ["refused", "name", "empty", "reset", "slow", "garbage", "short", "untrusted", "plain", "loop"],
    }),
    own("curl", CURL, ["curl", "--version"], (url) => ["curl", "-sS", "--cacert", ca, url], { faults: ["expired"] }),
    own("curl", CURL, ["curl", "--version"], (url) => ["curl", "--connect-timeout", "1", url], {
      name: "curl-progress",
      faults: ["stuck"],
    }),
    own("curl", "https://curl.se/docs/manpage.html", ["curl", "--version"], (url) => ["curl", "-f", "-sS", url], {
      name: "curl-f",
      faults: [404, 502],
    }),
    own("curl", "https://curl.se/docs/manpage.html", ["curl", "--version"], (url) => ["curl", "-v", "-s", url], {
      name: "curl-v",
      faults: ["refused", 502, 503, 401],
      kind: "headers",
      quotes: [502, 503, 401],
    }),
    own("curl", "https://curl.se/docs/manpage.html", ["curl", "--version"], (url) => ["curl", "-i", "-s", url], {
      name: "curl-i",
      faults: [504, 403],
      kind: "headers",
      quotes: [504, 403],
    }),
    own(
      "wget",
      "https://www.gnu.org/software/wget/manual/wget.html",
      ["wget", "--version"],
      (url) => ["wget", "-t", "1", "-T", "1", "-O", "/dev/null", "--no-hsts", url],
      { faults: ["refused", "name", "empty", "slow", "untrusted", "plain", "loop", 404, 502, 503] },
    ),
    own(
      "python-requests",
      "https://requests.readthedocs.io/en/latest/api/",
      [python, "-c", py("requests")],
      (url) => [python, at("get-requests.py"), url],
      {
        whole: ["refused", 502],
        faults: ["refused", "name", "empty", "slow", "stuck", "untrusted", "plain", "loop", "short", 404, 429, 502, 503],
      },
    ),
    own(
      "urllib3",
      "https://urllib3.readthedocs.io/en/stable/reference/urllib3.exceptions.html",
      [python, "-c", py("urllib3")],
      (url) => [python, at("get-urllib3.py"), url],
      { whole: [], faults: ["refused", "name", "reset", "slow"] },
    ),
    own(
      "urllib3",
      "https://urllib3.readthedocs.io/en/stable/reference/urllib3.exceptions.html",
      [python, "-c", py("urllib3")],
      (url) => [python, at("get-urllib3-retries.py"), url],
      { name: "urllib3-retries", whole: [], faults: ["refused"] },
    ),
    own("httpx", "https://www.python-httpx.org/exceptions/", [python, "-c", py("httpx")], (url) => [python, at("get-httpx.py"), url], {
      whole: [],
      faults: ["refused", "name", "empty", "slow", "untrusted", "garbage", 404, 502],
    }),
    own(
      "aiohttp",
      "https://docs.aiohttp.org/en/stable/client_reference.html",
      [python, "-c", py("aiohttp")],
      (url) => [python, at("get-aiohttp.py"), url],
      { whole: [], faults: ["refused", "name", "empty", "untrusted", "garbage", 502] },
    ),
    own(
      "python-urllib",
      "https://docs.python.org/3/library/urllib.error.html",
      [python, "--version"],
      (url) => [python, at("get-urllib.py"), url],
      { whole: ["refused"], faults: ["refused", "name", "empty", "reset", "short", "untrusted", "plain", 404, 502] },
    ),
    own("node-fetch", "https://nodejs.org/api/globals.html#fetch", ["node", "--version"], (url) => ["node", at("fetch.mjs"), url], {
      faults: ["refused", "name", "empty", "slow", "garbage", "untrusted", "plain", "loop", 502],
      // A page where JSON is read: that is all that it says.
      instead: { 502: { code: undefined } },
    }),
    own(
      "axios",
      "https://axios-http.com/docs/handling_errors",
      ["node", "-p", 'require("axios/package.json").version'],
      (url) => ["node", at("axios.cjs"), url],
      { faults: ["refused", "empty", "slow", "untrusted", "loop", 404, 502] },
    ),
    own(
      "got",
      "https://github.com/sindresorhus/got/blob/main/documentation/8-errors.md",
      ["node", "-p", `require("${lab.tools}/node_modules/got/package.json").version`],
      (url) => ["node", at("got.mjs"), url],
      { faults: ["refused", "slow", 502, "loop"] },
    ),
    own("node-http", "https://nodejs.org/api/errors.html", ["node", "--version"], (url) => ["node", at("http.cjs"), url], {
      faults: ["refused", "name", "empty", "reset", "garbage", "untrusted", "plain"],
    }),
    own("go", "https://pkg.go.dev/net/http#Client", ["go", "version"], (url) => [shop, "fetch", url], {
      faults: ["refused", "name", "empty", "reset", "slow", "garbage", "short", "untrusted", "plain", "loop", 502],
      quotes: [502],
    }),
    own(
      "java",
      "https://docs.oracle.com/en/java/javase/17/docs/api/java.net.http/java/net/http/HttpClient.html",
      ["java", "--version"],
      (url) => ["java", "-XX:TieredStopAtLevel=1", at("Fetch.java"), url],
      { name: "java-httpclient", faults: ["refused", "empty", "slow", "untrusted", "plain", "garbage"], ms: 20000 },
    ),
    own(
      "java",
      "https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/net/HttpURLConnection.html",
      ["java", "--version"],
      (url) => ["java", "-XX:TieredStopAtLevel=1", at("Url.java"), url],
      {
        name: "java-url",
        faults: ["name", 404, 502],
        ms: 20000,
        // A missing file, it says; the status is not named.
        instead: {
          404: {
            code: undefined,
            follows: { code: 404, because: "HttpURLConnection throws FileNotFoundException for 404 and 410 alone" },
          },
        },
      },
    ),
    own("ruby-net-http", "https://docs.ruby-lang.org/en/3.1/Net/HTTP.html", ["ruby", "--version"], (url) => ["ruby", at("net.rb"), url], {
      faults: ["refused", "name", "empty", "slow", "untrusted", 502],
    }),
    own("ruby-open-uri", "https://docs.ruby-lang.org/en/3.1/OpenURI.html", ["ruby", "--version"], (url) => ["ruby", at("open.rb"), url], {
      faults: [404, 502, "loop"],
    }),
    own(
      "faraday",
      "https://lostisland.github.io/faraday/#/middleware/included/raising-errors",
      ["ruby", "-e", 'require "faraday"; puts Faraday::VERSION'],
      (url) => ["ruby", at("faraday.rb"), url],
      { faults: ["refused", 404, 502] },
    ),
    own("php-curl", "https://www.php.net/manual/en/function.curl-error.php", ["php", "--version"], (url) => ["php", at("curl.php"), url], {
      faults: ["refused", "name", "empty", "slow", "untrusted", 502],
    }),
    own(
      "php",
      "https://www.php.net/manual/en/function.file-get-contents.php",
      ["php", "--version"],
      (url) => ["php", at("file.php"), url],
      {
        name: "php-file",
        faults: ["refused", "name", "plain", 404, 502],
      },
    ),
    own(
      "git",
      "https://git-scm.com/docs/git-clone",
      ["git", "--version"],
      (url) => ["git", "clone", `${url.replace(/\/$/, "")}/shop.git`, at("clone")],
      {
        faults: ["refused", "name", "empty", "untrusted", "plain", 401, 403, 404, 429, 502, 503, 504],
        // git asks for a name instead of saying 401.
        instead: {
          401: {
            code: undefined,
            cause: "auth-missing",
            follows: { code: 401, because: "git asks for a user's name only where the server answered 401 (http.c)" },
          },
        },
      },
    ),
    own(
      "npm",
      "https://docs.npmjs.com/common-errors",
      ["npm", "--version"],
      (url) => ["npm", "view", "shop-tools", `--registry=${url}`, "--fetch-retries=0", "--fetch-timeout=1000", "--no-update-notifier"],
      { faults: ["refused", "name", "slow", "untrusted", 401, 403, 404, 502, 503] },
    ),
    own(
      "pip",
      "https://pip.pypa.io/en/stable/topics/https-certificates/",
      [python, "-m", "pip", "--version"],
      (url) => [
        python,
        "-m",
        "pip",
        "install",
        "--isolated",
        "--retries",
        "1",
        "--timeout",
        "1",
        "--no-cache-dir",
        "--disable-pip-version-check",
        "--target",
        at("pip"),
        "--index-url",
        `${url.replace(/\/$/, "")}/simple`,
        "shop-tools",
      ],
      // It names no status: a package that is not there and an index that fails look the same.
      { faults: ["refused", "untrusted", 502], ms: 20000, instead: { 502: { code: undefined } } },
    ),
    own(
      "apt",
      "https://manpages.debian.org/bookworm/apt/apt-transport-http.1.en.html",
      ["apt-get", "--version"],
      (url) => [
        "/bin/sh",
        "-c",
        `mkdir -p ${at("apt")}/lists/partial ${at("apt")}/archives/partial && \
echo "deb [trusted=yes] ${url} stable main" > ${at("apt")}/list && apt-get update \
-o Dir::Etc::sourcelist=${at("apt")}/list -o Dir::Etc::sourceparts=- -o Dir::State::lists=${at("apt")}/lists -o Dir::Cache=${at("apt")} \
-o Acquire::Retries=0 -o Acquire::http::Timeout=1 -o APT::Sandbox::User=root`,
      ],
      { faults: ["refused", "name", "empty", "untrusted", 403, 404, 502, 503] },
    ),
    own(
      "lftp",
      "https://lftp.yar.ru/lftp-man.html",
      ["lftp", "--version"],
      (url) => ["lftp", "-c", `set net:max-retries 1; set net:timeout 1; set xfer:use-temp-file no; get ${url} -o /dev/null`],
      { faults: ["refused", "name", 404] },
    ),
    own(
      "aria2",
      "https://aria2.github.io/manual/en/html/aria2c.html#exit-status",
      ["aria2c", "--version"],
      (url) => ["aria2c", "--no-conf", "-m", "1", "-t", "1", "-d", at("aria"), "-o", "file", url],
      { faults: ["refused", "name", "untrusted", 404, 502] },
    ),
    own(
      "openssl",
      "https://docs.openssl.org/3.0/man1/openssl-s_client/",
      ["openssl", "version"],
      (url) => ["openssl", "s_client", "-brief", "-verify_return_error", "-connect", new URL(url).host.replace("localhost", "127.0.0.1")],
      { faults: ["refused", "untrusted", "plain"] },
    ),
    own(
      "openssl",
      "https://docs.openssl.org/3.0/man1/openssl-verification-options/",
      ["openssl", "version"],
      (url) => [
        "openssl",
        "s_client",
        "-brief",
        "-verify_return_error",
        "-CAfile",
        ca,
        "-connect",
        new URL(url).host.replace("localhost", "127.0.0.1"),
      ],
      { faults: ["expired"] },
    ),
  ];
}

export async function record(lab) {
  const { up, samples } = lab;
  const shop = await buildGo(lab);
  const port = await freePort();
  const nginx = await startNginx(
    lab,
    "clients-nginx",
    port,
    `
  server {
    listen 127.0.0.1:${port};
    location /down/ { proxy_pass http://127.0.0.1:${up.down}; }
    location /slow/ { proxy_read_timeout 200ms; proxy_pass http://127.0.0.1:${up.slow}; }
    location /maintenance { return 503; }
    location /limited { return 429; }
    location /internal { return 403; }
    location /private { add_header WWW-Authenticate 'Basic realm="Staff"' always; return 401; }
    location /loop { return 302 /loop; }
    location /broken { return 500; }
  }`,
  );
  const place = lab.place("clients");
  for (const [name, text] of Object.entries(CODE)) write(place, name, text);
  // Node looks for packages beside the program.
  fs.symlinkSync(`${lab.tools}/node_modules`, `${place}/node_modules`);
  const all = faults(lab, port);
  for (const client of clients(lab, place, shop)) {
    const name = client.name ?? client.client;
    if (!(await has(client.command("http://x/")[0]))) {
      samples.problem(name, "is not installed");
      continue;
    }
    const said = (await run(client.version, { cwd: place, env: client.env })).all;
    const version = said.match(/\d+(?:\.\d+)+/)?.[0] ?? "";
    for (const fault of client.faults) {
      const { url, ...about } = all[fault];
      // Both streams into one, as a terminal shows them.
      const { all: text } = await run(["/bin/sh", "-c", 'exec "$@" 2>&1', "sh", ...client.command(url)], {
        cwd: place,
        env: client.env,
        ms: client.ms ?? 10000,
      });
      const quoted = client.quotes?.includes(fault);
      // A trace is long; people paste it whole or take its end.
      const lines = text.trimEnd().split("\n");
      const last = lines.findLastIndex((line) => /^[a-z_\w.]*[A-Z]\w+: /.test(line) || /^\w+(\.\w+)+: /.test(line));
      const shown = client.whole && !client.whole.includes(fault) && last >= 0 ? lines.slice(last).join("\n") : text;
      samples.add(
        `client-${name}-${fault}`,
        {
          kind: client.kind && about.code ? client.kind : "client",
          product: quoted ? "nginx" : "",
          hop: quoted ? "edge" : "",
          client: client.client,
          ...about,
          ...(SILENT[fault]?.includes(client.client) && !name.startsWith("curl-") ? { cause: undefined } : {}),
          ...client.instead?.[fault],
          made: `${name} ${version}, ${about.made}`,
          source: client.source,
        },
        shown,
      );
    }
  }
  await nginx.end();
}
