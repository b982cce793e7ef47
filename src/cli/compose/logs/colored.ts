import type { Io } from "../../io/io.ts";
import { wantsNoColor } from "../../io/no-color.ts";
import type { ComposeSettings } from "../settings.ts";

type Wishes = Pick<ComposeSettings, "ansi" | "env">;

/** Whether the names before lines have colours. */
export function isColored(io: Io, wishes: Wishes): boolean {
  return !isColorless(wishes) && (wishes.ansi === "always" || io.stdout.isTerminal);
}

/** The text of what went wrong: as with Compose, it has a colour also where nobody sees one. */
export function paintFailure(text: string, wishes: Wishes): string {
  return isColorless(wishes) ? text : `\x1b[31m\x1b[1m${text}\x1b[0m`;
}

const isColorless = ({ ansi, env }: Wishes): boolean => wantsNoColor(env) || ansi === "never";
