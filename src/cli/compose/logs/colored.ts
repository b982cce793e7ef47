import type { Io } from "../../io/io.ts";
import type { ComposeSettings } from "../settings.ts";

/** Whether the names before lines have colours. */
export function isColored(io: Io, { ansi, env }: Pick<ComposeSettings, "ansi" | "env">): boolean {
  if ((env["NO_COLOR"] ?? "") !== "" || ansi === "never") return false;
  return ansi === "always" || io.stdout.isTerminal;
}
