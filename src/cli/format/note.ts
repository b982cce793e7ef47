import type { Output } from "../io/io.ts";

type NoteKind = "info" | "warn";

const plainHeads = { info: " Info -> ", warn: " Warn -> " } as const;
/** Cyan and yellow. */
const colours = {
  info: { back: 106, fore: 96, letter: "i", word: "Info" },
  warn: { back: 103, fore: 93, letter: "w", word: "Warn" },
};
const indent = " ".repeat(plainHeads.info.length);

/** Prints a text of some lines that is beside the point, set apart from what is around it. */
export function printNote(out: Output, text: string, kind: NoteKind = "info"): void {
  const terminal = out.isTerminal;
  const head = terminal ? colouredHead(kind) : plainHeads[kind];
  const shown = terminal ? text.replaceAll("--platform", "\x1b[1m--platform\x1b[0m") : text;
  const lines = shown.split("\n").map((line) => (terminal ? `\x1b[3m${line}\x1b[0m` : line));
  out.write(`\n${head}${lines.join(`\n${indent}`)}\n`);
}

/** The mark of what informs, on a terminal. */
export const infoHead = colouredHead("info");
/** The columns it takes. */
export const infoHeadColumns = "i Info → ".length;

function colouredHead(kind: NoteKind): string {
  const { back, fore, letter, word } = colours[kind];
  return `\x1b[1m\x1b[${back}m\x1b[30m${letter}\x1b[0m\x1b[0m \x1b[${fore}m${word} → \x1b[0m\x1b[0m`;
}
