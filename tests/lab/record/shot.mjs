// A fault provoked: one request, what came back over the socket, and what the server wrote into its logs meanwhile.
import { Log, parse, talk } from "./kit.mjs";

// wait: how long a log may take.
// logs: { access: file, error: file }; patterns: which of the new lines belong to it. Those not asked for are not waited for.
export async function shot(port, bytes, { logs = {}, access, error, wait, ...how } = {}) {
  const watched = Object.entries({ access, error }).filter(([kind, pattern]) => pattern && logs[kind]);
  const marks = watched.map(([kind, pattern]) => [kind, pattern, new Log(logs[kind])]);
  const answer = await talk(port, bytes, how);
  const { status, head, body } = parse(answer);
  const made = { status, headers: head ? `${head}\n\n${body}` : "", html: body, answer };
  for (const [kind, pattern, log] of marks) made[kind] = await log.fresh(pattern === true ? /./ : pattern, wait);
  return made;
}

// The same for many: shooter(port, logs)(bytes, { access, error }).
export const shooter =
  (port, logs) =>
  (bytes, how = {}) =>
    shot(how.port ?? port, bytes, { logs, ...how });
