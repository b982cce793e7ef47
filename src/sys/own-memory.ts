import { readFileSync, readlinkSync } from "node:fs";
import { syscall } from "./libc.ts";

const MADV_DONTNEED = 4;

/**
 * Unmaps the pages of this program's own code, which come back from the page cache as they are used: most are of the
 * start only. Code is never written to, so nothing can be lost.
 * @see madvise(2), proc(5) "/proc/pid/maps"
 */
export function forgetCodePages(): void {
  const program = readlinkSync("/proc/self/exe");
  for (const line of readFileSync("/proc/self/maps", "utf8").split("\n")) {
    const [range = "", permissions, , , , path] = line.split(/\s+/);
    if (permissions !== "r-xp" || path !== program) continue;
    const [start = 0n, end = 0n] = range.split("-").map((text) => BigInt(`0x${text}`));
    syscall("madvise", program, start, end - start, MADV_DONTNEED);
  }
}
