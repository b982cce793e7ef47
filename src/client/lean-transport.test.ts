import { afterEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backgroundOp } from "#base/op.ts";
import { readText } from "./body.ts";
import { Client } from "./client.ts";
import { httpTransport } from "./http-transport.ts";
import { leanTransport } from "./lean-transport.ts";
import { dialNet } from "./net-socket.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** A server of raw bytes: `answer` is called with what came so far. */
async function serve(answer: (socket: Socket, seen: string) => void): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "lean-"));
  const path = join(folder, "s");
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let seen = "";
    socket.on("data", (chunk) => {
      seen += chunk.toString("latin1");
      answer(socket, seen);
    });
    socket.on("end", () => answer(socket, `${seen}<end>`));
  });
  await new Promise<void>((resolve) => void server.listen(path, resolve));
  cleanups.push(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  return path;
}

const op = backgroundOp();
const open = (path: string) => leanTransport(dialNet, { target: { path }, hostHeader: "test" });

test("reads chunked bodies cut anywhere, and keeps the connection", async () => {
  let connections = 0;
  const path = await serve((socket, seen) => {
    if (!seen.endsWith("\r\n\r\n")) return;
    if (seen.startsWith("GET /1") && !seen.includes("GET /2")) {
      connections++;
      for (const byte of "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n")
        socket.write(byte);
    } else socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  });
  const transport = open(path);
  const first = await transport.request(op, { method: "GET", path: "/1", headers: {} });
  expect(await readText(first.body)).toBe("abcde");
  const second = await transport.request(op, { method: "GET", path: "/2", headers: {} });
  expect(await readText(second.body)).toBe("ok");
  expect(connections).toBe(1);
  transport.close();
});

test("a cut body is an error", async () => {
  const path = await serve((socket, seen) => {
    if (seen.endsWith("\r\n\r\n")) socket.end("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab");
  });
  const response = await open(path).request(op, { method: "GET", path: "/", headers: {} });
  expect(await failureOf(readText(response.body))).toContain("unexpected EOF");
});

test("sends streams in chunks", async () => {
  const path = await serve((socket, seen) => {
    if (seen.endsWith("0\r\n\r\n")) socket.end(`HTTP/1.1 200 OK\r\n\r\n${seen.split("\r\n\r\n")[1]}`);
  });
  async function* body() {
    yield new TextEncoder().encode("abc");
    yield new TextEncoder().encode("de");
  }
  const response = await open(path).request(op, { method: "POST", path: "/", headers: {}, body: body() });
  expect(await readText(response.body)).toBe("3\r\nabc\r\n2\r\nde\r\n0");
});

test("a hijacked stream ends each way on its own", async () => {
  const path = await serve((socket, seen) => {
    if (seen.endsWith("\r\n\r\n"))
      socket.write("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nhello ");
    if (seen.endsWith("<end>")) socket.end(`got ${seen.split("\r\n\r\n")[1]}`);
  });
  const stream = await open(path).hijack(op, { method: "POST", path: "/", headers: {} });
  await stream.write(new TextEncoder().encode("input"));
  stream.closeWrite();
  expect(await readText(stream.body)).toBe("hello got input<end>");
  stream.close();
});

test("settles on the engine's version and gives its refusals", async () => {
  const path = await serve((socket, seen) => {
    if (seen.endsWith("\r\n\r\n") && !seen.includes("/v1.40/info")) {
      socket.write("HTTP/1.1 200 OK\r\nApi-Version: 1.40\r\nContent-Length: 0\r\n\r\n");
    } else if (seen.includes("/v1.40/info")) {
      const body = '{"message":"no"}';
      socket.write(
        `HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
    }
  });
  const client = new Client(open(path), { host: "unix://x" });
  expect(await failureOf(client.json(op, "GET", "/info"))).toContain("Error response from daemon: no");
});

test("nobody there", async () => {
  const client = new Client(open("/nonexistent/socket"), { host: "unix:///nonexistent/socket" });
  expect(await failureOf(client.json(op, "GET", "/info"))).toContain(
    "Cannot connect to the Docker daemon at unix:///nonexistent/socket. Is the docker daemon running?",
  );
});

test("the portable transport speaks the same", async () => {
  const path = await serve((socket, seen) => {
    if (seen.startsWith("GET") && seen.endsWith("\r\n\r\n"))
      socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    if (seen.startsWith("POST") && seen.endsWith("\r\n\r\n")) {
      socket.write("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nhello ");
    }
    if (seen.endsWith("input")) socket.end("got input");
  });
  const transport = httpTransport({ socketPath: path });
  const answer = await transport.request(op, { method: "GET", path: "/", headers: {} });
  expect([answer.status, await readText(answer.body)]).toEqual([200, "ok"]);
  transport.close();
  const stream = await httpTransport({ socketPath: path }).hijack(op, { method: "POST", path: "/", headers: {} });
  await stream.write(new TextEncoder().encode("input"));
  expect(await readText(stream.body)).toBe("hello got input");
  stream.close();
  const nobody = new Client(httpTransport({ socketPath: "/nonexistent/socket" }), {
    host: "unix:///nonexistent/socket",
  });
  expect(await failureOf(nobody.json(op, "GET", "/info"))).toContain("Cannot connect to the Docker daemon");
});

async function failureOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "no failure",
    (error: unknown) => String(error),
  );
}
