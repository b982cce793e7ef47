import { checkDefinitionDescription } from "../lint/definition-description.ts";
import type { LintReport } from "../lint/linter.ts";
import type { DockerfileNode, KeyValue } from "../parser/node.ts";
import { descriptionOf } from "./description.ts";
import { atLeastOneArgument, blankNames } from "./errors.ts";
import { readFlags } from "./flags.ts";
import type { ArgInstruction, ArgumentDefinition, Written } from "./instruction.ts";

/** `ENV` and `LABEL`. */
export function readPairs(node: DockerfileNode, instruction: "ENV" | "LABEL"): readonly KeyValue[] {
  readFlags(node.flags, {});
  if (node.pairs.length === 0) throw atLeastOneArgument(instruction);
  if (node.pairs.some(({ key }) => key === "")) throw blankNames(instruction);
  return node.pairs;
}

/** `ARG`, of which BuildKit does not look at flags. */
export function readArg(node: DockerfileNode, written: Written, report: LintReport): ArgInstruction {
  if (node.args.length === 0) throw atLeastOneArgument("ARG");
  const definitions = node.args.map((text) => definitionOf(text, node.comments));
  const names = definitions.map(({ key }) => key);
  checkDefinitionDescription(node, "ARG", names, report);
  return { ...written, kind: "arg", definitions };
}

function definitionOf(text: string, comments: readonly string[]): ArgumentDefinition {
  const equals = text.indexOf("=");
  if (equals < 0) return { key: text, description: descriptionOf(comments, text) };
  if (equals === 0) throw blankNames("ARG");
  const key = text.slice(0, equals);
  return { key, value: text.slice(equals + 1), description: descriptionOf(comments, key) };
}
