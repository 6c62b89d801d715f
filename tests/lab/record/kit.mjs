// What every server of the lab needs: processes that are ended by their id, free ports, raw requests, what is new in a log.
// It exists so that the files beside it hold nothing but a product's configuration and its faults.
import { spawn, execFile } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import tls from "node:tls";

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

// Programs in /usr/sbin are not on every account's PATH.
const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;

// No other variable goes along: some error pages show them all, and a proxy or a registry that is set would change what a client says.
const clean = (home, env) => ({ PATH, HOME: home ?? "/", LC_ALL: "C.UTF-8", TZ: "UTC", ...env });

// A port that was free a moment ago. Every caller gets another one.
const given = new Set();
export async function freePort() {
  for (;;) {
    const server = net.createServer();
    await new Promise((done, failed) => server.once("error", failed).listen(0, "127.0.0.1", done));
    const { port } = server.address();
    await new Promise((done) => server.close(done));
    if (!given.has(port)) {
      given.add(port);
      return port;
    }
  }
}

// Every process that was started and did not end yet; each one leads a group, so that its children end with it.
const running = new Set();

function signal(child, name) {
  try {
    process.kill(-child.pid, name);
  } catch {
    // It ended by itself.
  }
}

export class Server {
  // command: [program, …arguments]; output goes to a file that counts as a log, too.
  constructor(command, { cwd, env = {}, output }) {
    this.output = output;
    this.cwd = cwd;
    const file = fs.openSync(output, "a");
    this.child = spawn(command[0], command.slice(1), {
      cwd,
      detached: true,
      env: clean(cwd, env),
      stdio: ["ignore", file, file],
    });
    fs.closeSync(file);
    this.over = new Promise((done) => {
      this.child.once("error", (error) => done(String(error)));
      this.child.once("exit", (code, why) => done(`exit ${code ?? why}`));
    });
    this.over.then(() => running.delete(this.child));
    running.add(this.child);
  }

  // Until it listens. A server that ends instead says why.
  async listens(port, ms = 20000) {
    const began = Date.now();
    let ended = "";
    this.over.then((why) => (ended = why));
    while (Date.now() - began < ms) {
      if (ended) break;
      if (await open(port)) return this;
      await sleep(40);
    }
    // Some say why only in a log of their own.
    const logs = fs
      .readdirSync(this.cwd)
      .filter((name) => name.endsWith(".log"))
      .map((name) => path.join(this.cwd, name));
    const said = [this.output, ...logs].map((file) => read(file).slice(-900)).join("\n");
    throw new Error(`${this.child.spawnfile} does not listen (${ended || "too slow"}): ${said}`);
  }

  async end() {
    signal(this.child, "SIGTERM");
    const ended = await Promise.race([this.over.then(() => true), sleep(1500)]);
    if (!ended) signal(this.child, "SIGKILL");
    await this.over;
    // A leader may leave children behind.
    signal(this.child, "SIGKILL");
  }
}

// For the end of everything, however it comes.
export function endAll() {
  for (const child of running) signal(child, "SIGKILL");
}

export function open(port) {
  return new Promise((done) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.once("connect", () => done(true)).once("error", () => done(false));
    socket.once("connect", () => socket.destroy());
  });
}

export const read = (file) => (fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "");

// A program's whole output, with a limit of time. Its status does not matter: most of them fail on purpose.
export function run(command, { cwd, env = {}, ms = 15000, input } = {}) {
  return new Promise((done) => {
    const child = execFile(
      command[0],
      command.slice(1),
      { cwd, env: clean(cwd, env), timeout: ms, killSignal: "SIGKILL", maxBuffer: 1 << 24 },
      (error, stdout, stderr) =>
        done({ stdout, stderr, all: stdout + stderr, code: error ? error.code : 0, missing: error?.code === "ENOENT" }),
    );
    child.stdin?.on("error", () => {});
    child.stdin?.end(input ?? "");
  });
}

export async function has(program) {
  return !(await run(["/bin/sh", "-c", `command -v ${program}`])).code;
}

// What is added to a file from now on.
export class Log {
  constructor(file) {
    this.file = file;
    this.mark();
  }

  mark() {
    this.at = fs.existsSync(this.file) ? fs.statSync(this.file).size : 0;
  }

  now() {
    return fs.existsSync(this.file) ? fs.readFileSync(this.file).subarray(this.at).toString("utf8") : "";
  }

  // The new lines that fit, as soon as there are any and the file is at rest.
  async fresh(pattern = /./, ms = 1500) {
    const began = Date.now();
    let lines = [];
    let before = -1;
    while (Date.now() - began < ms) {
      const text = this.now();
      lines = text.split("\n").filter((line) => line.trim() && pattern.test(line));
      if (lines.length && text.length === before) break;
      before = text.length;
      await sleep(60);
    }
    return lines.join("\n");
  }
}

// The bytes that a server answers to these bytes. `slow`: the first part is sent, the rest after so many milliseconds (null: never).
export function talk(port, bytes, { ms = 8000, secure, rest, slow = 0, leave = 0 } = {}) {
  return new Promise((done) => {
    const parts = [];
    const socket = secure
      ? tls.connect({ port, host: "127.0.0.1", rejectUnauthorized: false, servername: "localhost", ...secure })
      : net.connect(port, "127.0.0.1");
    const over = () => {
      clearTimeout(limit);
      socket.destroy();
      done(Buffer.concat(parts).toString("utf8"));
    };
    const limit = setTimeout(over, ms);
    socket.once(secure ? "secureConnect" : "connect", () => {
      if (bytes) socket.write(bytes);
      if (rest && slow !== null) setTimeout(() => socket.writable && socket.write(rest), slow);
      if (leave) setTimeout(over, leave);
    });
    socket.on("data", (part) => parts.push(part));
    socket.once("error", over).once("end", over).once("close", over);
  });
}

// Status line, headers and body of an answer; a body in chunks is put together.
export function parse(answer) {
  const end = answer.search(/\r?\n\r?\n/);
  if (!/^HTTP\//.test(answer)) return { status: 0, head: "", body: answer };
  const head = end < 0 ? answer : answer.slice(0, end);
  let body = end < 0 ? "" : answer.slice(end).replace(/^\r?\n\r?\n/, "");
  const status = Number(head.split(" ")[1]);
  // What comes before the real answer (100 Continue) is not it.
  if (status >= 100 && status < 200 && /^HTTP\//.test(body)) return parse(body);
  if (/^transfer-encoding: *chunked/im.test(head)) {
    let whole = "";
    let rest = Buffer.from(body, "utf8");
    for (;;) {
      const line = rest.indexOf("\r\n");
      const size = line < 0 ? 0 : Number.parseInt(rest.subarray(0, line).toString(), 16);
      if (!size) break;
      whole += rest.subarray(line + 2, line + 2 + size).toString("utf8");
      rest = rest.subarray(line + 4 + size);
    }
    body = whole;
  }
  return { status, head: head.replaceAll("\r", ""), body: body.replaceAll("\r", "") };
}

// The request of a client, as bytes.
export function request(
  target = "/",
  { method = "GET", host = "shop.example", agent = "curl/7.88.1", headers = {}, body = "", version = "1.1" } = {},
) {
  const own = { Host: host, "User-Agent": agent, Accept: "*/*", Connection: "close", ...headers };
  if (body && !("Content-Length" in own)) own["Content-Length"] = Buffer.byteLength(body);
  const lines = Object.entries(own).filter(([, value]) => value !== null);
  return `${method} ${target} HTTP/${version}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${body}`;
}

export function write(folder, name, text, mode) {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text, { mode });
  return file;
}
