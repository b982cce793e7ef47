import { expect, test } from "bun:test";
import { encodeFrame, StreamDecoder } from "./stdcopy.ts";

const text = (data: Uint8Array): string => new TextDecoder().decode(data);
const bytes = (data: string): Uint8Array => new TextEncoder().encode(data);

test("frames come apart wherever their bytes are cut", () => {
  const frames = [
    encodeFrame("stdout", bytes("one")),
    encodeFrame("stderr", bytes("")),
    encodeFrame("stderr", bytes("two")),
  ];
  const whole = new Uint8Array(Buffer.concat(frames));
  for (let size = 1; size <= whole.length; size++) {
    const decoder = new StreamDecoder();
    const seen: Record<string, string> = { stdout: "", stderr: "" };
    for (let at = 0; at < whole.length; at += size) {
      for (const { stream, data } of decoder.decode(whole.subarray(at, at + size))) seen[stream] += text(data);
    }
    expect(seen).toEqual({ stdout: "one", stderr: "two" });
    expect(decoder.whole).toBe(true);
  }
});

test("an unknown stream is an error", () => {
  expect(() => [...new StreamDecoder().decode(Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 1, 1))]).toThrow(
    "Unrecognized input header: 9",
  );
});
