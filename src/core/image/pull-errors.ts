import { EngineError, isEngineError } from "#base/errors.ts";
import type { Platform } from "#formats/oci/image.ts";
import { platformText } from "#formats/oci/platform.ts";
import { familiarText, type Reference, referenceText } from "#formats/reference/reference.ts";

/** @see moby distribution/pull.go, validateRepoName */
export function reservedName(name: string): EngineError {
  return new EngineError("forbidden", `'${name}' is a reserved name`, { code: "image.reserved-name" });
}

/** @see moby distribution/pull_v2.go, noMatchesErr */
export function noMatchingManifest(wanted: Platform): EngineError {
  const message = `no matching manifest for ${platformText(wanted)} in the manifest list entries`;
  return new EngineError("not-found", message, { code: "image.no-matching-manifest" });
}

/** @see moby distribution/errors.go, DeprecatedSchema1ImageError */
export function schemaOneRemoved(reference: Reference): EngineError {
  const message =
    "Docker Image Format v1 and Docker Image manifest version 2, schema 1 support has been removed. " +
    `Suggest the author of ${referenceText(reference)} to upgrade the image to the OCI Format or Docker Image manifest v2, schema 2. ` +
    "More information at https://docs.docker.com/go/deprecated-image-specs/";
  return new EngineError("invalid-argument", message, { code: "image.schema-1" });
}

/** @see moby distribution/errors.go, invalidManifestClassError */
export function wrongConfigClass(mediaType: string): EngineError {
  const kind = mediaType === "application/vnd.docker.plugin.v1+json" ? "plugin" : "unknown";
  return new EngineError("invalid-argument", `Encountered remote "${mediaType}"(${kind}) when fetching`);
}

/** @see moby distribution/errors.go, unsupportedMediaTypeError and AIModelNotSupportedError */
export function unsupportedMediaType(mediaType: string): EngineError {
  const model = mediaType.toLowerCase().startsWith("application/vnd.docker.ai.");
  const text = model
    ? 'AI models are not yet supported by the Engine, please use "docker model pull/run" instead'
    : `unsupported media type ${mediaType}`;
  return new EngineError("invalid-argument", text, { code: "image.unsupported-media-type" });
}

/** @see moby distribution/pull_v2.go, errRootFSMismatch */
export function rootFsMismatch(cause?: unknown): EngineError {
  const message = "layers from manifest don't match image configuration";
  return new EngineError("invalid-argument", message, { code: "image.rootfs-mismatch", cause });
}

/** A config that could not be had. @see moby distribution/pull_v2.go, imageConfigPullError */
export function configNotPulled(cause: unknown): unknown {
  return prefixed("error pulling image configuration: ", cause);
}

/** A layer that cannot be unpacked. @see moby distribution/xfer/download.go */
export function layerNotRegistered(cause: unknown): unknown {
  return prefixed("failed to register layer: ", cause);
}

/** Ends and refusals that are none of the content's doing stay as they are. */
function prefixed(prefix: string, cause: unknown): unknown {
  if (!isEngineError(cause) || cause.kind === "canceled" || cause.kind === "deadline-exceeded") return cause;
  return new EngineError(cause.kind, `${prefix}${cause.message}`, { code: cause.code, data: cause.data, cause });
}

/** A document that is not there: what was asked for is not. */
export function ofReference(reference: Reference, cause: unknown): unknown {
  if (!isEngineError(cause) || cause.code !== "registry.manifest-unknown") return cause;
  const { answer } = cause.data;
  if (typeof answer !== "string") return cause;
  const message = `manifest for ${familiarText(reference)} not found: ${answer}`;
  return new EngineError(cause.kind, message, { code: cause.code, data: cause.data, cause });
}

/** The warning after a pull of an image that is for another platform than was asked for. */
export function otherPlatformWarning(reference: Reference, has: Platform, wanted: Platform): string {
  return (
    `WARNING: image with reference ${familiarText(reference)} was found but its platform (${platformText(has)}) ` +
    `does not match the specified platform (${platformText(wanted)})`
  );
}
