import { EngineError } from "#base/errors.ts";
import type { RandomAccess } from "../random-access.ts";

const magics = { file: "RpmP", slot: "Slot", blob: "BlbS" } as const;
const headerBytes = 32;
const slotBytes = 16;
const blobHeaderBytes = 16;
const blockBytes = 16;
const pageBytes = 4096;
const maxPages = 4096;
const maxBlobBytes = 64 << 20;

/**
 * The headers of packages in rpm's ndb format (`Packages.db`): pages of slots, each of which says where a blob lies; little-endian
 * (rpm, lib/backend/ndb/rpmpkg.c). @throws invalid-argument for what is none
 */
export function* ndbBlobs(file: RandomAccess): Generator<Buffer> {
  const header = Buffer.from(file.read(0, headerBytes));
  if (header.length < headerBytes || header.toString("latin1", 0, 4) !== magics.file)
    throw new EngineError("invalid-argument", "no package database of rpm");
  const pages = header.readUInt32LE(12);
  if (pages > maxPages) throw new EngineError("invalid-argument", "damaged package database of rpm");
  const slots = Buffer.from(file.read(headerBytes, pages * pageBytes - headerBytes));
  for (let at = 0; at + slotBytes <= slots.length; at += slotBytes) {
    if (slots.toString("latin1", at, at + 4) !== magics.slot) continue;
    const [index, block] = [slots.readUInt32LE(at + 4), slots.readUInt32LE(at + 8)];
    if (index === 0 || block === 0) continue;
    yield blobAt(file, block * blockBytes, index);
  }
}

function blobAt(file: RandomAccess, at: number, index: number): Buffer {
  const header = Buffer.from(file.read(at, blobHeaderBytes));
  const isBlob =
    header.length === blobHeaderBytes &&
    header.toString("latin1", 0, 4) === magics.blob &&
    header.readUInt32LE(4) === index;
  const sizeBytes = isBlob ? header.readUInt32LE(12) : 0;
  if (!isBlob || sizeBytes > maxBlobBytes) throw new EngineError("invalid-argument", "damaged package database of rpm");
  return Buffer.from(file.read(at + blobHeaderBytes, sizeBytes));
}
