import { readFileSync } from "node:fs";
import type { Log } from "#base/op.ts";
import { addressOf, kernelMemory, syscall } from "#sys/libc.ts";

const RLIMIT_NOFILE = 7;

/** Lets this process have as many descriptors as it may: one or two are held per running container. */
export function raiseLimits(log: Log): void {
  const hard = Number(/^Max open files\s+\S+\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1] ?? 0);
  if (hard === 0) return;
  const limit = kernelMemory(16);
  limit.writeBigUInt64LE(BigInt(hard), 0);
  limit.writeBigUInt64LE(BigInt(hard), 8);
  try {
    syscall("prlimit64", "RLIMIT_NOFILE", 0, RLIMIT_NOFILE, addressOf(limit), 0);
  } catch (error) {
    log.warn("limit of open files was not raised", { error });
  }
}
