import { EngineError } from "#base/errors.ts";

/** More than any request needs: 10,000 labels of 100 bytes are 1 MB. Beyond it memory and the event loop are at stake. */
export const maxBodyBytes = 4 * 1024 * 1024;

/** A body that is too large and does not say so before is read and dropped up to here: closing would take the answer back. */
const maxDroppedBytes = 64 * 1024 * 1024;

/**
 * More than any request needs that is about to give its connection away: a few flags and a terminal's size. It has to be
 * read in one turn of the event loop.
 */
export const maxHijackBodyBytes = 64 * 1024;

/** Reads a JSON body whole. @throws invalid-argument when it is larger than `limit` */
export async function readBody(
  source: AsyncIterable<Uint8Array>,
  head: BodyHead,
  limit: number = maxBodyBytes,
): Promise<string> {
  if (head.length > limit) throw bodyTooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of source) {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else chunks.length = 0;
      if (size > maxDroppedBytes) break;
    }
  } catch (error) {
    throw new EngineError("invalid-argument", "invalid JSON: unexpected EOF", { cause: error });
  }
  if (size > limit) throw bodyTooLarge();
  return new TextDecoder().decode(Buffer.concat(chunks));
}

export function bodyTooLarge(): EngineError {
  return new EngineError("invalid-argument", "http: request body too large");
}

/** What of a request's head says how its body is to be read. */
export interface BodyHead {
  readonly contentType: string;
  /** -1: not known, as with chunked encoding. */
  readonly length: number;
}

export function bodyHead(headers: Readonly<Record<string, string | string[] | undefined>>): BodyHead {
  const chunked = headers["transfer-encoding"] !== undefined;
  const type = headers["content-type"];
  return {
    contentType: typeof type === "string" ? type : "",
    length: chunked ? -1 : Number(headers["content-length"] ?? 0),
  };
}

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const parameter = /^\s*[!#$%&'*+\-.^_`|~0-9A-Za-z]+=(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+|"(?:[^"\\]|\\.)*")\s*$/;

/** @throws invalid-argument unless the body's type is JSON; without a body any type or none will do */
export function checkJsonType({ contentType, length }: BodyHead): void {
  if (contentType === "" && length === 0) return;
  const [type = "", ...parameters] = contentType.split(";");
  const problem = mediaTypeProblem(type.trim(), parameters);
  if (problem !== undefined)
    throw new EngineError("invalid-argument", `malformed Content-Type header (${contentType}): mime: ${problem}`);
  if (type.trim().toLowerCase() === "application/json") return;
  const text = `unsupported Content-Type header (${contentType}): must be 'application/json'`;
  throw new EngineError("invalid-argument", text);
}

function mediaTypeProblem(type: string, parameters: readonly string[]): string | undefined {
  if (type === "") return "no media type";
  const parts = type.split("/");
  if (!token.test(parts[0] ?? "")) return "expected token after slash";
  if (parts.length > 2) return "unexpected content after media subtype";
  if (parts.length === 2 && !token.test(parts[1] ?? "")) return "expected token after slash";
  const bad = parameters.some(
    (text, index) => !parameter.test(text) && !(index === parameters.length - 1 && text.trim() === ""),
  );
  return bad ? "invalid media parameter" : undefined;
}
