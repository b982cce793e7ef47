import { expect, test } from "bun:test";
import fc from "fast-check";
import { MessageReader } from "./message-reader.ts";
import { encodeMessage, maxBodyBytes, type ShimMessage } from "./protocol.gen.ts";

const messages: ShimMessage[] = [
  { name: "hello", version: 1, role: 0, features: 7n },
  { name: "start", attaches: 2, deadlineMs: 5000 },
  { name: "attach", flags: 3, detachKeysLength: 2, rest: Buffer.from([16, 17, 1, 2, 3]) },
  { name: "failed", stage: 1, rest: "nothing \u2028 here" },
  { name: "exit", exitCode: 137, oomKilled: 1, finishedAtNs: 1_800_000_000_123_456_789n },
  { name: "released" },
];

test("messages come out as they went in, however the bytes are cut", () => {
  const bytes = Buffer.concat(messages.map(encodeMessage));
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: bytes.length }), { maxLength: 20 }), (cuts) => {
      const reader = new MessageReader();
      const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const read = places.slice(1).flatMap((end, index) => reader.push(bytes.subarray(places[index], end)));
      expect(read).toEqual(messages);
    }),
  );
});

test("an unknown message is passed over, longer bodies are taken", () => {
  const unknown = Buffer.from([3, 0, 0, 0, 99, 0, 0, 0, 1, 2, 3]);
  const longer = Buffer.from([8, 0, 0, 0, 16, 0, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0]);
  expect(new MessageReader().push(Buffer.concat([unknown, longer]))).toEqual([{ name: "started", pid: 5 }]);
});

test("nonsense is refused", () => {
  const long = Buffer.alloc(8);
  long.writeUInt32LE(maxBodyBytes + 1, 0);
  expect(() => new MessageReader().push(long)).toThrow(RangeError);
  expect(() => new MessageReader().push(Buffer.from([1, 0, 0, 0, 16, 0, 0, 0, 5]))).toThrow(RangeError);
});
