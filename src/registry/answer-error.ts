import { withoutMovements } from "#base/controls.ts";
import type { EngineError } from "#base/errors.ts";
import { registryAnswer } from "#core/registry/errors.ts";
import { parseChallenges } from "./auth/challenge.ts";
import type { ResponseHead } from "./http/response-parser.ts";

/** One error of a registry's answer (distribution spec, "Error Codes"). */
export interface AnsweredError {
  readonly code: string;
  /** As Docker prints it. */
  readonly text: string;
  /** Docker gives its own sense only to errors that say more than their code. */
  readonly detailed: boolean;
}

/** An answer that says no. Its text reaches users' terminals, so what would move them is shown by its number. */
export class AnswerError extends Error {
  readonly status: number;
  readonly errors: readonly AnsweredError[];
  readonly retryAfterMs: number | undefined;

  constructor(
    status: number,
    errors: readonly AnsweredError[],
    options: { readonly message?: string; readonly retryAfterMs?: number | undefined } = {},
  ) {
    super(withoutMovements(options.message ?? joined(errors)));
    this.name = "AnswerError";
    this.status = status;
    this.errors = errors;
    this.retryAfterMs = options.retryAfterMs;
  }

  get code(): string {
    return this.errors[0]?.code ?? "";
  }

  /** Whether another try may well succeed soon: a limit of pulls is none of these, unless the registry says when. */
  get brief(): boolean {
    return [408, 502, 503, 504].includes(this.status) || (this.status === 429 && this.retryAfterMs !== undefined);
  }

  /** Whether another try may succeed some time. */
  get passing(): boolean {
    return [408, 429, 500, 502, 503, 504].includes(this.status);
  }

  toEngineError(prefix = ""): EngineError {
    return registryAnswer(`${prefix}${this.message}`, {
      status: this.status,
      registryCode: this.code,
      ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
    });
  }
}

function joined(errors: readonly AnsweredError[]): string {
  if (errors.length <= 1) return errors[0]?.text ?? "<nil>";
  return `errors:\n${errors.map(({ text }) => `${text}\n`).join("")}`;
}

/** The most of an error's body that is read. */
export const maxErrorBytes = 64 << 10;

/** What an answer with an error status says, in the words of Docker's client of registries (distribution, errors.go). */
export function answerError(head: ResponseHead, body: Buffer): AnswerError {
  const { status } = head;
  const retryAfterMs = retryAfter(head.headers.get("retry-after"));
  if (status < 400 || status >= 500) {
    return new AnswerError(status, [], {
      message: `received unexpected HTTP status: ${head.statusText}`,
      retryAfterMs,
    });
  }
  const told = bodyErrors(head, body);
  const ofToken = tokenError(head);
  if (typeof told === "string") {
    return status === 401
      ? new AnswerError(status, [byCode("UNAUTHORIZED", told)], { retryAfterMs })
      : new AnswerError(status, [], { message: told, retryAfterMs });
  }
  return new AnswerError(status, ofToken === undefined ? told : [ofToken, ...told], { retryAfterMs });
}

/** What the header says of a token that was shown (RFC 6750, 3.1). */
function tokenError({ headers }: ResponseHead): AnsweredError | undefined {
  for (const { scheme, parameters } of parseChallenges(headers.all("www-authenticate"))) {
    if (scheme !== "bearer") continue;
    const code = { invalid_token: "UNAUTHORIZED", insufficient_scope: "DENIED" }[parameters.get("error") ?? ""];
    if (code !== undefined) return byCode(code, parameters.get("error_description") || messages[code]);
  }
  return undefined;
}

/** A text instead of errors is itself the message. */
function bodyErrors({ status, headers }: ResponseHead, body: Buffer): AnsweredError[] | string {
  const text = body.toString("utf8");
  const type = (headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (type !== "application/json" && type !== "application/vnd.api+json") return [byStatus(status, text)];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return `error parsing HTTP ${status} response body: ${goJsonError(text)}: ${JSON.stringify(text)}`;
  }
  const { details, errors } = (typeof value === "object" && value !== null ? value : {}) as {
    details?: unknown;
    errors?: unknown;
  };
  if (typeof details === "string" && details !== "") return [byStatus(status, details)];
  const list = Array.isArray(errors) ? errors.slice(0, 100).map(readError) : [];
  if (list.length > 0) return list;
  return `error parsing HTTP ${status} response body: no error details found in HTTP response body: ${JSON.stringify(text)}`;
}

function byStatus(status: number, text: string): AnsweredError {
  return byCode({ 401: "UNAUTHORIZED", 403: "DENIED", 429: "TOOMANYREQUESTS" }[status] ?? "UNKNOWN", text);
}

function byCode(code: string, message = ""): AnsweredError {
  return { code, text: `${codeText(code)}: ${withoutMovements(message)}`, detailed: true };
}

function readError(value: unknown): AnsweredError {
  const given = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const named = typeof given["code"] === "string" ? given["code"] : "";
  const code = Object.hasOwn(messages, named) ? named : "UNKNOWN";
  const message = typeof given["message"] === "string" ? given["message"] : "";
  const bare =
    (given["detail"] === undefined || given["detail"] === null) && (message === "" || message === messages[code]);
  return bare ? { code, text: codeText(code), detailed: false } : byCode(code, message);
}

function codeText(code: string): string {
  return code.toLowerCase().replaceAll("_", " ");
}

/** The codes there are, with what each says by default (distribution, registry/api). */
const messages: Readonly<Record<string, string>> = {
  UNKNOWN: "unknown error",
  UNSUPPORTED: "The operation is unsupported.",
  UNAUTHORIZED: "authentication required",
  DENIED: "requested access to the resource is denied",
  UNAVAILABLE: "service unavailable",
  TOOMANYREQUESTS: "too many requests",
  DIGEST_INVALID: "provided digest did not match uploaded content",
  SIZE_INVALID: "provided length did not match content length",
  RANGE_INVALID: "invalid content range",
  NAME_INVALID: "invalid repository name",
  TAG_INVALID: "manifest tag did not match URI",
  NAME_UNKNOWN: "repository name not known to registry",
  MANIFEST_UNKNOWN: "manifest unknown",
  MANIFEST_INVALID: "manifest invalid",
  MANIFEST_UNVERIFIED: "manifest failed signature verification",
  MANIFEST_BLOB_UNKNOWN: "blob unknown to registry",
  BLOB_UNKNOWN: "blob unknown to registry",
  BLOB_UPLOAD_UNKNOWN: "blob upload unknown to registry",
  BLOB_UPLOAD_INVALID: "blob upload invalid",
};

/** The two errors of Go's encoding/json that a body meets. */
export function goJsonError(text: string): string {
  const start = text.trimStart();
  if (start === "") return "unexpected end of JSON input";
  return /^[[{"\dtfn-]/.test(start)
    ? "unexpected end of JSON input"
    : `invalid character ${quoteCharacter(start)} looking for beginning of value`;
}

function quoteCharacter(text: string): string {
  const [character = ""] = text;
  return character === "'" ? `'\\''` : `'${character}'`;
}

/** Milliseconds of a `Retry-After`: seconds, or a date. */
export function retryAfter(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
