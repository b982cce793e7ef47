import type { DockerfileNode } from "../parser/node.ts";
import type { LintReport } from "./linter.ts";
import { lintRules } from "./rules.ts";

/** Rules StageNameCasing and FromAsCasing: of `FROM base AS name`. */
export function checkFromCasing({ word, args, range }: DockerfileNode, report: LintReport): void {
  const [, keyword, name] = args;
  if (keyword === undefined || name === undefined) return;
  if (args.length === 3 && name !== name.toLowerCase())
    report({ rule: lintRules.stageNameCasing, message: `Stage name '${name}' should be lowercase`, range });
  const expected = casedAs(word, keyword);
  if (keyword !== expected) {
    const message = `'${keyword}' and '${word}' keywords' casing do not match`;
    report({ rule: lintRules.fromAsCasing, message, range });
  }
}

/** `text` in small letters or capitals, as `model` is; as it is where the model is mixed. */
function casedAs(model: string, text: string): string {
  if (model === model.toLowerCase()) return text.toLowerCase();
  return model === model.toUpperCase() ? text.toUpperCase() : text;
}
