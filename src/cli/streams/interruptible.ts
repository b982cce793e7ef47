import type { Op } from "#base/op.ts";
import { ExitError } from "../errors.ts";
import type { Io } from "../io/io.ts";

const codes = { SIGINT: 130, SIGTERM: 143 } as const;

/** Does something that the user's interrupt ends: the engine is told by the end of the request, and nothing is said. */
export async function interruptible<T>(op: Op, io: Io, act: (op: Op) => Promise<T>): Promise<T> {
  const stopped = new AbortController();
  let code: number | undefined;
  const unlisten = io.signals.listen(["SIGINT", "SIGTERM"], (name) => {
    code = codes[name as keyof typeof codes];
    stopped.abort();
  });
  try {
    return await act({ ...op, signal: AbortSignal.any([op.signal, stopped.signal]) });
  } catch (error) {
    throw code === undefined ? error : new ExitError(code);
  } finally {
    unlisten();
  }
}
