import type { Io } from "../../io/io.ts";
import type { ProgressPrinter } from "./events.ts";
import { PlainPrinter } from "./plain.ts";
import { RawJsonPrinter } from "./raw-json.ts";
import { TerminalPrinter } from "./terminal.ts";

/** `--progress`. @throws Error */
export function makePrinter(
  { stderr, env }: Pick<Io, "stderr" | "env">,
  kind: string,
  options: { readonly hasHead?: boolean } = {},
): ProgressPrinter {
  switch (kind) {
    case "quiet":
    case "none":
      return { event() {}, finish() {} };
    case "rawjson":
      return new RawJsonPrinter(stderr);
    case "tty":
    case "auto": {
      const colour = (env["NO_COLOR"] ?? "") === "";
      if (stderr.isTerminal) return new TerminalPrinter(stderr, { colour });
      if (kind === "tty") throw new Error("failed to get console: provided file is not a console");
      return new PlainPrinter((text) => stderr.write(text), options);
    }
    case "":
    case "plain":
      return new PlainPrinter((text) => stderr.write(text), options);
    default:
      throw new Error(`invalid progress mode ${kind}`);
  }
}
