import { EngineError, type ErrorKind, messageOf } from "#base/errors.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import type { OpenedUrl } from "#core/image/contract.ts";

/** How much of a refusal's text is told. */
const maxReasonBytes = 4096;

const kinds: Readonly<Record<number, ErrorKind>> = {
  400: "invalid-argument",
  401: "unauthorized",
  403: "forbidden",
  404: "not-found",
};

/** Opens what a URL names; without a scheme it is http. @throws EngineError in Go's words */
export async function openUrl(op: Op, source: string): Promise<OpenedUrl> {
  const url = source.includes("://") ? source : `http://${source}`;
  const { protocol } = parsed(url);
  if (protocol !== "http:" && protocol !== "https:") {
    throw failed(url, `unsupported protocol scheme ${JSON.stringify(protocol.replace(":", ""))}`);
  }
  const response = await get(op, url);
  if (response.status >= 400) throw await refused(url, response);
  const length = Number(response.headers.get("content-length") ?? Number.NaN);
  const content = (response.body ?? new Blob([]).stream()) as unknown as AsyncIterable<Uint8Array>;
  return { url, content, ...(Number.isSafeInteger(length) ? { sizeBytes: length } : {}) };
}

function parsed(url: string): URL {
  if (url === "http://") throw failed("http:", "http: no Host in request URL");
  const host = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1] ?? "";
  const wrong = /[ "<>^`{|}\\]/.exec(host)?.[0];
  if (wrong !== undefined) {
    const reason = `invalid character ${JSON.stringify(wrong)} in host name`;
    throw new EngineError("invalid-argument", `parse ${JSON.stringify(url)}: ${reason}`);
  }
  if (!URL.canParse(url)) throw new EngineError("invalid-argument", `parse ${JSON.stringify(url)}: invalid URL`);
  return new URL(url);
}

/** The bytes as they are sent: what is packed is unpacked where the archive is read. */
async function get(op: Op, url: string): Promise<Response> {
  try {
    const headers = { "Accept-Encoding": "identity" };
    return await fetch(url, { signal: op.signal, headers, decompress: false } as RequestInit);
  } catch (error) {
    throwIfEnded(op);
    throw failed(url, reasonOf(error, new URL(url)), error);
  }
}

function reasonOf(error: unknown, { hostname, port, protocol }: URL): string {
  const { code } = error as { readonly code?: unknown };
  const number = port === "" ? (protocol === "https:" ? "443" : "80") : port;
  if (code === "ECONNREFUSED") return `dial tcp ${hostname}:${number}: connect: connection refused`;
  if (code === "ENOTFOUND") return `dial tcp: lookup ${hostname}: no such host`;
  if (code === "EAI_AGAIN") return `dial tcp: lookup ${hostname}: Temporary failure in name resolution`;
  return messageOf(error);
}

function failed(url: string, reason: string, cause?: unknown): EngineError {
  return new EngineError("system", `Get ${JSON.stringify(url)}: ${reason}`, { cause });
}

async function refused(url: string, response: Response): Promise<EngineError> {
  const pieces: Uint8Array[] = [];
  let read = 0;
  for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    pieces.push(piece);
    read += piece.length;
    if (read >= maxReasonBytes) break;
  }
  const said = Buffer.concat(pieces).subarray(0, maxReasonBytes).toString("utf8");
  const status = `${response.status} ${response.statusText}`.trim();
  return new EngineError(kinds[response.status] ?? "system", `failed to GET ${url} with status ${status}: ${said}`);
}
