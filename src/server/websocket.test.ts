import { expect, test } from "bun:test";
import type { IncomingMessage } from "node:http";
import { Duplex } from "node:stream";
import { acceptHead, WebSocketStream } from "./websocket.ts";

const handshake = {
  upgrade: "websocket",
  connection: "keep-alive, Upgrade",
  "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
  "sec-websocket-version": "13",
};

function headOf(headers: Record<string, string>): string {
  return acceptHead({ headers } as unknown as IncomingMessage);
}

test("the handshake of RFC 6455 section 1.3", () => {
  expect(headOf(handshake)).toContain("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
  expect(headOf({ ...handshake, "sec-websocket-protocol": "one" })).toEndWith("Sec-WebSocket-Protocol: one\r\n\r\n");
});

test.each([
  [{ upgrade: "tcp" }],
  [{ connection: "close" }],
  [{ "sec-websocket-key": "" }],
  [{ "sec-websocket-version": "8" }],
  [{ "sec-websocket-protocol": "one, two" }],
])("%j is no handshake", (change) => {
  expect(() => headOf({ ...handshake, ...change })).toThrow();
});

/** A connection whose other end is the test. */
function wire() {
  const sent: Buffer[] = [];
  const socket = new Duplex({
    allowHalfOpen: true,
    read() {},
    write(chunk: Buffer, _, done) {
      sent.push(chunk);
      done();
    },
  });
  return { socket, sent: () => Buffer.concat(sent).toString("latin1") };
}

/** A frame whose mask changes nothing. */
function frame(opcode: number, text: string): Buffer {
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text, "latin1")]);
}

test("what is written goes out in binary frames; what comes in frames is read", async () => {
  const { socket, sent } = wire();
  const stream = new WebSocketStream(socket, frame(2, "first "));
  socket.push(Buffer.concat([frame(1, "second"), frame(9, "p"), frame(8, "\x03\xe8"), frame(2, "late")]));
  stream.write("out");
  let read = "";
  for await (const chunk of stream) read += String(chunk);
  expect(read).toBe("first second");
  expect(sent()).toBe("\x82\x03out\x8a\x01p\x88\x02\x03\xe8");
});

test("the end of the stream is said in a close frame", async () => {
  const { socket, sent } = wire();
  const stream = new WebSocketStream(socket, new Uint8Array());
  const finished = new Promise((resolve) => socket.once("finish", resolve));
  stream.end("bye");
  await finished;
  expect(sent()).toBe("\x82\x03bye\x88\x02\x03\xe8");
});

test("what breaks the protocol ends the input, and is told so", async () => {
  const { socket, sent } = wire();
  const stream = new WebSocketStream(socket, new Uint8Array());
  socket.push(Buffer.from([0x82, 0x01, 0x41]));
  let read = "";
  for await (const chunk of stream) read += String(chunk);
  expect(read).toBe("");
  expect(sent()).toBe("\x88\x02\x03\xea");
});

test("a connection that breaks takes the stream with it", async () => {
  const { socket } = wire();
  const stream = new WebSocketStream(socket, new Uint8Array());
  const closed = new Promise((resolve) => stream.once("close", resolve));
  socket.destroy();
  await closed;
  expect(stream.destroyed).toBe(true);
});
