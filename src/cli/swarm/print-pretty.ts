import { ExitError } from "../errors.ts";
import type { Io } from "../io/io.ts";

/**
 * Prints objects for people to read, one after the other, until one is not to be had.
 * @throws ExitError with the error of that one
 */
export async function printPretty(
  io: Io,
  refs: readonly string[],
  textOf: (ref: string) => Promise<string>,
): Promise<void> {
  for (const ref of refs) {
    try {
      io.stdout.write(`${await textOf(ref)}\n`);
    } catch (error) {
      throw new ExitError(1, (error as Error).message);
    }
  }
}
