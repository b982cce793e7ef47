import { messageOf } from "#base/errors.ts";
import { errnoName } from "#sys/errno.ts";
import { SyscallError } from "#sys/libc.ts";

/** The kernel's reason alone, as Docker ends its texts: `no such file or directory`. */
export function reasonOf(error: unknown): string {
  if (error instanceof SyscallError) return errnoName(error.errnoNumber).text;
  const number = (error as NodeJS.ErrnoException | undefined)?.errno;
  return typeof number === "number" ? errnoName(Math.abs(number)).text : messageOf(error);
}
