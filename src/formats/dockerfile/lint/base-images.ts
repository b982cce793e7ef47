import { quote } from "#base/strconv.ts";
import type { Platform } from "#formats/oci/image.ts";
import { normalizePlatform, platformText } from "#formats/oci/platform.ts";
import { parseReference } from "#formats/reference/reference.ts";
import type { FromInstruction } from "../instructions/instruction.ts";
import type { ExpandText } from "../instructions/mount.ts";
import type { Stage } from "../instructions/parse-stages.ts";
import type { SourceRange } from "../source-range.ts";
import type { LintReport } from "./linter.ts";
import { lintRules } from "./rules.ts";

/**
 * Rule InvalidDefaultArgInFrom: with nothing but their defaults the arguments before `FROM` must give a name of an image.
 * `expand` puts these in; what it throws is found again where the build uses the arguments, and ends the check.
 */
export function checkDefaultBases(stages: readonly Stage[], expand: ExpandText, report: LintReport): void {
  for (const { from } of stages) {
    const base = expandedOrNone(from, expand);
    if (base === undefined) return;
    if (isReference(base)) continue;
    const message = `Default value for ARG ${from.base} results in empty or invalid base image name`;
    report({ rule: lintRules.invalidDefaultArgInFrom, message, range: from.range });
  }
}

function expandedOrNone(from: FromInstruction, expand: ExpandText): string | undefined {
  try {
    return expand(from.base);
  } catch {
    return undefined;
  }
}

function isReference(text: string): boolean {
  try {
    parseReference(text);
    return true;
  } catch {
    return false;
  }
}

/** An image that was found for a stage. */
export interface FoundImage {
  readonly name: string;
  readonly actual: Platform;
  /** What the stage is built for. */
  readonly expected: Platform;
}

/** Rule InvalidBaseImagePlatform: the image is of the system and the processor that the stage is built for. */
export function checkBaseImagePlatform(image: FoundImage, range: SourceRange, report: LintReport): void {
  const { name, actual, expected } = image;
  if (actual.os === expected.os && actual.architecture === expected.architecture) return;
  const [is, shouldBe] = [actual, expected].map((platform) => quote(platformText(normalizePlatform(platform))));
  const message = `Base image ${name} was pulled with platform ${is}, expected ${shouldBe} for current build`;
  report({ rule: lintRules.invalidBaseImagePlatform, message, range });
}
