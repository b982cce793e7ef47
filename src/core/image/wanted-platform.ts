import { EngineError } from "#base/errors.ts";
import type { ImageConfig, Platform } from "#formats/oci/image.ts";
import { platformMatches, platformText } from "#formats/oci/platform.ts";
import { familiarText, parseReference, withDefaultTag } from "#formats/reference/reference.ts";

const part = /^[A-Za-z0-9_.-]+$/;
const systems = new Set(
  "aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos".split(
    " ",
  ),
);

/**
 * Reads a `platform` parameter: `os/architecture[/variant]`, or one of its first two parts alone.
 * @throws invalid-argument in Docker's words
 */
export function parsePlatform(text: string, own: Platform): Platform {
  const parts = text.split("/");
  if (parts.length > 3) throw invalidPlatform(text, "cannot parse platform specifier");
  for (const item of parts) {
    if (!part.test(item)) {
      throw invalidPlatform(
        item,
        `in ${JSON.stringify(text)}: platform specifier component must match "^[A-Za-z0-9_.-]+$"`,
      );
    }
  }
  const [first = "", architecture, variant] = parts;
  if (architecture !== undefined) {
    return { os: first, architecture, ...(variant === undefined ? {} : { variant }) };
  }
  return systems.has(first.toLowerCase()) ? { ...own, os: first } : { os: own.os, architecture: first };
}

function invalidPlatform(subject: string, reason: string): EngineError {
  return new EngineError("invalid-argument", `${JSON.stringify(subject)}: ${reason}: invalid argument`);
}

/** @throws not-found when the image is for another platform than is asked for */
export function checkImagePlatform(reference: string, config: ImageConfig, wanted: Platform): void {
  const { architecture = "", os = "linux", variant } = config;
  const has = { architecture, os, ...(variant === undefined ? {} : { variant }) };
  if (platformMatches(has, wanted)) return;
  const text = `image with reference ${familiar(reference)} was found but does not provide the specified platform (${platformText(wanted)})`;
  throw new EngineError("not-found", text);
}

/** As a user would write it, with its tag; an id as it is. */
function familiar(reference: string): string {
  if (/^(sha256:)?[0-9a-f]{12,64}$/.test(reference)) return reference;
  return familiarText(withDefaultTag(parseReference(reference)));
}
