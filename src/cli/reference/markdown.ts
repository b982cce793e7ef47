import type { OptionFacts, Page } from "./page.ts";

/** The pages of a command and those below it as one text of Markdown. */
export const markdownOf = (pages: readonly Page[]): string => pages.map(section).join("\n");

function section({ path, short, usage, text, aliases, options, children, examples }: Page): string {
  return [
    `${"#".repeat(Math.min(path.split(" ").length, 4))} ${path}\n`,
    `${sentence(short)}\n`,
    `    ${usage}\n`,
    ...(text === "" ? [] : [`${fenced(text)}\n`]),
    ...(aliases.length === 0 ? [] : [`Also: ${aliases.map((alias) => `\`${alias}\``).join(", ")}\n`]),
    ...(children.length === 0
      ? []
      : [
          `${table(
            ["command", "what it does"],
            children.map(({ name, short: about }) => [`\`${name}\``, about]),
          )}\n`,
        ]),
    ...(options.length === 0 ? [] : [`${table(["option", "value", "what it does"], options.map(optionRow))}\n`]),
    ...examples.map(({ what, line }) => `${what}:\n\n    docker ${line}\n`),
  ].join("\n");
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** Texts that are laid out for a terminal. */
const fenced = (text: string): string => `\`\`\`\n${text.trimEnd()}\n\`\`\``;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.map(cell).join(" | ")} |`).join("\n");

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("\n", " ");

function optionRow({ name, short, value, usage, defaultText }: OptionFacts): string[] {
  const names = `${short === undefined ? "" : `\`-${short}\`, `}\`--${name}\``;
  const isShown = defaultText !== undefined && defaultText !== "" && !usage.includes("(default");
  return [names, value, isShown ? `${usage} (default \`${defaultText}\`)` : usage];
}
