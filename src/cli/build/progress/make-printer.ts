import type { Io } from "../../io/io.ts";
import { wantsNoColor } from "../../io/no-color.ts";
import type { ProgressPrinter } from "./events.ts";
import { LiveProgress } from "./live-progress.ts";
import { PlainDisplay } from "./plain.ts";
import { RawJsonPrinter } from "./raw-json.ts";
import { TerminalDisplay } from "./terminal.ts";

/** `--progress`; `builder`: the name of the one that builds, where that is to be told. @throws Error */
export function makePrinter(
  { stderr, env }: Pick<Io, "stderr" | "env">,
  kind: string,
  { builder }: { readonly builder?: string } = {},
): ProgressPrinter {
  switch (kind) {
    case "quiet":
    case "none":
      return { event() {}, events() {}, finish() {} };
    case "rawjson":
      return new RawJsonPrinter(stderr);
    case "":
    case "tty":
    case "auto": {
      const colour = !wantsNoColor(env);
      const head = builder === undefined ? "" : `docker:${builder}`;
      if (stderr.isTerminal) return new LiveProgress(new TerminalDisplay(stderr, { colour, head }));
      if (kind === "tty") throw new Error("failed to get console: provided file is not a console");
      return plain(stderr, builder);
    }
    case "plain":
      return plain(stderr, builder);
    default:
      throw new Error(`invalid progress mode ${kind}`);
  }
}

function plain(stderr: Io["stderr"], builder: string | undefined): ProgressPrinter {
  const head = builder === undefined ? "" : `building with ${JSON.stringify(builder)} instance using docker driver`;
  return new LiveProgress(new PlainDisplay((text) => stderr.write(text), head));
}
