import { ExitError } from "../errors.ts";
import type { Io } from "../io/io.ts";

/** The exit code of a container as Compose ends with it: one other than 0 is said by an empty line. */
export function saidExit(io: Io, code: number): number {
  if (code !== 0) io.stderr.write("\n");
  return code;
}

/** The end of a command that the user has interrupted, said by an empty line as well. */
export function saidInterrupt(io: Io): ExitError {
  return new ExitError(saidExit(io, 130));
}
