import type { BlobDigest } from "./digest.ts";

/** The codes of the distribution spec, "Error Codes", and Docker's `UNKNOWN` for failures of the registry itself. */
export type ErrorCode =
  | "BLOB_UNKNOWN"
  | "BLOB_UPLOAD_INVALID"
  | "BLOB_UPLOAD_UNKNOWN"
  | "DIGEST_INVALID"
  | "MANIFEST_BLOB_UNKNOWN"
  | "MANIFEST_INVALID"
  | "MANIFEST_UNKNOWN"
  | "NAME_INVALID"
  | "NAME_UNKNOWN"
  | "SIZE_INVALID"
  | "UNAUTHORIZED"
  | "DENIED"
  | "UNSUPPORTED"
  | "TOOMANYREQUESTS"
  | "UNKNOWN";

/** One entry of an error's body. */
export interface ErrorEntry {
  readonly code: ErrorCode;
  readonly message: string;
  readonly detail?: unknown;
}

export interface RegistryErrorOptions {
  readonly detail?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** A request that is refused: its status and what its body says. */
export class RegistryError extends Error {
  readonly status: number;
  readonly entries: readonly ErrorEntry[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, entries: readonly ErrorEntry[], options: RegistryErrorOptions = {}) {
    super(entries[0]?.message ?? "", options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "RegistryError";
    this.status = status;
    this.entries = entries;
    this.headers = options.headers ?? {};
  }
}

function refusal(status: number, code: ErrorCode, message: string, options: RegistryErrorOptions = {}): RegistryError {
  const detail = options.detail === undefined ? {} : { detail: options.detail };
  return new RegistryError(status, [{ code, message, ...detail }], options);
}

export function blobUnknown(digest: BlobDigest): RegistryError {
  return refusal(404, "BLOB_UNKNOWN", "blob unknown to registry", { detail: { digest } });
}

export function uploadInvalid(reason: string, status = 400): RegistryError {
  return refusal(status, "BLOB_UPLOAD_INVALID", "blob upload invalid", { detail: { reason } });
}

export function uploadUnknown(): RegistryError {
  return refusal(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");
}

/** A chunk that does not follow the last one; `headers` say where the upload stands. */
export function chunkOutOfOrder(reason: string, headers: Readonly<Record<string, string>>): RegistryError {
  return refusal(416, "BLOB_UPLOAD_INVALID", "blob upload invalid", { detail: { reason }, headers });
}

export function digestInvalid(digest: string, reason: string): RegistryError {
  return refusal(400, "DIGEST_INVALID", "provided digest did not match uploaded content", {
    detail: { digest, reason },
  });
}

export function manifestInvalid(reason: string, cause?: unknown): RegistryError {
  return refusal(400, "MANIFEST_INVALID", "manifest invalid", { detail: { reason }, cause });
}

export function manifestTooLarge(limitBytes: number): RegistryError {
  const reason = `larger than ${limitBytes} bytes`;
  return refusal(413, "MANIFEST_INVALID", "manifest invalid", { detail: { reason } });
}

export function manifestUnknown(reference: string, reason?: string): RegistryError {
  const detail = { reference, ...(reason === undefined ? {} : { reason }) };
  return refusal(404, "MANIFEST_UNKNOWN", reason ?? "manifest unknown", { detail });
}

/** One entry for each blob or manifest that is missing. */
export function referencesUnknown(digests: readonly BlobDigest[]): RegistryError {
  const message = "manifest references a manifest or blob unknown to registry";
  return new RegistryError(
    404,
    digests.map((digest) => ({ code: "MANIFEST_BLOB_UNKNOWN" as const, message, detail: { digest } })),
  );
}

export function nameInvalid(name: string): RegistryError {
  return refusal(400, "NAME_INVALID", "invalid repository name", { detail: { name } });
}

export function nameUnknown(name: string): RegistryError {
  return refusal(404, "NAME_UNKNOWN", "repository name not known to registry", { detail: { name } });
}

export function sizeInvalid(reason: string, status = 400): RegistryError {
  return refusal(status, "SIZE_INVALID", "provided length did not match content length", { detail: { reason } });
}

export function rangeNotSatisfiable(sizeBytes: number): RegistryError {
  const reason = `the blob has ${sizeBytes} bytes`;
  const headers = { "Content-Range": `bytes */${sizeBytes}` };
  return refusal(416, "SIZE_INVALID", "range not satisfiable", { detail: { reason }, headers });
}

/** `challenge`: what the client may prove itself with. */
export function unauthorized(challenge: string): RegistryError {
  return refusal(401, "UNAUTHORIZED", "authentication required", { headers: { "WWW-Authenticate": challenge } });
}

export function denied(reason: string): RegistryError {
  return refusal(403, "DENIED", "requested access to the resource is denied", { detail: { reason } });
}

export function unsupported(reason: string, headers: Readonly<Record<string, string>> = {}): RegistryError {
  return refusal(405, "UNSUPPORTED", "the operation is unsupported", { detail: { reason }, headers });
}

export function badQuery(reason: string): RegistryError {
  return refusal(400, "UNSUPPORTED", "the operation is unsupported", { detail: { reason } });
}

export function tooManyRequests(reason: string): RegistryError {
  const headers = { "Retry-After": "10" };
  return refusal(429, "TOOMANYREQUESTS", "too many requests", { detail: { reason }, headers });
}

/** Nothing that the client did. */
export function registryFailed(status: number, message: string, cause?: unknown): RegistryError {
  return refusal(status, "UNKNOWN", message, { cause });
}

export function pageUnknown(): RegistryError {
  return refusal(404, "UNSUPPORTED", "no such page");
}
