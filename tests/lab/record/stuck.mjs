// A port whose queue of new connections is full: whoever connects waits until a timeout. Node always accepts, so Python listens.
import { Server, freePort, read, sleep, write } from "./kit.mjs";

const SCRIPT = `import socket, sys, time
listener = socket.socket()
listener.bind(("127.0.0.1", int(sys.argv[1])))
listener.listen(0)
waiting = []
for _ in range(4):
    own = socket.socket()
    own.setblocking(False)
    own.connect_ex(("127.0.0.1", int(sys.argv[1])))
    waiting.append(own)
print("ready", flush=True)
time.sleep(3600)
`;

export async function startStuck(lab) {
  const folder = lab.place("stuck");
  const port = await freePort();
  const file = write(folder, "stuck.py", SCRIPT);
  const server = new Server(["python3", file, String(port)], { cwd: folder, output: `${folder}/output` });
  for (let turn = 0; turn < 100 && !read(`${folder}/output`).includes("ready"); turn++) await sleep(50);
  return { port, end: () => server.end() };
}
