import { EngineError, type ErrorKind } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { OpenedUrl } from "#core/image/contract.ts";
import { getUrl } from "./get-url.ts";

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
  const response = await getUrl(op, url, { "Accept-Encoding": "identity" });
  if (response.status >= 400) throw await refused(url, response);
  const length = Number(response.headers.get("content-length") ?? Number.NaN);
  const content = (response.body ?? new Blob([]).stream()) as unknown as AsyncIterable<Uint8Array>;
  return { url, content, ...(Number.isSafeInteger(length) ? { sizeBytes: length } : {}) };
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
