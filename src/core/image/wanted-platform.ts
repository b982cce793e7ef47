import { EngineError } from "#base/errors.ts";
import type { ImageConfig, Platform } from "#formats/oci/image.ts";
import { parsePlatform, platformMatches } from "#formats/oci/platform.ts";
import { familiarText, parseReference, withDefaultTag } from "#formats/reference/reference.ts";
import { platformMissing } from "./errors.ts";

/** Reads the `platform` parameter of a create. @throws invalid-argument in Docker's words */
export function wantedPlatform(text: string, own: Platform): Platform {
  const platform = parsePlatform(text, own);
  if (platform !== undefined) return platform;
  const reason =
    text.split("/").length > 3
      ? "cannot parse platform specifier"
      : 'platform specifier component must match "^[A-Za-z0-9_.-]+$"';
  throw new EngineError("invalid-argument", `${JSON.stringify(text)}: ${reason}: invalid argument`);
}

/** @throws not-found when the image is for another platform than is asked for */
export function checkImagePlatform(reference: string, config: ImageConfig, wanted: Platform): void {
  const { architecture = "", os = "linux", variant } = config;
  const has = { architecture, os, ...(variant === undefined ? {} : { variant }) };
  if (platformMatches(has, wanted)) return;
  throw platformMissing(familiarReference(reference), wanted);
}

/** As a user would write it, with its tag; an id as it is. */
export function familiarReference(reference: string): string {
  if (/^(sha256:)?[0-9a-f]{12,64}$/.test(reference)) return reference;
  return familiarText(withDefaultTag(parseReference(reference)));
}
