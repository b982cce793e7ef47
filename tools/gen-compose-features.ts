/** Makes docs/compose-features.md: which case of the tests has which attribute and feature of Compose files. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { coverageOf, filesOf } from "./compose-coverage.ts";

const root = join(import.meta.dirname, "..");
const models = "src/cli/compose/testdata/models";
/** What stock Compose 2.40 does not know yet has nothing to be compared with. */
const newerThanStock = /\.pre_start\b/;

/** The files made: path from the repository's root → text. @throws Error naming what no case has */
export function generate(): Map<string, string> {
  const cases = readdirSync(join(root, models))
    .sort()
    // What stock Compose prints of them is none of a case's own.
    .map((name) => ({ name, files: filesOf(join(root, models, name), (path) => !path.startsWith("stock")) }));
  const { attributes, features, sections } = coverageOf(cases, {
    featuresFile: "spec/compose-features.yaml",
    without: newerThanStock,
  });
  return new Map([["docs/compose-features.md", `${[intro(attributes, features), ...sections].join("\n\n")}\n`]]);
}

function intro(attributes: number, features: number): string {
  return `# Features of Compose files

Made by \`bun run gen\` from the schema, \`spec/compose-features.yaml\` and the cases of the tests. Do not edit.

Each of the ${attributes} attributes, and of the ${features} features of the text of the Compose specification that concern the model, is used
by a case of \`${models}\` at least once, or by the test that is named. What stock Compose 2.40 prints of each case
stands beside it. Features of commands are shown by the tests of those.`;
}
