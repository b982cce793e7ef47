import type { Digest } from "#base/digest.ts";
import { EngineError } from "#base/errors.ts";

export function noSuchSnapshot(key: string): EngineError {
  return new EngineError("not-found", `snapshot ${key} does not exist: not found`, { code: "snapshot.not-found" });
}

/** @see moby layer/layer_store.go and image/tarexport/load.go, "invalid diffID for layer" */
export function wrongDiffId(found: Digest, expected: Digest): EngineError {
  const message = `invalid diffID for layer: expected "${expected}", got "${found}"`;
  return new EngineError("invalid-argument", message, { code: "snapshot.wrong-diff-id" });
}

export function unusablePacking(blob: Digest, packing: string): EngineError {
  const message = `layer ${blob} is packed by ${packing}, which layers may not be`;
  return new EngineError("invalid-argument", message, { code: "snapshot.unusable-packing" });
}

export function hostileEntry(name: string, reason: string): EngineError {
  return new EngineError("invalid-argument", `layer entry ${JSON.stringify(name)}: ${reason}`, {
    code: "snapshot.hostile-entry",
  });
}
