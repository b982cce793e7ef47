import { isTrueWord } from "#base/strconv.ts";
import type { Io } from "../../io/io.ts";
import { wantsNoColor } from "../../io/no-color.ts";
import type { ProgressMode } from "../settings.ts";
import { colored, colorless } from "./colors.ts";
import { jsonWriter } from "./json.ts";
import { plainWriter, quietWriter } from "./plain.ts";
import { terminalWriter } from "./terminal.ts";
import type { ProgressWriter } from "./writer.ts";

export interface ProgressOptions {
  readonly mode: ProgressMode;
  readonly isDryRun: boolean;
  /** Above the lines of a terminal, such as `Running`. */
  readonly title: string;
}

export type ProgressForm = "quiet" | "json" | "plain" | "terminal";

/** Progress as the user asked for it, on standard error unless `COMPOSE_STATUS_STDOUT` says otherwise. */
export function openProgress(io: Io, { mode, isDryRun, title }: ProgressOptions): ProgressWriter {
  const out = outputOf(io);
  switch (progressForm(io, mode)) {
    case "quiet":
      return quietWriter;
    case "json":
      return jsonWriter(out, isDryRun);
    case "plain":
      return plainWriter(out, isDryRun);
    case "terminal": {
      const palette = wantsNoColor(io.env) ? colorless : colored;
      return terminalWriter(out, () => io.now(), { title, palette, isDryRun });
    }
  }
}

/** Where a mode leads. */
export function progressForm(io: Io, mode: ProgressMode): ProgressForm {
  if (mode === "quiet" || mode === "json" || mode === "plain") return mode;
  return mode === "auto" && !outputOf(io).isTerminal ? "plain" : "terminal";
}

const outputOf = (io: Io): Io["stderr"] => (isTrueWord(io.env["COMPOSE_STATUS_STDOUT"] ?? "") ? io.stdout : io.stderr);
