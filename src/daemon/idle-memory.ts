import { messageOf } from "#base/errors.ts";
import type { Log } from "#base/op.ts";
import { forgetCodePages } from "#sys/own-memory.ts";

const lookEveryMs = 2_000;
/** Of one look: timers and what the kernel has to tell take less. */
const idleCpuMs = 40;

/** Gives memory back each time that the engine has come to rest. Returns what ends it. */
export function releaseMemoryWhenIdle(log: Log): () => void {
  let before = process.cpuUsage();
  let released = false;
  const timer = setInterval(() => {
    const used = process.cpuUsage(before);
    before = process.cpuUsage();
    const idle = (used.user + used.system) / 1000 < idleCpuMs;
    if (idle && !released) release(log);
    released = idle;
    before = process.cpuUsage();
  }, lookEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}

function release(log: Log): void {
  try {
    Bun.gc(true);
    forgetCodePages();
  } catch (error) {
    log.debug("memory was not given back", { error: messageOf(error) });
  }
}
