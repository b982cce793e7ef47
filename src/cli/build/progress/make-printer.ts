import type { Io, Output } from "../../io/io.ts";
import { wantsNoColor } from "../../io/no-color.ts";
import type { ProgressPrinter } from "./events.ts";
import { LiveProgress } from "./live-progress.ts";
import { PlainDisplay } from "./plain.ts";
import { RawJsonPrinter } from "./raw-json.ts";
import { TerminalDisplay } from "./terminal.ts";

/** `--progress`; `builder`: the name of the one that builds, where that is to be told. @throws Error */
export function makePrinter(
  output: Output,
  env: Io["env"],
  kind: string,
  { builder }: { readonly builder?: string } = {},
): ProgressPrinter {
  switch (kind) {
    case "quiet":
    case "none":
      return { event() {}, events() {}, finish() {} };
    case "rawjson":
      return new RawJsonPrinter(output);
    case "":
    case "tty":
    case "auto": {
      const colour = !wantsNoColor(env);
      const head = builder === undefined ? "" : `docker:${builder}`;
      if (output.isTerminal) return new LiveProgress(new TerminalDisplay(output, { colour, head }));
      if (kind === "tty") throw new Error("failed to get console: provided file is not a console");
      return plain(output, builder);
    }
    case "plain":
      return plain(output, builder);
    default:
      throw new Error(`invalid progress mode ${kind}`);
  }
}

function plain(output: Output, builder: string | undefined): ProgressPrinter {
  const head = builder === undefined ? "" : `building with ${JSON.stringify(builder)} instance using docker driver`;
  return new LiveProgress(new PlainDisplay((text) => output.write(text), head));
}
