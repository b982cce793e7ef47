import { type Command, type Run, runs } from "./command.ts";
import type { FlagTable } from "./flags/flag.ts";

/** What runs a command that is known and does not act. */
export function refuses<Table extends FlagTable>(path: string, command: Command<Table>): Run<Table> {
  return runs(command, async (): Promise<undefined> => {
    throw new Error(`not supported: ${path}`);
  });
}
