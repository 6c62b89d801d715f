// PHP-FPM behind nginx and behind Apache: what reaches the visitor, and what stands in whose log.
import fs from "node:fs";
import { Server, freePort, read, request, run, sleep, talk, write } from "./kit.mjs";
import { startApache } from "./apache.mjs";
import { startNginx } from "./nginx.mjs";
import { shooter } from "./shot.mjs";

const FPM = "https://www.php.net/manual/en/install.fpm.configuration.php";
const ERRORS = "https://www.php.net/manual/en/errorfunc.configuration.php";

const PAGES = {
  "fine.php": '<?php echo "fine";',
  "exception.php": '<?php\nfunction order($id) {\n  throw new RuntimeException("Order $id is unknown");\n}\norder(42);\n',
  "syntax.php": '<?php\nif (true {\n  echo "x";\n}\n',
  "memory.php": '<?php\n$all = [];\nwhile (true) { $all[] = str_repeat("x", 100000); }\n',
  "time.php": "<?php\nset_time_limit(1);\nwhile (true) {}\n",
  "slow.php": "<?php\nsleep(4);\n",
  "hang.php": "<?php\nsleep(20);\n",
  "warning.php": '<?php\nhttp_response_code(500);\necho $missing["x"];\n',
  "database.php": '<?php\nnew PDO("sqlite:/srv/none/shop.db");\n',
  "headers.php": '<?php\nfor ($i = 0; $i < 400; $i++) header("X-Debug-$i: " . str_repeat("a", 200));\n',
};

