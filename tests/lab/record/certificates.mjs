// An authority, a server's certificate, one that has expired and a client's: made anew for each recording, so that no key is ever kept.
import fs from "node:fs";
import path from "node:path";
import { run } from "./kit.mjs";

async function openssl(folder, ...words) {
  const { code, all } = await run(["openssl", ...words], { cwd: folder });
  if (code) throw new Error(`openssl ${words.join(" ")}: ${all}`);
}

export async function makeCertificates(folder) {
  fs.mkdirSync(folder, { recursive: true });
  const at = (name) => path.join(folder, name);
  await openssl(
    folder,
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
    "-days",
    "30",
    "-subj",
    "/CN=Lab Authority",
  );
  const sign = async (name, subject, alternative, days) => {
    await openssl(
      folder,
      "req",
      "-new",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-keyout",
      `${name}.key`,
      "-out",
      `${name}.csr`,
      "-subj",
      subject,
    );
    fs.writeFileSync(at("names"), `subjectAltName=${alternative}\n`);
    await openssl(
      folder,
      "x509",
      "-req",
      "-in",
      `${name}.csr`,
      "-CA",
      "ca.pem",
      "-CAkey",
      "ca.key",
      "-CAcreateserial",
      "-out",
      `${name}.pem`,
      "-days",
      String(days),
      "-extfile",
      "names",
    );
  };
  await sign("server", "/CN=localhost", "DNS:localhost,IP:127.0.0.1", 30);
  await sign("client", "/CN=Jo", "DNS:jo.example", 30);
  // The same key, but its time is over as soon as it is made.
  fs.writeFileSync(at("names"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
  await openssl(
    folder,
    "x509",
    "-req",
    "-in",
    "server.csr",
    "-CA",
    "ca.pem",
    "-CAkey",
    "ca.key",
    "-CAcreateserial",
    "-out",
    "stale.pem",
    "-days",
    "0",
    "-extfile",
    "names",
  );
  fs.writeFileSync(at("both.pem"), fs.readFileSync(at("server.pem"), "utf8") + fs.readFileSync(at("server.key"), "utf8"));
  // Servers that leave root behind must still read them; they are worth nothing after this run.
  for (const name of fs.readdirSync(folder)) fs.chmodSync(at(name), 0o644);
  return {
    ca: at("ca.pem"),
    key: at("server.key"),
    cert: at("server.pem"),
    stale: at("stale.pem"),
    both: at("both.pem"),
    clientKey: at("client.key"),
    clientCert: at("client.pem"),
  };
}
