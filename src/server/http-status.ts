import { type ErrorKind, isEngineError } from "#base/errors.ts";

/** The one place that knows which HTTP status an error gets. */
const statusOf: Readonly<Record<ErrorKind, number>> = {
  "invalid-argument": 400,
  unauthorized: 401,
  forbidden: 403,
  "not-found": 404,
  conflict: 409,
  "not-modified": 304,
  canceled: 499,
  system: 500,
  unknown: 500,
  "data-loss": 500,
  "deadline-exceeded": 500,
  "not-implemented": 501,
  unavailable: 503,
  "resource-exhausted": 503,
  "too-many-requests": 429,
};

/** 500 for what is no EngineError: a fault of the program. */
export function httpStatus(error: unknown): number {
  return isEngineError(error) ? statusOf[error.kind] : 500;
}
