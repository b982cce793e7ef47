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

async function takeLate(request: http.IncomingMessage): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 20));
  let received = 0;
  for await (const chunk of request) received += (chunk as Buffer).length;
  return received;
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

test("a body that has come whole before it is taken keeps the connection open to the next request", async () => {
  const folder = mkdtempSync(join(tmpdir(), "gantry-hold-"));
  const server = http.createServer();
  server.on("request", (request, response) => {
    holdBody(request);
    void takeLate(request).then((received) => response.end(String(received)));
  });
  const listener = net.createServer({ allowHalfOpen: true }, (socket) => void server.emit("connection", socket));
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  try {
    await new Promise<void>((resolve) => listener.listen(join(folder, "sock"), resolve));
    for (const bytes of [1, 64 << 10, 100_000, 1 << 20, 5]) {
      const headers = { "transfer-encoding": "chunked" };
      const request = http.request({ socketPath: join(folder, "sock"), method: "POST", agent, headers });
      request.end(Buffer.alloc(bytes));
      const [response] = (await once(request, "response")) as [http.IncomingMessage];
      let text = "";
      for await (const chunk of response) text += String(chunk);
      expect(text).toBe(String(bytes));
    }
  } finally {
    agent.destroy();
    listener.close();
    rmSync(folder, { recursive: true });
  }
});
