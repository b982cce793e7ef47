import { quote } from "#base/strconv.ts";
import type { Platform } from "#formats/oci/image.ts";
import { parsePlatform } from "#formats/oci/platform.ts";
import type { FromInstruction } from "../instructions/instruction.ts";
import type { Expansion } from "../shell/expand.ts";
import type { LintReport } from "./linter.ts";
import { lintRules } from "./rules.ts";

const targetPlatform = "TARGETPLATFORM";

export interface PlatformContext {
  /** What the value of `--platform` became. */
  readonly expansion: Expansion;
  /** The value of `TARGETPLATFORM`. */
  readonly target: string;
  /** For what a platform leaves out. */
  readonly host: Platform;
}

/** Rules RedundantTargetPlatform and FromPlatformFlagConstDisallowed, of `FROM --platform`. */
export function checkFromPlatform(from: FromInstruction, context: PlatformContext, report: LintReport): void {
  const { platform, range } = from;
  if (isJustTheTarget(context)) {
    const message = `Setting platform to predefined ${platform} in FROM is redundant as this is the default behavior`;
    report({ rule: lintRules.redundantTargetPlatform, message, range });
  }
  const { text } = context.expansion;
  if (isConstant(from.name, context)) {
    const message = `FROM --platform flag should not use constant value ${quote(text)}`;
    report({ rule: lintRules.fromPlatformFlagConstDisallowed, message, range });
  }
}

function isJustTheTarget({ expansion, target }: PlatformContext): boolean {
  const { matched, unmatched, text } = expansion;
  return matched.size === 1 && unmatched.size === 0 && matched.has(targetPlatform) && text === target;
}

/** A constant is right where the name of the stage says that it is for that system or processor. */
function isConstant(stageName: string, { expansion, host }: PlatformContext): boolean {
  const { matched, unmatched, text } = expansion;
  if (matched.size > 0 || unmatched.size > 0) return false;
  const platform = parsePlatform(text, host);
  return platform !== undefined && !stageName.includes(platform.os) && !stageName.includes(platform.architecture);
}
