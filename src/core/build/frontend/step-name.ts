import { type ExpandOptions, expandWord, type Variables } from "#formats/dockerfile/shell/expand.ts";
import type { Platform } from "#formats/oci/image.ts";
import { normalizePlatform, parsePlatform, platformText } from "#formats/oci/platform.ts";
import type { Reading } from "./reading.ts";
import type { StageDraft } from "./stage-draft.ts";

export interface StepNaming {
  readonly variables: Variables;
  readonly isOnBuild?: boolean;
}

/** How progress calls the next step of a stage: `[linux/arm64 build 2/4] RUN make`. Each call is a step of its own. */
export function stepName(stage: StageDraft, reading: Reading, text: string, naming: StepNaming): string {
  if (stage.stepTotal === 0) return text;
  stage.stepIndex++;
  const total = String(stage.stepTotal);
  const parts = [
    reading.showsPlatform ? platformPart(stage.platform ?? reading.platforms.target, naming.variables) : "",
    stage.label,
    `${String(stage.stepIndex).padStart(total.length)}/${total}`,
  ];
  const prefix = naming.isOnBuild === true ? "ONBUILD " : "";
  return `[${parts.filter((part) => part !== "").join(" ")}] ${prefix}${text}`;
}

/** The command of a step with its variables, or as it is written where they cannot be put in. */
export function stepText(
  code: string,
  variables: Variables,
  options: Pick<ExpandOptions, "escape" | "rawQuotes" | "keepUnset">,
): string {
  const text = expandedOrWritten(code, variables, options);
  const end = text.indexOf(" ");
  return end < 0 ? text.toUpperCase() : text.slice(0, end).toUpperCase() + text.slice(end);
}

function expandedOrWritten(code: string, variables: Variables, options: ExpandOptions): string {
  try {
    return expandWord(code, variables, options).text;
  } catch {
    return code;
  }
}

/** The platform that a step runs on and, where a cross compiler builds for another, that. */
function platformPart(platform: Platform, variables: Variables): string {
  const runs = platformText(platform);
  const target = targetOf(platform, variables);
  if (target === undefined) return runs;
  const { os, architecture, variant } = normalizePlatform(target);
  if (os !== platform.os) return `${runs}->${platformText(normalizePlatform(target))}`;
  if (architecture === platform.architecture) return runs;
  return `${runs}->${architecture}${variant === undefined ? "" : `/${variant}`}`;
}

function targetOf(platform: Platform, variables: Variables): Platform | undefined {
  const whole = variables.get("TARGETPLATFORM");
  const parsed = whole === undefined ? undefined : parsePlatform(whole, platform);
  if (parsed !== undefined) return parsed;
  const [os, architecture, variant] = ["TARGETOS", "TARGETARCH", "TARGETVARIANT"].map((name) => variables.get(name));
  if (os === undefined && architecture === undefined && variant === undefined) return undefined;
  return {
    os: os || platform.os,
    architecture: architecture || platform.architecture,
    ...(variant === undefined || variant === "" ? {} : { variant }),
  };
}
