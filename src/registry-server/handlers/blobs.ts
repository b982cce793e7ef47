import { parseByteRange } from "../byte-range.ts";
import type { StoredBlob } from "../contract.ts";
import type { BlobDigest } from "../digest.ts";
import { blobUnknown, rangeNotSatisfiable, unsupported } from "../errors.ts";
import { bare, type Exchange, type RegistryContext } from "../exchange.ts";
import { readGrowing } from "../growing-file.ts";

interface BlobRoute {
  readonly name: string;
  readonly digest: BlobDigest;
}

/** GET, HEAD, DELETE `/v2/<name>/blobs/<digest>`. */
export async function handleBlob(
  context: RegistryContext,
  exchange: Exchange,
  { name, digest }: BlobRoute,
): Promise<Response> {
  if (exchange.method === "DELETE") return await deleteBlob(context, exchange, { name, digest });
  const blob = await context.storage.blob(exchange.op, name, digest);
  if (blob === undefined) throw blobUnknown(digest);
  const headers = {
    "Content-Type": "application/octet-stream",
    "Docker-Content-Digest": digest,
    "Accept-Ranges": "bytes",
    "Cache-Control": "max-age=31536000",
    ETag: `"${digest}"`,
  };
  const known = exchange.headers.get("If-None-Match");
  if (known !== null && isListed(known, headers.ETag)) return bare(304, headers);
  if (exchange.method === "HEAD")
    return new Response(null, { headers: { ...headers, "Content-Length": String(blob.sizeBytes) } });
  return answerBlob(exchange, blob, headers);
}

function answerBlob(exchange: Exchange, blob: StoredBlob, headers: Readonly<Record<string, string>>): Response {
  const condition = exchange.headers.get("If-Range");
  const applies = condition === null || condition === headers["ETag"];
  const range = applies ? parseByteRange(exchange.headers.get("Range"), blob.sizeBytes) : "whole";
  if (range === "none") throw rangeNotSatisfiable(blob.sizeBytes);
  const { begin, end } = range === "whole" ? { begin: 0, end: blob.sizeBytes } : range;
  const part = range === "whole" ? {} : { "Content-Range": `bytes ${begin}-${end - 1}/${blob.sizeBytes}` };
  const length = { "Content-Length": String(end - begin) };
  const body =
    blob.grown === undefined
      ? Bun.file(blob.path).slice(begin, end)
      : readGrowing(exchange.op, { ...blob, grown: blob.grown, begin, end });
  return new Response(body, { status: range === "whole" ? 200 : 206, headers: { ...headers, ...part, ...length } });
}

function isListed(header: string, tag: string): boolean {
  return header.split(",").some((entry) => entry.trim().replace(/^W\//, "") === tag || entry.trim() === "*");
}

async function deleteBlob(context: RegistryContext, { op }: Exchange, { name, digest }: BlobRoute): Promise<Response> {
  if (!context.rules.allowDelete) throw unsupported("deletion is switched off");
  if (!(await context.storage.deleteBlob(op, name, digest))) throw blobUnknown(digest);
  return bare(202, { "Docker-Content-Digest": digest });
}
