import { EngineError, notSupported } from "#base/errors.ts";
import type { CacheLocation } from "../contract.ts";
import { cacheExport, registryRef } from "./cache-options.ts";
import { ghaPlace, s3Place } from "./entry-options.ts";

/** @throws not-implemented for what cannot be read, invalid-argument for what says not where it is */
export function checkCacheImports(imports: readonly CacheLocation[]): void {
  for (const { type, attributes } of imports) {
    if (type === "registry") registryRef(attributes);
    else if (type === "local") checkLocal(attributes);
    else if (type === "gha") ghaPlace(attributes);
    else if (type === "s3") s3Place(attributes);
    else throw notSupported(`cache import from ${type}`);
  }
}

function checkLocal({ src = "", digest = "" }: CacheLocation["attributes"]): void {
  if (digest === "") throw new EngineError("invalid-argument", "local cache importer requires explicit digest");
  if (src === "") throw new EngineError("invalid-argument", "local cache importer requires src");
}

/** Before anything is built: what cannot be written is not begun. @throws not-implemented · invalid-argument */
export function checkCacheExports(exports: readonly CacheLocation[]): void {
  for (const location of exports) {
    if (location.type !== "inline") cacheExport(location);
    else if (location.attributes["mounts"] !== undefined) throw notSupported("attribute mounts of an inline cache");
  }
}

/** Whether the image is to say which steps made its layers. */
export function wantsInlineCache(exports: readonly CacheLocation[]): boolean {
  return exports.some(({ type }) => type === "inline");
}

/** Whether a cache is to have what the result was made of but has not in it. */
export function wantsEveryStep(exports: readonly CacheLocation[]): boolean {
  return exports.some(({ attributes }) => attributes["mode"] === "max");
}

/** Whether a cache is to have what cache mounts hold. */
export function wantsMounts(exports: readonly CacheLocation[]): boolean {
  return exports.some(({ attributes }) => attributes["mounts"] !== undefined);
}
