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

/** An op that ends by itself, and that is held by its timer and by the op above it until it is disposed or has ended. */
export interface BoundedOp extends Op, Disposable {}

/**
 * `op`, ended at the latest after `timeoutMs` with a `deadline-exceeded` error that names `action`. Dispose it when the work is
 * done: else all that its listeners know stays in memory until then.
 */
export function withDeadline(op: Op, timeoutMs: number, action: string): BoundedOp {
  const ending = new AbortController();
  const dispose = (): void => {
    clearTimeout(timer);
    op.signal.removeEventListener("abort", follow);
  };
  const follow = (): void => {
    dispose();
    ending.abort(op.signal.reason);
  };
  const timer = setTimeout(() => {
    dispose();
    ending.abort(new EngineError("deadline-exceeded", `${action} took longer than ${timeoutMs} ms`));
  }, timeoutMs);
  timer.unref();
  if (op.signal.aborted) follow();
  else op.signal.addEventListener("abort", follow, { once: true });
  return { log: op.log, signal: ending.signal, [Symbol.dispose]: dispose };
}

/** Throws when `op` has ended. */
export function throwIfEnded(op: Op): void {
  if (op.signal.aborted) throw endedError(op);
}

/** The error that an ended op stands for. */
export function endedError(op: Op): EngineError {
  const reason: unknown = op.signal.reason;
  if (reason instanceof EngineError) return reason;
  if (reason instanceof DOMException && reason.name === "TimeoutError") {
    return new EngineError("deadline-exceeded", "operation timed out", { cause: reason });
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
