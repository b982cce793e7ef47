import { EngineError, type ErrorKind, messageOf } from "#base/errors.ts";
import { SyscallError } from "./libc.ts";

/** An error on its way between threads. */
export type EncodedError =
  | { readonly call: string; readonly errnoNumber: number; readonly subject: string }
  | {
      readonly kind: ErrorKind;
      readonly message: string;
      readonly code: string;
      readonly data: Readonly<Record<string, unknown>>;
    };

export function encodeError(error: unknown): EncodedError {
  if (error instanceof SyscallError)
    return { call: error.call, errnoNumber: error.errnoNumber, subject: error.subject };
  if (error instanceof EngineError)
    return { kind: error.kind, message: error.message, code: error.code, data: error.data };
  return { kind: "system", message: messageOf(error), code: "system", data: {} };
}

export function decodeError(error: EncodedError): EngineError {
  if ("errnoNumber" in error) return new SyscallError(error.call, error.errnoNumber, error.subject);
  return new EngineError(error.kind, error.message, { code: error.code, data: error.data });
}
