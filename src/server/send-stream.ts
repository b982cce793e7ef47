import { once } from "node:events";
import { pipeline } from "node:stream/promises";
import { createDeflateRaw, createGzip } from "node:zlib";
import type { Exchange } from "./exchange.ts";

export interface StreamOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** Packs the answer as the client's Accept-Encoding allows. */
  readonly compress?: boolean;
}

/**
 * Answers with bytes as they come, at the pace at which the client takes them. An error after the head breaks the
 * connection off, so that nobody takes a part for the whole.
 */
export async function sendStream(
  exchange: Exchange,
  content: AsyncIterable<Uint8Array>,
  { headers, compress = false }: StreamOptions,
): Promise<void> {
  const encoding = compress ? acceptedEncoding(String(exchange.request.headers["accept-encoding"] ?? "")) : undefined;
  if (encoding === undefined) return await writeAll(exchange, headers, content);
  const packed = { ...headers, "Content-Encoding": encoding };
  await pipeline(content, encoding === "gzip" ? createGzip() : createDeflateRaw(), (body: AsyncIterable<Uint8Array>) =>
    writeAll(exchange, packed, body),
  );
}

/** What is only one chunk has a known length. */
async function writeAll(
  { response, op }: Exchange,
  headers: StreamOptions["headers"],
  content: AsyncIterable<Uint8Array>,
): Promise<void> {
  let held: Uint8Array | undefined;
  for await (const chunk of content) {
    if (!response.headersSent && held !== undefined) response.writeHead(200, headers);
    if (held !== undefined && !response.write(held)) await once(response, "drain", { signal: op.signal });
    held = chunk;
  }
  if (!response.headersSent) response.writeHead(200, { ...headers, "Content-Length": String(held?.length ?? 0) });
  response.end(held);
}

/** The one of ours that the client likes best; undefined: plain (RFC 9110, 12.5.3). */
function acceptedEncoding(header: string): "gzip" | "deflate" | undefined {
  const quality = (name: string): number => {
    const found = header
      .split(",")
      .map((part) => part.trim().split(/\s*;\s*q=/i))
      .find(([key]) => key?.toLowerCase() === name);
    return found === undefined ? 0 : Number(found[1] ?? "1");
  };
  const [gzip, deflate] = [quality("gzip"), quality("deflate")];
  if (!(gzip > 0) && !(deflate > 0)) return undefined;
  return gzip >= deflate ? "gzip" : "deflate";
}
