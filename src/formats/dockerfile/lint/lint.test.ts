import { expect, test } from "bun:test";
import { PatternMatcher } from "#formats/patterns/pattern-matcher.ts";
import type { Command } from "../instructions/instruction.ts";
import { parseStages, type Stage } from "../instructions/parse-stages.ts";
import { parseDockerfile } from "../parser/parse.ts";
import { expandWord, variablesOf } from "../shell/expand.ts";
import { lineRange } from "../source-range.ts";
import { checkBaseImagePlatform, checkDefaultBases } from "./base-images.ts";
import { reportEmptyContinuations } from "./continuations.ts";
import { checkCopySource } from "./copy-source.ts";
import { checkFromPlatform } from "./from-platform.ts";
import type { LintReport } from "./linter.ts";
import { isSecretName } from "./secret-names.ts";
import { StageChecks } from "./stage-checks.ts";
import { checkInstructionCasing, checkStageNames } from "./stages.ts";
import { reportUndefinedArguments, reportUndefinedVariables } from "./variables.ts";

/** What a check finds, as `RULE: message (line N)`. */
function found(check: (report: LintReport) => void): string[] {
  const findings: string[] = [];
  check(({ rule, message, range }) => findings.push(`${rule.name}: ${message} (line ${range.start.line})`));
  return findings;
}

const stagesOf = (text: string): readonly Stage[] => parseStages(parseDockerfile(text).nodes).stages;
const linux = { os: "linux", architecture: "amd64" };

test("empty lines among continued ones", () => {
  const { emptyContinuations } = parseDockerfile("FROM scratch\nRUN a \\\n\n  b\n");
  expect(found((report) => reportEmptyContinuations(emptyContinuations, report))).toEqual([
    "NoEmptyContinuation: Empty continuation line (line 4)",
  ]);
});

test("names of stages", () => {
  const stages = stagesOf("FROM a AS Context\nFROM a AS scratch\nFROM a AS a\nFROM a AS A\nFROM a\nFROM b\n");
  expect(found((report) => checkStageNames(stages, report))).toEqual([
    'ReservedStageName: Stage name should not use the same name as reserved stage "context" (line 1)',
    'ReservedStageName: Stage name should not use the same name as reserved stage "scratch" (line 2)',
    'DuplicateStageName: Duplicate stage name "a", stage names should be unique (line 4)',
  ]);
});

test("words of instructions in one case, that of most", () => {
  const of = (text: string) => found((report) => checkInstructionCasing(stagesOf(text), report));
  expect(of("from a\nRun x\n")).toEqual([
    "ConsistentInstructionCasing: Command 'Run' should match the case of the command majority (lowercase) (line 2)",
  ]);
  expect(of("FROM a\nrun x\ncopy a b\nCopy a b\n")).toEqual([
    "ConsistentInstructionCasing: Command 'FROM' should match the case of the command majority (lowercase) (line 1)",
    "ConsistentInstructionCasing: Command 'Copy' should match the case of the command majority (lowercase) (line 4)",
  ]);
  expect(of("FROM a\ncopy a b\n")).toEqual([
    "ConsistentInstructionCasing: Command 'copy' should match the case of the command majority (uppercase) (line 2)",
  ]);
  expect(of("FROM a\nRUN x\n")).toEqual([]);
});

test("defaults of arguments that give no image", () => {
  const defaults = variablesOf(["V=", "B=busybox"]);
  const of = (text: string) => {
    const expand = (word: string) => expandWord(word, defaults, { escape: "\\" }).text;
    return found((report) => checkDefaultBases(stagesOf(text), expand, report));
  };
  expect(of("FROM busybox:$V\nFROM $B\nFROM $V\n")).toEqual([
    "InvalidDefaultArgInFrom: Default value for ARG busybox:$V results in empty or invalid base image name (line 1)",
    "InvalidDefaultArgInFrom: Default value for ARG $V results in empty or invalid base image name (line 3)",
  ]);
  expect(of(`FROM $\{V:?}\nFROM $V\n`)).toEqual([]);
});

test("base images of other platforms", () => {
  const of = (actual: typeof linux) =>
    found((report) => checkBaseImagePlatform({ name: "a", actual, expected: linux }, lineRange(2), report));
  expect(of(linux)).toEqual([]);
  expect(of({ os: "linux", architecture: "aarch64" })).toEqual([
    'InvalidBaseImagePlatform: Base image a was pulled with platform "linux/arm64", expected "linux/amd64" for current build (line 2)',
  ]);
});

test("platforms of FROM that say nothing, or one thing for ever", () => {
  const variables = variablesOf(["TARGETPLATFORM=linux/amd64", "BUILDPLATFORM=linux/amd64", "TARGETOS=linux"]);
  const of = (line: string) => {
    const [stage] = stagesOf(`${line}\n`);
    if (stage === undefined) throw new Error("no stage");
    const expansion = expandWord(stage.from.platform, variables, { escape: "\\" });
    const context = { expansion, target: "linux/amd64", host: linux };
    return found((report) => checkFromPlatform(stage.from, context, report));
  };
  const redundant = (word: string) => [
    `RedundantTargetPlatform: Setting platform to predefined ${word} in FROM is redundant as this is the default behavior (line 1)`,
  ];
  expect(of("FROM --platform=$TARGETPLATFORM a")).toEqual(redundant("$TARGETPLATFORM"));
  expect(of(`FROM --platform=$\{TARGETPLATFORM} a`)).toEqual(redundant(`$\{TARGETPLATFORM}`));
  expect(of("FROM --platform=$BUILDPLATFORM a")).toEqual([]);
  expect(of(`FROM --platform=$\{TARGETOS}/amd64 a`)).toEqual([]);
  expect(of("FROM --platform=linux/amd64 a")).toEqual([
    'FromPlatformFlagConstDisallowed: FROM --platform flag should not use constant value "linux/amd64" (line 1)',
  ]);
  expect(of("FROM --platform=linux/amd64 a AS build-amd64")).toEqual([]);
  expect(of("FROM --platform=a/b/c/d a")).toEqual([]);
});

