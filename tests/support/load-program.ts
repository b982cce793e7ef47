/** A program for tests: `PORT WORKERS` asks a loopback port for `/` over and over, each time by a connection of its own, until SIGTERM; prints what came of it. */
import { connect } from "node:net";

const [port, workers] = process.argv.slice(2).map(Number) as [number, number];
const seen: Record<string, number> = {};
const failures: Record<string, number> = {};
let isOver = false;
process.on("SIGTERM", () => {
  isOver = true;
});

await Promise.all(Array.from({ length: workers }, work));
console.log(JSON.stringify({ seen, failures }));

async function work(): Promise<void> {
  while (!isOver) {
    try {
      const answer = await ask();
      seen[answer] = (seen[answer] ?? 0) + 1;
    } catch (error) {
      const { message } = error as Error;
      failures[message] = (failures[message] ?? 0) + 1;
    }
  }
}

/** The body of the answer. */
function ask(): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port });
    let text = "";
    socket.setTimeout(5_000, () => socket.destroy(new Error("no answer within 5 s")));
    socket.setEncoding("utf8");
    socket.on("connect", () => socket.write("GET / HTTP/1.0\r\nHost: test\r\n\r\n"));
    socket.on("data", (chunk: string) => {
      text += chunk;
    });
    socket.on("error", reject);
    socket.on("close", () => {
      const [head = "", body = ""] = text.split("\r\n\r\n");
      if (head.startsWith("HTTP/1.0 200 ") || head.startsWith("HTTP/1.1 200 ")) resolve(body.trim());
      else reject(new Error(`answered ${JSON.stringify(text)}`));
    });
  });
}
