import { notSupported } from "#base/errors.ts";
import type { CacheLocation } from "../contract.ts";

/** @throws not-implemented for what cannot be read, invalid-argument for what says not where it is */
export function checkCacheImports(imports: readonly CacheLocation[]): void {
  for (const { type, attributes } of imports) {
    if (type !== "registry") throw notSupported(`cache import from ${type}`);
    if ((attributes["ref"] ?? "") === "") throw notSupported("cache import from a registry without a ref");
  }
}

/** @throws not-implemented */
export function checkCacheExports(exports: readonly CacheLocation[]): void {
  for (const { type } of exports) if (type !== "inline") throw notSupported(`cache export to ${type}`);
}

/** Whether the image is to say which steps made its layers. */
export function wantsInlineCache(exports: readonly CacheLocation[]): boolean {
  return exports.some(({ type }) => type === "inline");
}
