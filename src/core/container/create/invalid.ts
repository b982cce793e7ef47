import { EngineError } from "#base/errors.ts";

/** A request that Docker answers with 400. */
export function invalid(message: string): EngineError {
  return new EngineError("invalid-argument", message);
}

/** A request that Docker answers with 500, although it is the client's mistake. */
export function invalidAsSystem(message: string): EngineError {
  return new EngineError("system", message);
}
