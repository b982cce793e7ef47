/** A program for tests: `serve PORT` sends each datagram back; `ask HOST PORT TEXT` prints the answer to one. */
import { setTimeout as later } from "node:timers/promises";

const [verb, ...words] = process.argv.slice(2);
if (verb === "serve") await serve(Number(words[0]));
else await ask(words[0]!, { port: Number(words[1]), text: words[2]! });

async function serve(port: number): Promise<void> {
  const data = (socket: Bun.udp.Socket<"buffer">, bytes: Buffer, from: number, address: string): void => {
    socket.send(bytes, from, address);
  };
  await Bun.udpSocket({ port, hostname: "0.0.0.0", socket: { data } });
  console.log("ready");
}

async function ask(host: string, { port, text }: { port: number; text: string }): Promise<void> {
  const data = (_: unknown, bytes: Buffer): void => {
    console.log(bytes.toString());
    process.exit(0);
  };
  const socket = await Bun.udpSocket({ socket: { data } });
  socket.send(text, port, host);
  await later(1_000);
  process.exit(1);
}
