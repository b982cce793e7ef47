import type { OptionFacts, Page } from "./page.ts";

/** The name of a command's page: `gantry-container-ls`. */
export const manName = (path: string): string => path.replace(/^docker/, "gantry").replaceAll(" ", "-");

/** A page in the language of `man` (man(7)). */
export function manOf({ path, short, usage, text, aliases, options, children, examples }: Page): string {
  return [
    `.TH "${manName(path).toUpperCase()}" "1" "" "Gantry" "Gantry"`,
    ".SH NAME",
    `${manName(path)} \\- ${line(short)}`,
    ".SH SYNOPSIS",
    bold(usage.replace(/^docker/, "gantry")),
    ...(text === "" ? [] : [".SH DESCRIPTION", ".nf", line(text.trimEnd()), ".fi"]),
    ...(aliases.length === 0 ? [] : [".SH ALIASES", line(aliases.join(", "))]),
    ...(children.length === 0 ? [] : [".SH COMMANDS"]),
    ...children.flatMap((child) => [".TP", bold(`${manName(child.path)}(1)`), line(child.short)]),
    ...(options.length === 0 ? [] : [".SH OPTIONS"]),
    ...options.flatMap(optionLines),
    ...(examples.length === 0 ? [] : [".SH EXAMPLES"]),
    ...examples.flatMap((example) => [
      ".PP",
      line(`${example.what}:`),
      ".RS 4",
      `$ gantry ${line(example.line)}`,
      ".RE",
    ]),
    ...(path === "docker" ? [] : [".SH SEE ALSO", bold(`${manName(path.split(" ").slice(0, -1).join(" "))}(1)`)]),
    "",
  ].join("\n");
}

function optionLines({ name, short, value, usage, defaultText }: OptionFacts): string[] {
  const names = `${short === undefined ? "" : `-${short}, `}--${name}`;
  const head = `${bold(names)}${value === "" ? "" : ` \\fI${escaped(value)}\\fR`}`;
  return [".TP", head, line(defaultText === undefined ? usage : `${usage} (default ${defaultText})`)];
}

const escaped = (text: string): string => text.replaceAll("\\", "\\e").replaceAll("-", "\\-");

/** Text whose lines are no requests. */
const line = (text: string): string => escaped(text).replace(/^([.'])/gm, "\\&$1");

const bold = (text: string): string => `\\fB${escaped(text)}\\fR`;
