import type { DockerfileNode } from "../parser/node.ts";
import type { LintReport } from "./linter.ts";
import { lintRules } from "./rules.ts";

/** Rule InvalidDefinitionDescription: the comment just before `FROM` or `ARG` begins with what it describes. */
export function checkDefinitionDescription(
  { comments, range }: DockerfileNode,
  instruction: "FROM" | "ARG",
  names: readonly string[],
  report: LintReport,
): void {
  const comment = comments.at(-1);
  const [first, ...others] = names;
  if (comment === undefined || first === undefined) return;
  if (names.includes(comment.split(" ", 1)[0] ?? "")) return;
  const example = others.length > 0 ? "<arg_key>" : first;
  const message = `Comment for ${instruction} should follow the format: \`# ${example} <description>\``;
  report({ rule: lintRules.invalidDefinitionDescription, message, range });
}
