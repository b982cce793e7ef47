import { afterEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dialBun } from "./bun-socket.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function serve(serveSocket: (socket: Socket) => void): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "dial-"));
  const server = createServer({ allowHalfOpen: true }, serveSocket);
  await new Promise<void>((resolve) => void server.listen(join(folder, "s"), resolve));
  cleanups.push(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  return join(folder, "s");
}

function collector() {
  const chunks: Uint8Array[] = [];
  const ended = Promise.withResolvers<Error | undefined>();
  const listener = {
    data: (chunk: Uint8Array) => void chunks.push(chunk),
    end: (error?: Error) => ended.resolve(error),
  };
  return { listener, ended: ended.promise, bytes: () => Buffer.concat(chunks) };
}

test("each way ends on its own, and nothing of a large write is lost", async () => {
  const sent = Buffer.alloc(5_000_000, "0123456789");
  const path = await serve((socket) => {
    const seen: Uint8Array[] = [];
    socket.on("data", (chunk: Uint8Array) => void seen.push(chunk));
    socket.on("end", () => socket.end(Buffer.concat(seen)));
  });
  const { listener, ended, bytes } = collector();
  const socket = await dialBun({ path }, listener);
  const writing = socket.write(sent);
  socket.end();
  await writing;
  await ended;
  expect(bytes().equals(sent)).toBe(true);
});

test("a pause holds bytes back until it is over", async () => {
  const path = await serve((socket) => socket.end(Buffer.alloc(2_000_000)));
  const { listener, ended, bytes } = collector();
  const socket = await dialBun({ path }, listener);
  socket.pause();
  await Promise.resolve();
  socket.resume();
  await ended;
  expect(bytes().length).toBe(2_000_000);
});

test("destroy ends the reading and fails what is not written yet", async () => {
  const path = await serve((socket) => {
    socket.pause();
    socket.on("error", () => {});
  });
  const { listener, ended } = collector();
  const socket = await dialBun({ path }, listener);
  const writing = socket.write(Buffer.alloc(8_000_000));
  socket.destroy();
  expect(String(await writing.catch((error: unknown) => error))).toContain("EPIPE");
  await ended;
  expect(socket.destroyed).toBe(true);
});

test("says by name why nobody answers", async () => {
  const { listener } = collector();
  const failure = await dialBun({ path: "/nonexistent/s" }, listener).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "ENOENT" });
});
