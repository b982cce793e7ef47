import { expect, test } from "bun:test";
import { endedError } from "#base/op.ts";
import { ExitError } from "../errors.ts";
import { recordingIo } from "../io/fake.ts";
import type { Io } from "../io/io.ts";
import { interruptible } from "./interruptible.ts";

/** An Io that is sent a signal as soon as somebody listens; `heard` counts who still does. */
function interrupted(name: NodeJS.Signals): { readonly io: Io; readonly heard: () => number } {
  let listeners = 0;
  const signals: Io["signals"] = {
    listen(_names, listener) {
      listeners++;
      queueMicrotask(() => listener(name));
      return () => {
        listeners--;
      };
    },
  };
  return { io: { ...recordingIo(), signals }, heard: () => listeners };
}

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s ends what waits with %d, without a word", async (name, code) => {
  const { op } = recordingIo();
  const { io, heard } = interrupted(name);
  const waiting = interruptible(op, io, (ended) => {
    return new Promise((_, reject) => ended.signal.addEventListener("abort", () => reject(endedError(ended))));
  });
  const error = await waiting.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ExitError);
  expect([(error as ExitError).exitCode, (error as ExitError).message, heard()]).toEqual([code, "", 0]);
});

test("without a signal, results and errors come through", async () => {
  const io = recordingIo();
  expect(await interruptible(io.op, io, async () => 7)).toBe(7);
  expect(interruptible(io.op, io, () => Promise.reject(new Error("own")))).rejects.toThrow("own");
});
