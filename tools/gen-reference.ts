/** Makes docs/cli: what each command does and takes, from the command tree itself. */
import { markdownOf } from "../src/cli/reference/markdown.ts";
import { pagesOf } from "../src/cli/reference/page.ts";
import { commandTree } from "../src/cli/tree/command-tree.ts";

const folder = "docs/cli";
const intro = `# The command line

Made by \`bun run gen\` from the command tree. Do not edit. The same is told by \`docker COMMAND --help\` and the man pages of the
package. \`gantry\` is \`docker\` by another name.
`;

/** The files made: path from the repository's root → text. */
export async function generate(): Promise<Map<string, string>> {
  const root = commandTree("~/.docker", {});
  const [first, ...pages] = await pagesOf(root);
  const files = new Map<string, string>();
  const groups = [...new Set(pages.map(({ path }) => path.split(" ")[1] ?? ""))];
  const links = groups.map((group) => `- [docker ${group}](${group}.md)`);
  files.set(`${folder}/README.md`, `${intro}\n${markdownOf([first!]).replace(/^# .*\n\n/, "")}\n${links.join("\n")}\n`);
  for (const group of groups) {
    const own = pages.filter(({ path }) => path.split(" ")[1] === group);
    files.set(`${folder}/${group}.md`, markdownOf(own).replace(/^## /, "# "));
  }
  return files;
}
