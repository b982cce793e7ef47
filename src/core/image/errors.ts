import type { Digest } from "#base/digest.ts";
import { EngineError, isEngineError } from "#base/errors.ts";
import { shortId } from "#base/ids.ts";
import type { Platform } from "#formats/oci/image.ts";
import { platformText } from "#formats/oci/platform.ts";

/** `reference` as the client wrote it, with `:latest` where neither tag nor digest is said. */
export function noSuchImage(reference: string): EngineError {
  return new EngineError("not-found", `No such image: ${reference}`, { code: "image.not-found", data: { reference } });
}

/** A name with a tag or digest that `save` was asked for. @see moby reference/store.go, ErrDoesNotExist */
export function referenceDoesNotExist(reference: string): EngineError {
  return new EngineError("not-found", "reference does not exist", { code: "image.not-found", data: { reference } });
}

export function ambiguousReference(): EngineError {
  return new EngineError("not-found", "ambiguous reference", { code: "image.ambiguous" });
}

export function tagWithDigest(): EngineError {
  return new EngineError("invalid-argument", "refusing to create a tag with a digest reference");
}

/** An image that a running container uses. */
export function usedByRunning(id: Digest, containerId: string): EngineError {
  return deleteConflict(id, "cannot be forced", `image is being used by running container ${shortId(containerId)}`);
}

/** An image that a stopped container uses. */
export function usedByStopped(id: Digest, containerId: string): EngineError {
  return deleteConflict(id, "must be forced", `image is being used by stopped container ${shortId(containerId)}`);
}

/** An image that was named by its id and has several names. */
export function severalNames(id: Digest): EngineError {
  return deleteConflict(id, "must be forced", "image is referenced in multiple repositories");
}

/** An image that others were made from. */
export function hasChildren(id: Digest): EngineError {
  return deleteConflict(id, "cannot be forced", "image has dependent child images");
}

function deleteConflict(id: Digest, force: string, reason: string): EngineError {
  const message = `conflict: unable to delete ${shortId(id)} (${force}) - ${reason}`;
  return new EngineError("conflict", message, { code: "image.in-use" });
}

/** The last name of an image that a container uses. */
export function nameInUse(name: string, id: Digest, containerId: string): EngineError {
  const message =
    `conflict: unable to remove repository reference "${name}" (must force) - ` +
    `container ${shortId(containerId)} is using its referenced image ${shortId(id)}`;
  return new EngineError("conflict", message, { code: "image.in-use" });
}

/** @see moby image/tarexport/load.go */
export function layersMismatch(expected: number, found: number): EngineError {
  return invalidArchive(`invalid manifest, layers length mismatch: expected ${expected}, got ${found}`);
}

/** An archive that is not an image, or a damaged one. */
export function invalidArchive(message: string): EngineError {
  return new EngineError("invalid-argument", message, { code: "image.invalid-archive" });
}

export function cannotImportDigest(): EngineError {
  return new EngineError("invalid-argument", "cannot import digest reference");
}

export function invalidTag(): EngineError {
  return new EngineError("invalid-argument", "invalid tag format");
}

export function unsupportedSystem(): EngineError {
  return new EngineError("invalid-argument", "operating system is not supported");
}

export function badPlatform(text: string): EngineError {
  const message = `${JSON.stringify(text)}: cannot parse platform specifier: invalid argument`;
  return new EngineError("invalid-argument", message);
}

/** An archive that is to become an image and cannot be unpacked: a failure of the engine, as Docker answers it. */
export function damagedImport(cause: EngineError): EngineError {
  return new EngineError("system", cause.message, { code: cause.code, cause });
}

/** `reference` as a user writes it. */
export function platformMissing(reference: string, platform: Platform): EngineError {
  const text = `image with reference ${reference} was found but does not provide the specified platform (${platformText(platform)})`;
  return new EngineError("not-found", text, { code: "image.no-platform" });
}

/** An image that is to be saved and has nothing for the platform. */
export function noExportTarget(reference: string, platform: Platform): EngineError {
  const { message, code } = platformMissing(reference, platform);
  return new EngineError("not-found", `no suitable export target found: ${message}`, { code });
}

/** An image of which nothing is there any more, because all its platforms were removed. */
export function nothingToExport(manifest: Digest): EngineError {
  return new EngineError(
    "not-found",
    `unable to create manifests file: NotFound: content digest ${manifest}: not found`,
    { code: "image.no-platform" },
  );
}

/** Images that an archive brought without the platform that was asked for: they are there all the same. */
export function loadedWithoutPlatform(references: readonly string[], platform: Platform): EngineError {
  const [first = "", ...more] = references;
  const wanted = `the requested platform (${platformText(platform)})`;
  const text =
    more.length === 0
      ? `image ${first} was loaded, but doesn't provide ${wanted}`
      : `images [${references.join(", ")}] were loaded, but don't provide ${wanted}`;
  return new EngineError("not-found", text, { code: "image.no-platform" });
}

/** The removal of single platforms wants force. */
export function platformRemovalUnforced(): EngineError {
  const text = "Content will be removed from all images referencing this variant. Use —-force to force delete.";
  return new EngineError("invalid-argument", text);
}

/** A platform that is to be removed and is not there. */
export function noPlatformToRemove(id: Digest, reference: string, platform: Platform): EngineError {
  const text = `failed to delete platform ${platformText(platform)} for image ${id}: image with reference ${reference} was found but does not provide any platform`;
  return new EngineError("not-found", text, { code: "image.no-platform" });
}

/** `name` as a user writes it; `count`: how many images it stood for before. */
export function noSuchFormerImage(name: string, to: number, count: number): EngineError {
  const known = count === 0 ? "it stood for no other image" : `${count} ${count === 1 ? "is" : "are"} known`;
  return new EngineError("not-found", `no such former image: ${name}@${to} (${known})`, { code: "image.no-former" });
}

export function formerImageGone(name: string, to: number, id: Digest): EngineError {
  const message = `former image ${name}@${to} (${shortId(id)}) has been removed`;
  return new EngineError("not-found", message, { code: "image.no-former" });
}

export function invalidMoves(text: string): EngineError {
  return new EngineError("invalid-argument", `invalid number of moves: ${JSON.stringify(text)}`);
}

export function historyIsOff(): EngineError {
  const message = "what image names stood for is not kept: image-history-age is 0";
  return new EngineError("conflict", message, { code: "image.history-off" });
}

/** An id or a digest where a name is wanted. */
export function noImageName(reference: string): EngineError {
  return new EngineError(
    "invalid-argument",
    `${JSON.stringify(reference)} is no name with a tag: only such a name can move`,
  );
}

/** A layer of an archive that cannot be unpacked. What names the layer already, and the end of the call, stays as it is. */
export function layerNotExtracted(layer: string, cause: unknown): unknown {
  if (!isEngineError(cause) || cause.kind === "canceled" || cause.kind === "deadline-exceeded") return cause;
  if (["snapshot.wrong-diff-id", "snapshot.unusable-packing"].includes(cause.code)) return cause;
  const text = `failed to extract layer ${layer}: ${cause.message}`;
  return new EngineError(cause.kind, text, { code: cause.code, cause });
}
