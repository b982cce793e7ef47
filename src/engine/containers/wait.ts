import { type Op, orEnd } from "#base/op.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ExitAnswer } from "./exit-watch.ts";

export type WaitCondition = "not-running" | "next-exit" | "removed";

/** Registers at once: what happens after this call is not missed. */
export function wait(op: Op, entry: ContainerEntry, condition: WaitCondition): Promise<ExitAnswer> {
  return orEnd(op, answerOf(entry, condition));
}

function answerOf(entry: ContainerEntry, condition: WaitCondition): Promise<ExitAnswer> {
  switch (condition) {
    case "removed":
      return entry.exits.removal();
    case "next-exit":
      return entry.exits.nextExit();
    case "not-running":
      return entry.running || entry.awaitsRestart
        ? entry.exits.nextExit()
        : entry.recorded.then(() => ({ exitCode: entry.record.state.exitCode }));
  }
}
