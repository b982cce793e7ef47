import { openSync } from "node:fs";
import { FdHandle } from "#sys/fd-handle.ts";
import { isErrno } from "#sys/libc.ts";

/** The network namespace of a process; undefined when it has ended meanwhile: its lease is about to be released. @throws ErrnoException */
export function openNetnsOf(pid: number): FdHandle | undefined {
  try {
    return new FdHandle(openSync(`/proc/${pid}/ns/net`, "r"));
  } catch (error) {
    if (isErrno(error, "ENOENT", "ESRCH")) return undefined;
    throw error;
  }
}
