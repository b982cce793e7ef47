import type { Op } from "#base/op.ts";
import type { Io } from "../io/io.ts";
import { saidInterrupt } from "./said-exit.ts";

/** Does something that an interrupt ends as Compose ends it: with 130, whichever signal it was and whatever came of it. */
export async function cancellable<T>(op: Op, io: Io, act: (op: Op) => Promise<T>): Promise<T> {
  const stopped = new AbortController();
  const unlisten = io.signals.listen(["SIGINT", "SIGTERM"], () => stopped.abort());
  try {
    const result = await act({ ...op, signal: AbortSignal.any([op.signal, stopped.signal]) });
    if (!stopped.signal.aborted) return result;
  } catch (error) {
    if (!stopped.signal.aborted) throw error;
  } finally {
    unlisten();
  }
  throw saidInterrupt(io);
}
