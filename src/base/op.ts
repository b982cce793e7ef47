import { EngineError } from "./errors.ts";

/** Where a layer below `daemon` writes what an operator may want to read. Fields are `key=value` facts. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/**
 * What every function that waits takes first: the signal that ends it, and the log it speaks to.
 * A function that is given an op rejects with kind `canceled` or `deadline-exceeded` soon after the signal aborts,
 * and has undone what it half did.
 */
export interface Op {
  readonly signal: AbortSignal;
  readonly log: Log;
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

const never = new AbortController().signal;

/** An op that nobody ends: boot, background repair, tests. */
export function backgroundOp(log: Log = silentLog): Op {
  return { signal: never, log };
}

/** `op`, ended at the latest after `timeoutMs` with a `deadline-exceeded` error that names `action`. */
export function withDeadline(op: Op, timeoutMs: number, action: string): Op {
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([op.signal, timeout]);
  return { log: op.log, signal: Object.assign(signal, { gantryAction: `${action} took longer than ${timeoutMs} ms` }) };
}

/** Throws when `op` has ended. */
export function throwIfEnded(op: Op): void {
  if (op.signal.aborted) throw endedError(op);
}

/** The error that an ended op stands for. */
export function endedError(op: Op): EngineError {
  const reason = op.signal.reason;
  if (reason instanceof DOMException && reason.name === "TimeoutError") {
    const action = (op.signal as { gantryAction?: string }).gantryAction ?? "operation timed out";
    return new EngineError("deadline-exceeded", action, { cause: reason });
  }
  return new EngineError("canceled", "context canceled", { cause: reason });
}

/** `promise`, or the op's end, whichever is first. The loser is not cancelled: pass `op` down as well. */
export async function orEnd<T>(op: Op, promise: Promise<T>): Promise<T> {
  throwIfEnded(op);
  let stop = (): void => {};
  const ended = new Promise<never>((_, reject) => {
    stop = () => reject(endedError(op));
    op.signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([promise, ended]);
  } finally {
    op.signal.removeEventListener("abort", stop);
  }
}
