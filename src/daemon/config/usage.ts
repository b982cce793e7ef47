import { bool } from "#cli/flags/scalars.ts";
import { flagLines } from "#cli/help/flag-lines.ts";
import { daemonFlags } from "./load.ts";

/** The text of `--help`, wrapped to `columns` of the terminal. */
export function usageText(program: string, columns = 80): string {
  const flags = { ...daemonFlags, help: bool({ usage: "Print usage" }) };
  return [
    `\nUsage:\t${program} [OPTIONS]`,
    "A self-sufficient runtime for containers.",
    `Options:\n${flagLines(flags, columns)}`,
  ].join("\n\n");
}

/** What a command line that cannot be read is answered with. */
export function usageErrorText(program: string, message: string): string {
  const what = message === "" ? "" : `${message}\nSee '${program} --help'.\n`;
  return `${what}${usageText(program)}`;
}
