import { parseChunkRange, uploadedRange } from "../content-range.ts";
import { type BlobDigest, digestBytes, isBlobDigest } from "../digest.ts";
import { chunkOutOfOrder, digestInvalid, RegistryError, sizeInvalid } from "../errors.ts";
import { bare, type Exchange, type RegistryContext } from "../exchange.ts";
import { isRepositoryName } from "../names.ts";
import { parseDigest } from "../router.ts";
import type { Chunk, Upload } from "../uploads/upload.ts";

/** POST `/v2/<name>/blobs/uploads/`: begins an upload, takes a whole blob, or mounts one. */
export async function beginUpload(context: RegistryContext, exchange: Exchange, name: string): Promise<Response> {
  const mounted = await mount(context, exchange, name);
  if (mounted !== undefined) return created(name, mounted);
  const given = exchange.query.get("digest");
  const digest = given === null ? undefined : parseDigest(given);
  const upload = await context.uploads.begin(name);
  if (digest === undefined || (exchange.body.declaredBytes === 0 && !isEmptyBlob(digest)))
    return bare(202, statusHeaders(name, upload));
  try {
    await finish(context, exchange, { name, upload, digest, chunk: { body: exchange.body } });
  } finally {
    if (!upload.isOver) await context.uploads.cancel(exchange.op, upload);
  }
  return created(name, digest);
}

/** A client that means to send the bytes later sends none with its POST; the blob without bytes has none either. */
function isEmptyBlob(digest: BlobDigest): boolean {
  return digest === digestBytes(new Uint8Array()) || digest === digestBytes(new Uint8Array(), "sha512");
}

/** What cannot be mounted is uploaded. */
async function mount(context: RegistryContext, { op, query }: Exchange, name: string): Promise<BlobDigest | undefined> {
  const [digest, from] = [query.get("mount") ?? "", query.get("from") ?? ""];
  if (!isBlobDigest(digest) || !isRepositoryName(from)) return undefined;
  return (await context.storage.mountBlob(op, name, { digest, from })) ? digest : undefined;
}

/** GET, PATCH, PUT, DELETE `/v2/<name>/blobs/uploads/<id>`. */
export async function handleUpload(
  context: RegistryContext,
  exchange: Exchange,
  { name, id }: { readonly name: string; readonly id: string },
): Promise<Response> {
  const upload = context.uploads.find(name, id);
  switch (exchange.method) {
    case "PATCH":
      await placed(name, upload, () => upload.append(exchange.op, chunkOf(exchange, upload, name)));
      return bare(202, statusHeaders(name, upload));
    case "PUT":
      return await putUpload(context, exchange, { name, upload });
    case "DELETE":
      await context.uploads.cancel(exchange.op, upload);
      return bare(204, {});
    default:
      return bare(204, statusHeaders(name, upload));
  }
}

async function putUpload(
  context: RegistryContext,
  exchange: Exchange,
  { name, upload }: { readonly name: string; readonly upload: Upload },
): Promise<Response> {
  const given = exchange.query.get("digest");
  if (given === null) throw digestInvalid("", "the digest is missing");
  const digest = parseDigest(given);
  const chunk = chunkOf(exchange, upload, name);
  await placed(name, upload, () => finish(context, exchange, { name, upload, digest, chunk }));
  return created(name, digest);
}

interface Finish {
  readonly name: string;
  readonly upload: Upload;
  readonly digest: BlobDigest;
  readonly chunk: Chunk;
}

async function finish(context: RegistryContext, { op }: Exchange, { name, upload, ...last }: Finish): Promise<void> {
  await context.uploads.finish(op, upload, {
    ...last,
    adopt: (file) => context.storage.adoptBlob(op, name, file),
  });
}

/** Adds to a refused chunk where the upload stands. */
async function placed(name: string, upload: Upload, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof RegistryError && error.status === 416)
      throw new RegistryError(416, error.entries, { headers: statusHeaders(name, upload) });
    throw error;
  }
}

function chunkOf({ headers, body }: Exchange, upload: Upload, name: string): Chunk {
  const text = headers.get("Content-Range");
  if (text === null) return { body };
  const range = parseChunkRange(text);
  if (range === undefined) throw chunkOutOfOrder(`no range: ${JSON.stringify(text)}`, statusHeaders(name, upload));
  const { declaredBytes } = body;
  const bytes = range.last - range.first + 1;
  if (declaredBytes !== undefined && declaredBytes !== bytes)
    throw sizeInvalid(`Content-Range has ${bytes} bytes, and Content-Length says ${declaredBytes}`);
  return { body, first: range.first };
}

function statusHeaders(name: string, upload: Upload): Record<string, string> {
  return {
    Location: `/v2/${name}/blobs/uploads/${upload.id}`,
    Range: uploadedRange(upload.sizeBytes),
    "Docker-Upload-UUID": upload.id,
  };
}

function created(name: string, digest: BlobDigest): Response {
  return bare(201, { Location: `/v2/${name}/blobs/${digest}`, "Docker-Content-Digest": digest });
}
