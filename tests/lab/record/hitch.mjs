// Hitch, which only takes TLS off: what it logs when the server behind it is down. The visitor sees a closed connection.
import { Server, freePort, request, run, write } from "./kit.mjs";
import { shooter } from "./shot.mjs";

export async function record(lab) {
  const { up, certificates, samples } = lab;
  const folder = lab.place("hitch");
  const port = await freePort();
  const config = write(
    folder,
    "hitch.conf",
    `frontend = "[127.0.0.1]:${port}"
backend = "[127.0.0.1]:${up.down}"
pem-file = "${certificates.both}"
workers = 1
daemon = off
log-level = 2
${process.getuid() === 0 ? 'user = "nobody"\ngroup = "nogroup"' : ""}
`,
  );
  const server = new Server(["hitch", `--config=${config}`], { cwd: folder, output: `${folder}/output` });
  await server.listens(port);
  const version = (await run(["hitch", "--version"])).all.match(/([\d.]{3,})/)?.[1];
  const logs = { error: `${folder}/output` };
  const shoot = shooter(port, logs);
  const keep = (name, about, own) =>
    samples.keep(
      `hitch-${name}`,
      { product: "hitch", hop: "edge", source: "https://hitch-tls.org/", ...about, made: `Hitch ${version}, ${about.made}` },
      own,
      ["error"],
    );
  keep(
    "refused",
    { cause: "connection-refused", made: "nothing listens on the backend's port" },
    await shoot(request("/"), { secure: {}, error: /./ }),
  );
  keep(
    "plain-on-tls",
    { cause: "plain-http-on-tls", made: "HTTP to the port of HTTPS", told: "all" },
    await shoot(request("/"), { error: /./ }),
  );
  await server.end();
}
