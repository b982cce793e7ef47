import { ExitError } from "./errors.ts";
import type { Io } from "./io/io.ts";

/**
 * Does the same to each name at the same time, and prints the names that were done, in their order.
 * @throws ExitError with the errors of the others, one a line
 */
export async function forEachName(
  io: Io,
  names: readonly string[],
  act: (name: string) => Promise<unknown>,
): Promise<void> {
  await forEachResult(io, names, async (name) => {
    await act(name);
    return name;
  });
}

/** `forEachName`, printing what each act gives, where it gives something. */
export async function forEachResult(
  io: Io,
  names: readonly string[],
  act: (name: string, index: number) => Promise<string | undefined>,
): Promise<void> {
  const errors: string[] = [];
  for (const running of names.map((name, index) => settle(act(name, index)))) {
    const { text, error } = await running;
    if (error !== undefined) errors.push(error.message);
    else if (text !== undefined) io.stdout.write(`${text}\n`);
  }
  if (errors.length > 0) throw new ExitError(1, errors.join("\n"));
}

async function settle(
  running: Promise<string | undefined>,
): Promise<{ readonly text?: string | undefined; readonly error?: Error }> {
  try {
    return { text: await running };
  } catch (error) {
    return { error: error as Error };
  }
}
