/** Makes docs/compose-scenario-features.md: which scenario has which attribute and feature of Compose files. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readScenario } from "../tests/support/scenario/read.ts";
import type { Script } from "../tests/support/scenario/script.ts";
import { coverageOf, filesOf } from "./compose-coverage.ts";

const root = join(import.meta.dirname, "..");
const scenarios = "tests/conformance/compose/scenarios";

/** The files made: path from the repository's root → text. @throws Error naming what no scenario has */
export function generate(): Map<string, string> {
  const played = readdirSync(join(root, scenarios), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, script: readScenario(join(root, scenarios, name)) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const cases = played.map(({ name, script }) => ({
    name: `${name}${howFar(script)}`,
    files: filesOf(join(root, scenarios, name), () => true),
  }));
  const { attributes, features, sections } = coverageOf(cases, { featuresFile: "spec/compose-scenario-features.yaml" });
  const rows = played.map(
    ({ name, script: { title, quick, steps } }) => `| ${name} | ${title} | ${steps.length} | ${quick ? "yes" : ""} |`,
  );
  const table = `## Scenarios\n\n| scenario | what it shows | steps | in \`./test\` |\n| --- | --- | --- | --- |\n${rows.join("\n")}`;
  const page = [intro(played.length, attributes, features), table, ...sections].join("\n\n");
  return new Map([["docs/compose-scenario-features.md", `${page}\n`]]);
}

/** Commands that make something. */
const makes = /\b(up|create|run|build|watch)\b/;

/** Whether containers come of it. */
function howFar({ steps }: Script): string {
  const making = steps.filter(
    (step) => (step.kind === "run" || step.kind === "begin") && makes.test(step.command.replace(/-\S+/g, "")),
  );
  if (making.length === 0) return " (read)";
  return making.every((step) => step.kind === "run" && step.exit !== 0) ? " (refused)" : "";
}

function intro(count: number, attributes: number, features: number): string {
  return `# Scenarios of Compose projects

Made by \`bun run gen\` from the schema, \`spec/compose-scenario-features.yaml\` and \`${scenarios}\`. Do not edit.
\`docs/compose-scenarios.md\` explains the language.

Each of the ${attributes} attributes, and of the ${features} features of the text of the Compose specification, is used by one of the ${count} scenarios
at least once, or by the test that is named. What cannot act on any machine is only read, or refused: it says so.`;
}
