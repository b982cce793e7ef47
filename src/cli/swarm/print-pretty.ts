import type { Io } from "../io/io.ts";

/** Prints objects for people to read, one after the other. @throws Error for the first that is not to be had */
export async function printPretty(
  io: Io,
  refs: readonly string[],
  textOf: (ref: string) => Promise<string>,
): Promise<void> {
  for (const ref of refs) io.stdout.write(`${await textOf(ref)}\n`);
}
