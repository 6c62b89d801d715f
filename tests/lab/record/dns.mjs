// A resolver that knows no name: it exists so that "name not found" is met without asking anybody outside.
import dgram from "node:dgram";

// answer: 3 for NXDOMAIN, 2 for SERVFAIL. Gives the port and how to close it.
export function startResolver(answer = 3) {
  return new Promise((done) => {
    const socket = dgram.createSocket("udp4");
    socket.on("message", (question, from) => {
      const reply = Buffer.from(question);
      reply[2] = 0x81;
      reply[3] = 0x80 | answer;
      // Only the question is said back.
      reply.fill(0, 6, 12);
      let end = 12;
      while (reply[end]) end += reply[end] + 1;
      socket.send(reply.subarray(0, end + 5), from.port, from.address);
    });
    socket.bind(0, "127.0.0.1", () => done({ port: socket.address().port, close: () => socket.close() }));
  });
}
