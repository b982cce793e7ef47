import { EngineError } from "#base/errors.ts";
import { type Op, orEnd, throwIfEnded } from "#base/op.ts";
import { AnswerError } from "./answer-error.ts";
import { TransportError } from "./http/transport-error.ts";

const maxTries = 3;
/** A registry that wants more patience than this is not waited for: its answer is told. */
const maxPatienceMs = 10_000;

/** Does small work that may fail for passing reasons, up to three times. @throws the last failure */
export async function withTries<T>(op: Op, retryMs: number, work: (isLast: boolean) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt === maxTries);
    } catch (error) {
      throwIfEnded(op);
      const wait = waitAfter(error, retryMs * 2 ** (attempt - 1));
      if (attempt >= maxTries || wait === undefined) throw error instanceof AnswerError ? error.toEngineError() : error;
      await pause(op, wait);
    }
  }
}

function waitAfter(error: unknown, usualMs: number): number | undefined {
  if (error instanceof AnswerError) {
    if (!error.brief) return undefined;
    const wait = error.retryAfterMs ?? usualMs;
    return wait <= maxPatienceMs ? wait : undefined;
  }
  return isPassing(error) ? usualMs : undefined;
}

/** Whether a failure of transport may pass. */
export function isPassing(error: unknown): boolean {
  if (error instanceof TransportError) return error.passing;
  return error instanceof EngineError && error.cause instanceof TransportError && error.cause.passing;
}

export async function pause(op: Op, waitMs: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    await orEnd(op, new Promise((resolve) => (timer = setTimeout(resolve, waitMs))));
  } finally {
    clearTimeout(timer);
  }
}
