import { expect, test } from "bun:test";
import { closeFrame, FrameError, FrameReader, opcodes, serverFrame } from "./frames.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A frame as a client sends it. */
function clientFrame(opcode: number, payload: Uint8Array, first = 0x80 | opcode): Uint8Array {
  const mask = [0x37, 0xfa, 0x21, 0x3d];
  const plain = serverFrame(opcode, payload);
  const start = plain.length - payload.length;
  const head = plain.slice(0, start);
  head[0] = first;
  head[1] = (head[1] ?? 0) | 0x80;
  return Uint8Array.from([...head, ...mask, ...payload.map((byte, at) => byte ^ (mask[at & 3] ?? 0))]);
}

test("the masked Hello of RFC 6455 section 5.7", () => {
  const frame = Uint8Array.of(0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58);
  expect(new FrameReader({ maxBytes: 100 }).push(frame)).toEqual([
    { opcode: opcodes.text, final: true, payload: bytes("Hello") },
  ]);
});

test.each([0, 5, 125, 126, 300, 65_535, 65_536, 70_000])("a frame of %d bytes in pieces of any size", (length) => {
  const payload = Uint8Array.from({ length }, (_, at) => at % 251);
  const wire = clientFrame(opcodes.binary, payload);
  for (const step of [1, 7, 1000, wire.length]) {
    if (step === 1 && length > 1000) continue;
    const reader = new FrameReader({ maxBytes: 100_000 });
    const frames = [];
    for (let at = 0; at < wire.length; at += step) frames.push(...reader.push(wire.subarray(at, at + step)));
    expect(frames).toEqual([{ opcode: opcodes.binary, final: true, payload }]);
  }
});

test("several frames in one piece", () => {
  const wire = [...clientFrame(opcodes.text, bytes("a")), ...clientFrame(opcodes.ping, bytes("b"))];
  expect(new FrameReader({ maxBytes: 9 }).push(Uint8Array.from(wire)).map(({ opcode }) => opcode)).toEqual([1, 9]);
});

test.each([
  ["not masked", serverFrame(opcodes.text, bytes("x")), 1002],
  ["reserved bits", clientFrame(opcodes.text, bytes("x"), 0xc1), 1002],
  ["a control frame in parts", clientFrame(opcodes.ping, bytes("x"), opcodes.ping), 1002],
  ["a long control frame", clientFrame(opcodes.ping, new Uint8Array(126)), 1002],
  ["too large", clientFrame(opcodes.binary, new Uint8Array(200)), 1009],
])("refused: %s", (_, wire, code) => {
  const reader = new FrameReader({ maxBytes: 150 });
  let refused: unknown;
  try {
    reader.push(wire);
  } catch (error) {
    refused = error;
  }
  expect(refused).toBeInstanceOf(FrameError);
  expect((refused as FrameError).code).toBe(code);
});

test("a close frame holds its code", () => {
  expect(closeFrame(1000)).toEqual(Uint8Array.of(0x88, 2, 0x03, 0xe8));
});
