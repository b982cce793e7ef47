import { EngineError, messageOf } from "#base/errors.ts";

/** The record changed since the caller read it. */
export function recordConflict(kind: string, key: string, versions: { expected: number; found: number }): EngineError {
  return new EngineError(
    "conflict",
    `${kind} ${JSON.stringify(key)} was changed meanwhile: expected version ${versions.expected}, found ${versions.found}`,
    { code: "store.conflict", data: { kind, key, ...versions } },
  );
}

/** The store has ended, orderly or not: nothing can be read or written until the engine is started anew. */
export function storeUnavailable(cause?: unknown): EngineError {
  const detail = cause === undefined ? "it is closed" : messageOf(cause);
  return new EngineError("unavailable", `the record store is not available: ${detail}`, {
    code: "store.unavailable",
    cause,
  });
}

/** The database file cannot be trusted. */
export function storeDamaged(path: string, detail: string): EngineError {
  return new EngineError("data-loss", `the database ${path} is damaged: ${detail}`, {
    code: "store.damaged",
    data: { path },
  });
}

/** The database was written by a later version of the program. */
export function schemaTooNew(path: string, versions: { found: number; supported: number }): EngineError {
  return new EngineError(
    "system",
    `the database ${path} has schema version ${versions.found}, but this version of Gantry supports only up to ${versions.supported}: start the newer version again`,
    { code: "store.schema-too-new", data: { path, ...versions } },
  );
}
