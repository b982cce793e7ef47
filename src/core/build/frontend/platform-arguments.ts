import type { Platform } from "#formats/oci/image.ts";
import { normalizePlatform, platformText } from "#formats/oci/platform.ts";

/** For which platform a Dockerfile is read, and on which its programs run where it does not say. */
export interface BuildPlatforms {
  readonly build: Platform;
  readonly target: Platform;
  /** Nobody asked for `target`: a base image of another platform decides. */
  readonly implicitTarget: boolean;
}

/** The arguments that every Dockerfile has before its first FROM (Dockerfile reference, "Automatic platform ARGs"). */
export function automaticArguments(platforms: BuildPlatforms, targetStage: string): ReadonlyMap<string, string> {
  return new Map([
    ...argumentsOf("BUILD", platforms.build),
    ...argumentsOf("TARGET", platforms.target),
    ["TARGETSTAGE", targetStage === "" ? "default" : targetStage],
  ]);
}

function argumentsOf(prefix: string, platform: Platform): Array<[string, string]> {
  const { os, architecture, variant, "os.version": osVersion } = normalizePlatform(platform);
  return [
    [`${prefix}PLATFORM`, platformText(normalizePlatform(platform))],
    [`${prefix}OS`, os],
    [`${prefix}OSVERSION`, osVersion ?? ""],
    [`${prefix}ARCH`, architecture],
    [`${prefix}VARIANT`, variant ?? ""],
  ];
}
