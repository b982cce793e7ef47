import { open } from "node:fs/promises";
import type { Digest } from "#base/digest.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import type { ContentStore } from "#core/content/contract.ts";
import { blobTooShort } from "#core/content/errors.ts";
import { textByteString } from "#formats/tar/entry.ts";
import { type TarEntryInput, tarEnd, tarHeader, tarPadding } from "#formats/tar/writer.ts";
import { type ArchiveDocument, blobName } from "./documents.ts";

/** Read and handed on in one piece; two of them are in memory at a time. */
const pieceBytes = 1 << 20;

/** The same content gives the same bytes: no times, owners or order of this machine are in it. */
export async function* archiveStream(
  op: Op,
  content: ContentStore,
  parts: { readonly blobs: ReadonlyMap<Digest, number>; readonly documents: readonly ArchiveDocument[] },
): AsyncGenerator<Uint8Array, void, undefined> {
  yield Buffer.concat([folder("blobs/"), folder("blobs/sha256/")]);
  const blobs = [...parts.blobs].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [digest, sizeBytes] of blobs) {
    yield header({ type: "file", name: blobName(digest), mode: 0o444, sizeBytes });
    yield* blobBytes(op, content, { digest, sizeBytes });
    yield tarPadding(sizeBytes);
  }
  const documents = parts.documents.map(({ name, bytes }) => [
    header({ type: "file", name, mode: name === "oci-layout" ? 0o444 : 0o644, sizeBytes: bytes.length }),
    bytes,
    tarPadding(bytes.length),
  ]);
  yield Buffer.concat([...documents.flat(), tarEnd()]);
}

function folder(name: string): Buffer {
  return header({ type: "directory", name, mode: 0o755 });
}

function header(entry: TarEntryInput): Buffer {
  return tarHeader({ ...entry, name: textByteString(entry.name) });
}

/** @throws data-loss when the file is shorter than it was */
async function* blobBytes(
  op: Op,
  content: ContentStore,
  { digest, sizeBytes }: { readonly digest: Digest; readonly sizeBytes: number },
): AsyncGenerator<Uint8Array, void, undefined> {
  const file = await open(content.pathOf(digest), "r");
  try {
    for (let at = 0; at < sizeBytes; ) {
      throwIfEnded(op);
      const piece = Buffer.allocUnsafeSlow(Math.min(pieceBytes, sizeBytes - at));
      const { bytesRead } = await file.read(piece, 0, piece.length, at);
      if (bytesRead === 0) throw blobTooShort(digest, sizeBytes);
      yield piece.subarray(0, bytesRead);
      at += bytesRead;
    }
  } finally {
    await file.close();
  }
}
