import { DockerfileError } from "../dockerfile-error.ts";
import type { SourceRange } from "../source-range.ts";
import type { LintOptions } from "./options.ts";
import type { LintRule } from "./rules.ts";

/** Something that builds but should not be written so. */
export interface LintFinding {
  readonly rule: LintRule;
  readonly message: string;
  readonly range: SourceRange;
}

/** Takes what checks find. The checks of all phases of a build report to the same one. */
export type LintReport = (finding: LintFinding) => void;

/** Passes on what the options of a Dockerfile do not silence, and keeps whether that is an error. */
export class Linter {
  readonly #options: LintOptions;
  readonly #pass: LintReport;
  readonly #rules = new Set<string>();

  constructor(options: LintOptions, pass: LintReport) {
    this.#options = options;
    this.#pass = pass;
  }

  readonly report: LintReport = (finding) => {
    if (!this.#wants(finding.rule)) return;
    this.#rules.add(finding.rule.name);
    this.#pass(finding);
  };

  /** Where `check=error=true`, and something was found: what the build fails with after all checks. */
  failure(): DockerfileError | undefined {
    if (!this.#options.isError || this.#rules.size === 0) return undefined;
    return new DockerfileError(`lint violation found for rules: ${[...this.#rules].join(", ")}`);
  }

  #wants({ name, isExperimental }: LintRule): boolean {
    const { experimental, skip } = this.#options;
    if (isExperimental) return experimental === "all" || experimental.has(name);
    return skip !== "all" && !skip.has(name);
  }
}
