import { expect, test } from "bun:test";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { answers } from "./tcp-answers.ts";
import { countOpen, openConnections } from "./tcp-table.ts";

test("connections that may still be answered are counted by the port of this side", () => {
  const lines = [
    "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1",
    "   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 2",
    "   2: 0100007F:1F90 0100007F:C351 08 00000000:00000000 00:00000000 00000000     0        0 3",
    "   3: 0100007F:1F90 0100007F:C352 06 00000000:00000000 00:00000000 00000000     0        0 4",
    "   4: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 5",
    "",
  ];
  expect(countOpen(lines, new Set([8080]))).toBe(2);
  expect(countOpen(lines, new Set([80]))).toBe(0);
});

test("a port answers while somebody listens, and its connections are seen", async () => {
  const server = createServer(() => {}).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  expect(await answers({ address: "127.0.0.1", port })).toBe(true);
  const client = connect({ host: "127.0.0.1", port });
  await once(client, "connect");
  expect(openConnections(process.pid, new Set([port]))).toBeGreaterThanOrEqual(1);
  const closed = once(server, "close");
  server.close();
  client.destroy();
  await closed;
  expect(await answers({ address: "127.0.0.1", port })).toBe(false);
});

test("a process that is gone has none", () => {
  expect(openConnections(0x7ffffff, new Set([80]))).toBe(0);
});