test("variables that are not declared, and what may be meant", () => {
  const use = { unmatched: ["FO", "A", "NOPE", "BUILDKIT_SBOM_SCAN_STAGE"], declared: new Set(["A"]), known: ["FOO"] };
  expect(found((report) => reportUndefinedVariables(use, lineRange(3), report))).toEqual([
    "UndefinedVar: Usage of undefined variable '$FO' (did you mean $FOO?) (line 3)",
    "UndefinedVar: Usage of undefined variable '$NOPE' (line 3)",
  ]);
  const ofFrom = { unmatched: ["VV", "V"], declared: new Set(["V"]), known: ["V"] };
  expect(found((report) => reportUndefinedArguments(ofFrom, lineRange(2), report))).toEqual([
    "UndefinedArgInFrom: FROM argument 'VV' is not declared (did you mean V?) (line 2)",
  ]);
});

test("names of secrets", () => {
  for (const name of ["API_KEY", "apikey", "DATABASE_PASSWORD", "secret_MESSAGE", "MY_AUTH_X", "Token"])
    expect([name, isSecretName(name)]).toEqual([name, true]);
  for (const name of ["AUTHOR", "PUBLIC_KEY", "KEYBOARD", "PASSWD_FILE", "TOKEN_VERSION", "MONKEY"])
    expect([name, isSecretName(name)]).toEqual([name, false]);
});

test("commands of a stage, in order", () => {
  const of = (text: string) => {
    let before: StageChecks | undefined;
    return found((report) => {
      for (const { commands } of stagesOf(text)) {
        const checks = new StageChecks(report, before);
        for (const [index, command] of commands.entries())
          checks.check(command, { hasShell: commands.slice(0, index).some(({ kind }) => kind === "shell") });
        before = checks;
      }
    });
  };
  expect(
    of("from a\nenv a b\nlabel c d\ncmd x\nCMD y\nHEALTHCHECK CMD x\nHEALTHCHECK NONE\nworkdir a\nworkdir b\n"),
  ).toEqual([
    'LegacyKeyValueFormat: "env key=value" should be used instead of legacy "env key value" format (line 2)',
    'LegacyKeyValueFormat: "label key=value" should be used instead of legacy "label key value" format (line 3)',
    "JSONArgsRecommended: JSON arguments recommended for cmd to prevent unintended behavior related to OS signals (line 4)",
    "MultipleInstructionsDisallowed: Multiple CMD instructions should not be used in the same stage because only the last one will be used (line 4)",
    "JSONArgsRecommended: JSON arguments recommended for CMD to prevent unintended behavior related to OS signals (line 5)",
    "MultipleInstructionsDisallowed: Multiple HEALTHCHECK instructions should not be used in the same stage because only the last one will be used (line 6)",
    'WorkdirRelativePath: Relative workdir "a" can have unexpected results if the base image changes (line 8)',
  ]);
  expect(of("FROM a\nARG API_KEY X\nENV Y=1 TOKEN=x\n")).toEqual([
    'SecretsUsedInArgOrEnv: Do not use ARG or ENV instructions for sensitive data (ARG "API_KEY") (line 2)',
    'SecretsUsedInArgOrEnv: Do not use ARG or ENV instructions for sensitive data (ENV "TOKEN") (line 3)',
  ]);
  expect(of('FROM a\nSHELL ["a"]\nCMD x\nENTRYPOINT ["y"]\nWORKDIR /a\nFROM b\nWORKDIR c\nCMD ["x"]\n')).toEqual([]);
});

test("sources that the ignore file leaves out, unless it has exceptions", () => {
  const [stage] = stagesOf("FROM a\nCOPY x y\nADD x y\n");
  const of = (command: Command | undefined, patterns: readonly string[]) => {
    if (command?.kind !== "copy" && command?.kind !== "add") throw new Error("no copy");
    return found((report) => checkCopySource(command, "./dir/x/", new PatternMatcher(patterns), report));
  };
  expect(of(stage?.commands[0], ["dir"])).toEqual([
    'CopyIgnoredFile: Attempting to Copy file "dir/x" that is excluded by .dockerignore (line 2)',
  ]);
  expect(of(stage?.commands[1], ["**/x"])).toEqual([
    'CopyIgnoredFile: Attempting to Add file "dir/x" that is excluded by .dockerignore (line 3)',
  ]);
  expect(of(stage?.commands[0], ["y"])).toEqual([]);
  expect(of(stage?.commands[0], ["dir", "!dir/x/y"])).toEqual([]);
});
