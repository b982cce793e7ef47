import { EngineError, type ErrorKind, messageOf } from "#base/errors.ts";
import type { Durability, RecordKind, RecordScope } from "#core/store/contract.ts";

/** A change with its value already encoded: what crosses to the store Worker. */
export type EncodedChange =
  | { readonly put: RecordKind; readonly key: string; readonly json: string; readonly expectVersion?: number }
  | { readonly delete: RecordKind; readonly key: string; readonly expectVersion?: number };

export interface CommitRequest {
  readonly changes: readonly EncodedChange[];
  readonly durability: Durability;
}

export type StoreRequest = { readonly id: number } & (
  | { readonly call: "open"; readonly path: string }
  | { readonly call: "list"; readonly kind: RecordKind }
  | ({ readonly call: "commit" } & CommitRequest)
  | { readonly call: "close" }
);

/** One record as the database holds it: `value` is JSON text. */
export interface RecordRow {
  readonly key: string;
  readonly version: number;
  readonly scope: RecordScope;
  readonly value: string;
}

export type StoreReply = { readonly id: number } & (
  | { readonly rows?: readonly RecordRow[] }
  | { readonly failure: EncodedError }
);

export interface EncodedError {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly code: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export function encodeError(error: unknown): EncodedError {
  if (error instanceof EngineError)
    return { kind: error.kind, message: error.message, code: error.code, data: error.data };
  return { kind: "system", message: messageOf(error), code: "system", data: {} };
}

export function decodeError(error: EncodedError): EngineError {
  return new EngineError(error.kind, error.message, { code: error.code, data: error.data });
}
