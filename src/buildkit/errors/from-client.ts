import { Code, ConnectError } from "@connectrpc/connect";
import { EngineError, type ErrorKind, isEngineError } from "#base/errors.ts";

const kinds: Readonly<Partial<Record<Code, ErrorKind>>> = {
  [Code.Canceled]: "canceled",
  [Code.DeadlineExceeded]: "deadline-exceeded",
  [Code.NotFound]: "not-found",
  [Code.InvalidArgument]: "invalid-argument",
  [Code.PermissionDenied]: "forbidden",
  [Code.Unauthenticated]: "unauthorized",
  [Code.ResourceExhausted]: "resource-exhausted",
  [Code.Unimplemented]: "not-implemented",
  [Code.Unavailable]: "unavailable",
};

/** What a call to a client failed with, as our own error. `action` says what was asked. */
export function clientError(action: string, error: unknown): EngineError {
  if (isEngineError(error)) return error;
  const { code, rawMessage } = ConnectError.from(error);
  return new EngineError(kinds[code] ?? "unknown", `${action}: ${rawMessage}`, { cause: error });
}
