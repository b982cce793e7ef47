import type { Io } from "../io/io.ts";

/** The exit code of a container as Compose ends with it: one other than 0 is said by an empty line. */
export function saidExit(io: Io, code: number): number {
  if (code !== 0) io.stderr.write("\n");
  return code;
}
