import { EngineError } from "#base/errors.ts";

export function severalUntil(): EngineError {
  return new EngineError("invalid-argument", "more than one until filter specified");
}

export function pruneRunning(): EngineError {
  return new EngineError("conflict", "a prune operation is already running");
}
