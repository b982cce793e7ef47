import { expect, test } from "bun:test";
import { encodeFrame } from "#formats/stdcopy.ts";
import type { Output } from "../io/io.ts";
import { copyFrames } from "./copy-output.ts";

/** Outputs that note down each write, with the name of where it went. */
function recorder() {
  const writes: string[] = [];
  const output = (name: string) =>
    ({
      send: async (data: Uint8Array) => void writes.push(`${name} ${new TextDecoder().decode(data)}`),
    }) as unknown as Output;
  return { writes, targets: { stdout: output("out"), stderr: output("err") } };
}

function frames(...list: readonly (readonly ["stdout" | "stderr" | "system", string])[]): Uint8Array {
  return Buffer.concat(list.map(([stream, text]) => encodeFrame(stream, new TextEncoder().encode(text))));
}

async function* bodyOf(...chunks: readonly Uint8Array[]) {
  yield* chunks;
}

test("what one chunk brings for a stream is one write, in the order of the streams", async () => {
  const { writes, targets } = recorder();
  const chunk = frames(["stdout", "a"], ["stdout", "b"], ["stderr", "c"], ["stderr", "d"], ["stdout", "e"]);
  await copyFrames(bodyOf(chunk), targets);
  expect(writes).toEqual(["out ab", "err cd", "out e"]);
});

test("frames may be cut anywhere", async () => {
  const { writes, targets } = recorder();
  const whole = frames(["stdout", "one"], ["stderr", "two"]);
  await copyFrames(bodyOf(...Array.from(whole, (byte) => Uint8Array.of(byte))), targets);
  expect(writes.join("")).toBe("out oout nout eerr terr werr o");
});

test("an error of the engine ends it", async () => {
  const { writes, targets } = recorder();
  const copying = copyFrames(bodyOf(frames(["stdout", "a"], ["system", "broken"])), targets);
  const message = await copying.then(
    () => "",
    (error: Error) => error.message,
  );
  expect(message).toBe("error from daemon in stream: broken");
  expect(writes).toEqual(["out a"]);
});