export async function record(lab) {
  const { samples } = lab;
  const folder = lab.place("phpfpm");
  const name = (await run(["/bin/sh", "-c", 'ls /usr/sbin | grep -m1 "^php-fpm[0-9]"'])).stdout.trim() || "php-fpm";
  for (const [file, text] of Object.entries(PAGES)) write(folder, `www/${file}`, text);
  write(folder, "www/secret.php", "<?php echo 1;", process.getuid() === 0 ? 0o600 : 0);
  const socket = `${folder}/php.sock`;
  const config = write(
    folder,
    "fpm.conf",
    `[global]
error_log = ${folder}/fpm.log
daemonize = no
pid = ${folder}/pid
[www]
listen = ${socket}
listen.mode = 0666
${process.getuid() === 0 ? "user = nobody\ngroup = nogroup" : ""}
pm = dynamic
pm.max_children = 2
pm.start_servers = 1
pm.min_spare_servers = 1
pm.max_spare_servers = 1
request_terminate_timeout = 6s
catch_workers_output = yes
decorate_workers_output = yes
access.log = ${folder}/fpm-access.log
php_admin_value[memory_limit] = 16M
php_admin_flag[log_errors] = on
php_flag[display_errors] = off
`,
  );
  const fpm = new Server([name, "-F", "-y", config], { cwd: folder, output: `${folder}/output` });
  for (let turn = 0; turn < 100 && !fs.existsSync(socket); turn++) await sleep(50);
  const version = (await run([name, "-v"])).all.match(/PHP ([\d.]+)/)?.[1];
  const [port, other] = [await freePort(), await freePort()];
  const nginx = await startNginx(
    lab,
    "phpfpm-nginx",
    port,
    `
  server {
    listen 127.0.0.1:${port};
    root ${folder}/www;
    location ~ ^/(hang|time)\\.php$ {
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
      fastcgi_read_timeout 20s;
      fastcgi_pass unix:${socket};
    }
    location ~ \\.php$ {
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
      fastcgi_read_timeout 1s;
      fastcgi_pass unix:${socket};
    }
  }`,
  );
  const apache = await startApache(
    lab,
    "phpfpm-apache",
    other,
    `
DocumentRoot ${folder}/www
<Directory ${folder}/www>
  Require all granted
</Directory>
ProxyTimeout 1
<FilesMatch "\\.php$">
  SetHandler "proxy:unix:${socket}|fcgi://localhost/"
</FilesMatch>
<LocationMatch "^/gone\\.php$">
  SetHandler "proxy:unix:${folder}/none.sock|fcgi://localhost/"
</LocationMatch>
`,
  );
  const keep = (title, about, own, wants) =>
    samples.keep(
      `phpfpm-${title}`,
      { product: "php-fpm", hop: "origin", source: FPM, ...about, made: `PHP-FPM ${version}, ${about.made}` },
      own,
      wants,
    );
  const logs = { nginx: nginx.logs, apache: apache.logs, fpm: { access: `${folder}/fpm-access.log`, error: `${folder}/fpm.log` } };
  const behindNginx = shooter(port, nginx.logs);
  const behindApache = shooter(other, apache.logs);
  const get = (target, more) => behindNginx(request(target), { error: /\[(error|warn|crit)\]|PHP|^#|thrown|Stack/, ...more });
  const asApache = (target, more) => behindApache(request(target), { error: /proxy_fcgi:|AH/, ...more });
  // The words are PHP's; nginx only writes them down.
  const inNginx = { product: "nginx", hop: "origin", or: ["nginx", "php-fpm"] };
  const inApache = { product: "apache", hop: "origin", or: ["apache", "php-fpm"] };
  keep(
    "missing",
    { code: 404, cause: "script-missing", made: "a script that is not there, behind nginx", told: "all" },
    await get("/none.php"),
    ["html", ["headers", { also: ["nginx"] }], ["error", inNginx]],
  );
  keep(
    "apache-missing",
    { code: 404, cause: "script-missing", made: "a script that is not there, behind Apache", told: "all" },
    await asApache("/none.php"),
    [["error", inApache]],
  );
  keep("unreadable", { code: 403, cause: "file-permissions", made: "a script of mode 600", told: ["error"] }, await get("/secret.php"), [
    "html",
    ["error", inNginx],
  ]);
  for (const [page, cause, what] of [
    ["exception", "app-exception", "an exception that nobody catches"],
    ["syntax", "app-exception", "a slip in the code"],
    ["memory", "out-of-memory", "more memory than memory_limit"],
    ["time", "worker-timeout", "more time than max_execution_time"],
    ["database", "app-exception", "a PDOException that nobody catches"],
  ]) {
    keep(
      page,
      { code: 500, cause, made: `${what}, behind nginx`, source: ERRORS },
      await get(`/${page}.php`, page === "time" ? { ms: 5000 } : {}).then((own) => ({ ...own, status: 0 })),
      [["error", inNginx]],
    );
  }
  keep(
    "apache-exception",
    { code: 500, cause: "app-exception", made: "an exception that nobody catches, behind Apache", source: ERRORS },
    await asApache("/exception.php"),
    [
      ["error", inApache],
      ["headers", { product: "", also: ["apache"] }],
    ],
  );
  keep("big-headers", { code: 502, cause: "headers-too-big", made: "80 kB of headers from PHP" }, await get("/headers.php"), [
    ["error", { product: "nginx", hop: "edge" }],
  ]);
  // Its workers are named by the kernel; each gets the signal of a crash.
  const crashing = get("/hang.php?crash");
  await sleep(500);
  const workers = read(`/proc/${fpm.child.pid}/task/${fpm.child.pid}/children`).trim().split(" ").map(Number);
  for (const worker of workers) if (worker) process.kill(worker, "SIGSEGV");
  const crash = await crashing;
  keep("crash", { code: 502, cause: "closed-early", made: "the worker dies of SIGSEGV, behind nginx" }, crash, [
    ["error", { product: "nginx", hop: "edge" }],
  ]);
  keep("slow", { code: 504, cause: "read-timeout", made: "fastcgi_read_timeout 1s" }, await get("/slow.php"), [
    ["error", { product: "nginx", hop: "edge" }],
  ]);
  keep("apache-slow", { code: 504, cause: "read-timeout", made: "ProxyTimeout 1, behind Apache" }, await asApache("/slow.php"), [
    ["error", { product: "apache", hop: "edge" }],
  ]);
  keep("apache-socket", { code: 503, cause: "socket-missing", made: "no such socket, behind Apache" }, await asApache("/gone.php"), [
    ["error", { product: "apache", hop: "edge" }],
  ]);
  // Both workers are busy and one hangs longer than request_terminate_timeout: the pool's own log.
  const hanging = [talk(port, request("/hang.php"), { ms: 9000 }), talk(port, request("/hang.php"), { ms: 9000 })];
  const own = await shooter(port, logs.fpm)(request("/hang.php"), { ms: 9000, error: /max_children|terminat/ });
  await Promise.all(hanging);
  keep(
    "busy",
    { cause: "worker-timeout", made: "request_terminate_timeout, and more requests than pm.max_children", told: "all" },
    { ...own, status: 0 },
    ["error"],
  );
  await apache.end();
  await nginx.end();
  await fpm.end();
}
