import { quote } from "#base/strconv.ts";
import { DockerfileError } from "../dockerfile-error.ts";
import { checkDefinitionDescription } from "../lint/definition-description.ts";
import { checkFromCasing } from "../lint/from-casing.ts";
import type { LintReport } from "../lint/linter.ts";
import type { DockerfileNode } from "../parser/node.ts";
import { descriptionOf } from "./description.ts";
import { readFlags } from "./flags.ts";
import type { FromInstruction, Written } from "./instruction.ts";

export function readFrom(node: DockerfileNode, written: Written, report: LintReport): FromInstruction {
  checkFromCasing(node, report);
  const name = stageName(node.args);
  const platform = readFlags(node.flags, { platform: "text" }).text("platform");
  if (name !== "") checkDefinitionDescription(node, "FROM", [name], report);
  return {
    ...written,
    kind: "from",
    base: node.args[0] ?? "",
    name,
    platform,
    description: descriptionOf(node.comments, name),
  };
}

function stageName(args: readonly string[]): string {
  const [, keyword = "", name = ""] = args;
  if (args.length === 1) return "";
  if (args.length !== 3 || keyword.toLowerCase() !== "as")
    throw new DockerfileError("FROM requires either one or three arguments");
  const lower = name.toLowerCase();
  if (!/^[a-z][a-z0-9\-_.]*$/.test(lower)) {
    const problem = "name can't start with a number or contain symbols";
    throw new DockerfileError(`invalid name for build stage: ${quote(name)}, ${problem}`);
  }
  return lower;
}
