import { quote } from "#base/strconv.ts";
import type { Command } from "../instructions/instruction.ts";
import type { KeyValue } from "../parser/node.ts";
import type { SourceRange } from "../source-range.ts";
import type { LintReport } from "./linter.ts";
import { type LintRule, lintRules } from "./rules.ts";
import { isSecretName } from "./secret-names.ts";

export interface CommandContext {
  /** Whether `SHELL`, here or in the base image, has set a shell: who did that wants commands to be text for it. */
  readonly hasShell: boolean;
}

/**
 * Checks the commands of one stage, each when it is about to act, with its variables put in. Rules JSONArgsRecommended,
 * LegacyKeyValueFormat, MultipleInstructionsDisallowed, SecretsUsedInArgOrEnv, WorkdirRelativePath.
 */
export class StageChecks {
  readonly #report: LintReport;
  /** Where the instructions of which only the last counts stood last. */
  readonly #last = new Map<Command["kind"], SourceRange>();
  #hasWorkdir = false;

  /** `base`: of the stage that this one begins from, where it is one of the same Dockerfile. */
  constructor(report: LintReport, base?: StageChecks) {
    this.#report = report;
    if (base !== undefined) this.#hasWorkdir = base.#hasWorkdir;
  }

  check(command: Command, { hasShell }: CommandContext): void {
    switch (command.kind) {
      case "env":
        for (const pair of command.pairs) {
          this.#pair(command, pair);
          this.#secret("ENV", pair.key, command.range);
        }
        break;
      case "label":
        for (const pair of command.pairs) this.#pair(command, pair);
        break;
      case "arg":
        for (const { key } of command.definitions) this.#secret("ARG", key, command.range);
        break;
      case "cmd":
      case "entrypoint":
        this.#onlyOnce(command);
        if (command.command.usesShell && !hasShell) this.#textCommand(command);
        break;
      case "healthcheck":
        this.#onlyOnce(command);
        break;
      case "workdir":
        if (!this.#hasWorkdir) this.#workdir(command.text, command.range);
        this.#hasWorkdir = true;
        break;
    }
  }

  #pair({ word, range }: Command, { isLegacy }: KeyValue): void {
    if (!isLegacy) return;
    const message = `"${word} key=value" should be used instead of legacy "${word} key value" format`;
    this.#found(lintRules.legacyKeyValueFormat, message, range);
  }

  #secret(instruction: string, key: string, range: SourceRange): void {
    if (!isSecretName(key)) return;
    const message = `Do not use ARG or ENV instructions for sensitive data (${instruction} ${quote(key)})`;
    this.#found(lintRules.secretsUsedInArgOrEnv, message, range);
  }

  /** What is found is the instruction before, which does not count. */
  #onlyOnce({ kind, word, range }: Command): void {
    const before = this.#last.get(kind);
    this.#last.set(kind, range);
    if (before === undefined) return;
    const why = "because only the last one will be used";
    const message = `Multiple ${word} instructions should not be used in the same stage ${why}`;
    this.#found(lintRules.multipleInstructionsDisallowed, message, before);
  }

  #textCommand({ word, range }: Command): void {
    const message = `JSON arguments recommended for ${word} to prevent unintended behavior related to OS signals`;
    this.#found(lintRules.jsonArgsRecommended, message, range);
  }

  #workdir(path: string, range: SourceRange): void {
    if (path.startsWith("/")) return;
    const message = `Relative workdir ${quote(path)} can have unexpected results if the base image changes`;
    this.#found(lintRules.workdirRelativePath, message, range);
  }

  #found(rule: LintRule, message: string, range: SourceRange): void {
    this.#report({ rule, message, range });
  }
}
