// What the Python servers of the lab share: the virtual environment, the versions in it, the start with its log.
// No recorder of its own.
import { Server, request, run } from "./kit.mjs";
import { shooter } from "./shot.mjs";

// Lines of Python's traces and of the loggers around them.
export const TRACE = /Traceback|^ |Error|ERROR|CRITICAL|WARNING|INFO|^\s*\||Not Found|Forbidden|Bad Request|Invalid/;

// A program of the virtual environment.
export const program = (lab, name) => `${lab.tools}/venv/bin/${name}`;

// The version of a package in it.
export async function versionOf(lab, name) {
  const script = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))";
  return (await run([program(lab, "python"), "-c", script, name])).stdout.trim();
}

// A running server with its requests; what it prints is its error log.
export async function start(lab, name, command, port, env = {}) {
  const folder = lab.place(`python-${name}`);
  const server = new Server(command, {
    cwd: folder,
    env: { PYTHONDONTWRITEBYTECODE: "1", PYTHONUNBUFFERED: "1", ...env },
    output: `${folder}/output`,
  });
  await server.listens(port);
  const logs = { access: `${folder}/access.log`, error: `${folder}/output` };
  const shoot = shooter(port, logs);
  const get = (target, { request: how, ...more } = {}) => shoot(request(target, how), more);
  return { get, shoot, folder, logs, end: () => server.end() };
}
