import { EngineError } from "#base/errors.ts";

export function severalUntil(): EngineError {
  return new EngineError("invalid-argument", "more than one until filter specified");
}
