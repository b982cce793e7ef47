import { EngineError } from "#base/errors.ts";
import type { ImageConfig, Platform } from "#formats/oci/image.ts";
import { parsePlatform, platformFault, platformMatches, platformText } from "#formats/oci/platform.ts";
import { runnablePlatforms } from "#formats/oci/platform-match.ts";
import { familiarText, parseReference, withDefaultTag } from "#formats/reference/reference.ts";
import { platformMissing } from "./errors.ts";

/** Reads the `platform` parameter of a create. @throws invalid-argument in Docker's words */
export function wantedPlatform(text: string, own: Platform): Platform {
  const platform = parsePlatform(text, own);
  if (platform !== undefined) return platform;
  throw new EngineError("invalid-argument", `${JSON.stringify(text)}: ${platformFault(text)}: invalid argument`);
}

/** @throws not-found when the image is for another platform than is asked for */
export function checkImagePlatform(reference: string, config: ImageConfig, wanted: Platform): void {
  const has = platformOf(config);
  if (platformMatches(has, wanted)) return;
  throw platformMissing(familiarReference(reference), wanted);
}

/** What to say of an image that was taken as it is: this machine may not be able to run it. Undefined: it can. */
export function foreignPlatformWarning(config: ImageConfig, host: Platform): string | undefined {
  const has = platformOf(config);
  const runs = runnablePlatforms(host).some((platform) => platformMatches(has, platform));
  if (has.architecture === "" || runs) return undefined;
  return `The requested image's platform (${platformText(has)}) does not match the detected host platform (${platformText(host)}) and no specific platform was requested`;
}

function platformOf({ architecture = "", os = "linux", variant }: ImageConfig): Platform {
  return { architecture, os, ...(variant === undefined ? {} : { variant }) };
}

/** As a user would write it, with its tag; an id as it is. */
export function familiarReference(reference: string): string {
  if (/^(sha256:)?[0-9a-f]{12,64}$/.test(reference)) return reference;
  return familiarText(withDefaultTag(parseReference(reference)));
}
