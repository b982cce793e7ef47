import { expect, test } from "bun:test";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { holdBody } from "./hold-body.ts";

const bodyBytes = 32 << 20;

interface Seen {
  readonly received: number;
  /** The most that waited to be taken. */
  readonly waiting: number;
}

/** A server that is handed its sockets, as the API's, and answers with what it saw of a body. */
function slowServer(): http.Server {
  const server = http.createServer();
  server.on("request", (request, response) => {
    holdBody(request);
    void takeSlowly(request).then((seen) => response.end(JSON.stringify(seen)));
  });
  return server;
}

async function takeSlowly(request: http.IncomingMessage): Promise<Seen> {
  await once(request.socket, "pause");
  let [received, waiting] = [0, 0];
  for await (const chunk of request) {
    received += (chunk as Buffer).length;
    waiting = Math.max(waiting, request.readableLength);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { received, waiting };
}

test("a body that nobody takes stays with the client; all of it comes to who does", async () => {
  const folder = mkdtempSync(join(tmpdir(), "gantry-hold-"));
  const server = slowServer();
  const listener = net.createServer({ allowHalfOpen: true }, (socket) => void server.emit("connection", socket));
  try {
    await new Promise<void>((resolve) => listener.listen(join(folder, "sock"), resolve));
    const agent = new http.Agent({ keepAlive: true });
    for (let turn = 0; turn < 2; turn++) {
      const request = http.request({ socketPath: join(folder, "sock"), method: "POST", agent });
      request.end(Buffer.alloc(bodyBytes));
      const [response] = (await once(request, "response")) as [http.IncomingMessage];
      let text = "";
      for await (const chunk of response) text += String(chunk);
      const { received, waiting } = JSON.parse(text) as Seen;
      expect(received).toBe(bodyBytes);
      expect(waiting).toBeLessThan(2 << 20);
    }
    agent.destroy();
  } finally {
    listener.close();
    rmSync(folder, { recursive: true });
  }
});
