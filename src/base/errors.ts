/** The closed set of ways in which an engine call fails; `server/http-status.ts` maps each to one HTTP status. */
export const errorKinds = [
  "invalid-argument",
  "not-found",
  "conflict",
  "not-modified",
  "unauthorized",
  "forbidden",
  "unavailable",
  "not-implemented",
  "resource-exhausted",
  "too-many-requests",
  "canceled",
  "deadline-exceeded",
  "data-loss",
  "system",
  "unknown",
] as const;

export type ErrorKind = (typeof errorKinds)[number];

export interface EngineErrorOptions {
  /** Stable machine-readable name, such as `container.not-found`. */
  readonly code?: string;
  /** Facts a caller may act on (ids, paths, limits); never shown as text. */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * The one error that crosses layers. `message` is what a Docker client prints: Docker's words where it has words.
 * Programmer errors stay TypeError or RangeError.
 */
export class EngineError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(kind: ErrorKind, message: string, options: EngineErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "EngineError";
    this.kind = kind;
    this.code = options.code ?? kind;
    this.data = options.data ?? {};
  }
}

/** Whether `error` is an EngineError (of one of `kinds`, where given). */
export function isEngineError(error: unknown, ...kinds: ErrorKind[]): error is EngineError {
  return error instanceof EngineError && (kinds.length === 0 || kinds.includes(error.kind));
}

/** The refusal of a field, flag or endpoint that does not act yet: 501, `not supported: NAME`. */
export function notSupported(name: string): EngineError {
  return new EngineError("not-implemented", `not supported: ${name}`, { code: "not-supported", data: { name } });
}

/** The text of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
