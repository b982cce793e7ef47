import { createHash } from "node:crypto";
import type { Digest } from "#base/digest.ts";
import { type ByteString, byteStringText, textByteString } from "#formats/tar/entry.ts";
import { TarReader } from "#formats/tar/reader.ts";
import { check, closeFd, type FileFacts, factsAt, fileTypes, openFlags, openIn } from "#sys/files/calls.ts";
import { confined, pathOfFd } from "../paths.ts";
import { TreeWriter } from "../tree-writer.ts";
import { archiveOf } from "./archive.ts";
import { changesOf } from "./changes.ts";
import { LayerArchive } from "./layer.ts";
import { packPiece } from "./pack-piece.ts";
import { pathFacts } from "./path-facts.ts";
import type { FileJob, FileResult, Place } from "./protocol.ts";
import { SeekableLayerFile } from "./seekable-layer.ts";

/** One archive or extraction under way; each call is a short step. */
export interface Session {
  /** The answer to `open`. */
  readonly opened: FileResult;
  /** The next chunk; undefined at the end. */
  take?(): Uint8Array | undefined;
  give?(bytes: Uint8Array): void;
  finish?(): FileResult;
  close(): void;
}

/** @throws SyscallError */
export function openSession(job: FileJob): Session {
  switch (job.kind) {
    case "stat":
      return { opened: pathFacts(job.root, job.path), close() {} };
    case "changes":
      return { opened: changesOf(job), close() {} };
    case "archive":
      return archiveSession(job);
    case "layer":
      return layerSession(job);
    case "seekable":
      return seekableSession(job.path);
    case "extract":
      return extractSession(job);
  }
}

function archiveSession(job: Extract<FileJob, { kind: "archive" }>): Session {
  const chunks = archiveOf(job);
  return {
    opened: undefined,
    take() {
      const next = chunks.next();
      return next.done === true ? undefined : next.value;
    },
    close: () => void chunks.return(),
  };
}

/** Chunks are gathered before they are packed: each piece is a gzip member, or a zstd frame, of its own. */
const packedPieceBytes = 1 << 20;

function layerSession(job: Extract<FileJob, { kind: "layer" }>): Session {
  const layer = new LayerArchive(job);
  const chunks = layer.chunks();
  const hash = createHash("sha256");
  let diffId: Digest | undefined;
  return {
    opened: undefined,
    take() {
      const piece = gathered(chunks);
      if (piece.length > 0) {
        hash.update(piece);
        return packPiece(piece, job.packing);
      }
      if (layer.entries > 0) diffId ??= `sha256:${hash.digest("hex")}` as Digest;
      return undefined;
    },
    finish: () => ({ diffId }),
    close: () => void chunks.return(),
  };
}

function seekableSession(path: string): Session {
  const layer = new SeekableLayerFile(path);
  return { opened: undefined, take: () => layer.take(), finish: () => layer.facts(), close: () => layer.close() };
}

function gathered(chunks: Iterator<Uint8Array>): Buffer<ArrayBuffer> {
  const held: Uint8Array[] = [];
  let length = 0;
  while (length < packedPieceBytes) {
    const next = chunks.next();
    if (next.done === true) break;
    held.push(next.value);
    length += next.value.length;
  }
  return Buffer.concat(held, length);
}

function extractSession({ root, path, ...options }: Extract<FileJob, { kind: "extract" }>): Session {
  const bytes = textByteString(path);
  const target = check(openIn(root, bytes, openFlags.path, confined), "lstat", bytes);
  try {
    const place = placeOf(target, bytes);
    const writer = new TreeWriter(target, { ...options, name: place.path });
    return { opened: place, ...unpacking(writer), close: () => closeAll(writer, target) };
  } catch (error) {
    closeFd(target);
    throw error;
  }
}

function unpacking(writer: TreeWriter): Pick<Session, "give" | "finish"> {
  const reader = new TarReader();
  return {
    give(bytes) {
      for (const event of reader.read(bytes)) {
        if (event.kind === "data") writer.data(event.bytes, event.offset);
        else if (event.kind === "entry") writer.begin(event.entry);
        else writer.end();
      }
    },
    finish() {
      reader.finish();
      writer.finish();
      return undefined;
    },
  };
}

function closeAll(writer: TreeWriter, target: number): void {
  writer[Symbol.dispose]();
  closeFd(target);
}

function placeOf(fd: number, path: ByteString): Place {
  const facts = factsAt(fd, "");
  if (typeof facts === "number") check(facts, "lstat", path);
  const isDirectory = ((facts as FileFacts).mode & fileTypes.mask) === fileTypes.folder;
  return { path: byteStringText(pathOfFd(fd)), isDirectory };
}
