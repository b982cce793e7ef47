import { expect, test } from "bun:test";
import { EngineError } from "./errors.ts";
import { backgroundOp, endedError, silentLog, withDeadline } from "./op.ts";

const soon = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));

test("a deadline ends an op with an error that names the action", async () => {
  using bounded = withDeadline(backgroundOp(), 1, "the work");
  await soon(bounded.signal);
  const { kind, message } = endedError(bounded);
  expect({ kind, message }).toEqual({ kind: "deadline-exceeded", message: "the work took longer than 1 ms" });
});

test("the end of the op above ends the bounded op with the same error", () => {
  const above = new AbortController();
  const outer = withDeadline({ signal: above.signal, log: silentLog }, 60_000, "all");
  using inner = withDeadline(outer, 60_000, "a part");
  above.abort(new EngineError("deadline-exceeded", "everything took too long"));
  expect(endedError(inner).message).toBe("everything took too long");
  using late = withDeadline(outer, 60_000, "a late part");
  expect(late.signal.aborted).toBe(true);
});

test("a disposed deadline does nothing any more, and is listened for nowhere", () => {
  const above = new AbortController();
  const bounded = withDeadline({ signal: above.signal, log: silentLog }, 60_000, "the work");
  bounded[Symbol.dispose]();
  above.abort();
  expect(bounded.signal.aborted).toBe(false);
});

test("an op that a client ended is canceled", () => {
  const above = new AbortController();
  above.abort();
  expect(endedError({ signal: above.signal, log: silentLog }).kind).toBe("canceled");
});
