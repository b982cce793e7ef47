import { EngineError } from "#base/errors.ts";
import type { Platform } from "#formats/oci/image.ts";
import { platformText } from "#formats/oci/platform.ts";
import { familiarRepository, familiarText, type Reference } from "#formats/reference/reference.ts";

/** @see moby distribution/push.go, Push */
export function nothingToPush(reference: Reference): EngineError {
  const message = `An image does not exist locally with the tag: ${familiarRepository(reference)}`;
  return new EngineError("not-found", message, { code: "image.not-found" });
}

/** @see moby distribution/push_v2.go, pushRepository */
export function noSuchTag(reference: Reference): EngineError {
  const message = `tag does not exist: ${familiarText(reference)}`;
  return new EngineError("not-found", message, { code: "image.not-found" });
}

export function noTags(reference: Reference): EngineError {
  return new EngineError("not-found", `no tags to push for ${familiarRepository(reference)}`, {
    code: "image.no-tags",
  });
}

export function cannotPushDigest(): EngineError {
  return new EngineError("invalid-argument", "cannot push a digest reference");
}

/** An image of one platform that is not the one asked for. @see moby daemon/images/image.go, GetImage */
export function otherPlatform(reference: Reference, has: Platform, wanted: Platform): EngineError {
  const message =
    `image with reference ${familiarText(reference)} was found but its platform (${platformText(has)}) ` +
    `does not match the specified platform (${platformText(wanted)})`;
  return new EngineError("not-found", message, { code: "image.other-platform" });
}

/** An image of several, none of them that one. @see moby daemon/containerd/image_push.go */
export function platformNotProvided(reference: Reference, wanted: Platform): EngineError {
  const message =
    `image with reference ${familiarText(reference)} was found but does not provide the specified platform ` +
    `(${platformText(wanted)})`;
  return new EngineError("not-found", message, { code: "image.other-platform" });
}

/** Of an index some platforms are here, none of them this machine's. @see moby daemon/containerd/image_push.go */
export function severalManifests(): EngineError {
  return new EngineError("conflict", "multiple matching manifests found but no specific platform requested");
}
