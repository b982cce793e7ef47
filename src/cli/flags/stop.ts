import type { Invocation } from "../command.ts";
import { ExitError } from "../errors.ts";
import { integer, string } from "./scalars.ts";

/** Flags of `stop` and `restart`. */
export const stopFlags = {
  signal: string({ short: "s", usage: "Signal to stop with" }),
  timeout: integer({ short: "t", usage: "Seconds to wait before killing; -1 waits for ever" }),
  time: integer({ usage: "Seconds to wait before killing", deprecated: "use --timeout instead" }),
};

export function stopOptions({ flags, changed }: Invocation<typeof stopFlags>): { signal: string; timeoutS?: number } {
  if (changed("time") && changed("timeout")) {
    throw new ExitError(1, "conflicting options: cannot specify both --timeout and --time");
  }
  if (changed("timeout")) return { signal: flags.signal, timeoutS: flags.timeout };
  if (changed("time")) return { signal: flags.signal, timeoutS: flags.time };
  return { signal: flags.signal };
}
