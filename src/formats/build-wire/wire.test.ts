import { expect, test } from "bun:test";
import { EngineError, messageOf } from "#base/errors.ts";
import { FrameReader } from "./frames.ts";
import { type Answerer, Wire } from "./wire.ts";

/** Two ends of one connection, whose bytes come in pieces of 7. */
function pair(left: Answerer, right: Answerer): readonly [Wire, Wire] {
  const ends: [Wire?, Wire?] = [];
  const sendTo = (index: 0 | 1) => async (bytes: Uint8Array) => {
    await Promise.resolve();
    for (let at = 0; at < bytes.length; at += 7) ends[index]?.receive(bytes.subarray(at, at + 7));
  };
  ends[0] = new Wire({ send: sendTo(1), answer: left });
  ends[1] = new Wire({ send: sendTo(0), answer: right });
  return [ends[0], ends[1]];
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const silent: Answerer = async () => null;

test("calls go both ways at one time, with bytes in either direction", async () => {
  const echo: Answerer = async ({ suffix }, stream) => {
    const text = await collect(stream.incoming);
    await stream.write(Buffer.from(text + String(suffix)));
    await stream.end();
    return { length: text.length };
  };
  const [left, right] = pair(echo, echo);
  const ask = async (wire: Wire, text: string, suffix: string) => {
    const call = wire.call({ name: "echo", suffix });
    await call.write(Buffer.from(text));
    await call.end();
    return [await collect(call.incoming), await call.reply];
  };
  expect(await Promise.all([ask(left, "aaa", "1"), ask(right, "bb", "2"), ask(left, "", "3")])).toEqual([
    ["aaa1", { length: 3 }],
    ["bb2", { length: 2 }],
    ["3", { length: 0 }],
  ]);
});

test("a failure is the error of the call, and a closed connection that of all", async () => {
  const [left] = pair(silent, async ({ name }) => {
    if (name === "fails") throw new EngineError("not-found", "no such thing");
    return await new Promise(() => {});
  });
  expect(await left.ask({ name: "fails" }).then(() => "", messageOf)).toBe("no such thing");
  const waiting = left.ask({ name: "waits" }).then(() => "", messageOf);
  left.close("gone");
  expect(await waiting).toBe("gone");
  expect(await left.ask({ name: "late" }).then(() => "", messageOf)).toBe("gone");
});

test("what is no frame is refused", () => {
  expect(() => [...new FrameReader().read(Buffer.alloc(9))]).toThrow("invalid frame of a build: kind 0");
  expect(() => [...new FrameReader().read(Buffer.from("01000000007fffffff", "hex"))]).toThrow("bytes");
});
