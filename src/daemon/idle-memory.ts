import { messageOf } from "#base/errors.ts";
import type { Log } from "#base/op.ts";
import { forgetProgramPages } from "#sys/own-memory.ts";

const lookEveryMs = 2_000;
/** Of one look: timers and what the kernel has to tell take less. */
const idleCpuMs = 40;

/**
 * Gives memory back each time that the engine has come to rest: the heap's garbage once, the program's pages again after one,
 * two, four, … more looks, because what runs now and then brings some of them back. Returns what ends it.
 */
export function releaseMemoryWhenIdle(log: Log): () => void {
  let before = process.cpuUsage();
  let idleLooks = 0;
  const timer = setInterval(() => {
    const used = process.cpuUsage(before);
    idleLooks = (used.user + used.system) / 1000 < idleCpuMs ? idleLooks + 1 : 0;
    if (isPowerOfTwo(idleLooks)) release(log, { collectsGarbage: idleLooks === 1 });
    before = process.cpuUsage();
  }, lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}

const isPowerOfTwo = (count: number): boolean => count > 0 && (count & (count - 1)) === 0;

function release(log: Log, { collectsGarbage }: { readonly collectsGarbage: boolean }): void {
  try {
    if (collectsGarbage) Bun.gc(true);
    forgetProgramPages();
  } catch (error) {
    log.debug("memory was not given back", { error: messageOf(error) });
  }
}
