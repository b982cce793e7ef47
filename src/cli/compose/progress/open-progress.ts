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

/** Progress as the user asked for it, on standard error unless `COMPOSE_STATUS_STDOUT` says otherwise. */
export function openProgress(io: Io, { mode, isDryRun, title }: ProgressOptions): ProgressWriter {
  const out = isTrueWord(io.env["COMPOSE_STATUS_STDOUT"] ?? "") ? io.stdout : io.stderr;
  if (mode === "quiet") return quietWriter;
  if (mode === "json") return jsonWriter(out, isDryRun);
  if (mode === "plain" || (mode === "auto" && !out.isTerminal)) return plainWriter(out, isDryRun);
  const palette = wantsNoColor(io.env) ? colorless : colored;
  return terminalWriter(out, () => io.now(), { title, palette, isDryRun });
}
