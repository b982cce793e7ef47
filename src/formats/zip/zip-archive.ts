import { crc32, inflateRawSync } from "node:zlib";
import { EngineError, messageOf } from "#base/errors.ts";
import type { RandomAccess } from "../random-access.ts";

export interface ZipEntry {
  /** As the archive says it: not safe as a path. */
  readonly name: string;
  readonly method: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly crc: number;
  readonly offset: number;
  readonly isEncrypted: boolean;
}

export interface ZipLimits {
  readonly entries: number;
  /** Of the list of entries. */
  readonly directoryBytes: number;
}

const signatures = { entry: 0x04034b50, listed: 0x02014b50, end: 0x06054b50, end64: 0x06064b50, locator64: 0x07064b50 };
const endBytes = 22;
const maxCommentBytes = 0xffff;
const [stored, deflated] = [0, 8];
const unset32 = 0xffffffff;

/**
 * A ZIP archive, read by the list at its end (APPNOTE.TXT 6.3, ZIP64 too), also where something else lies in front of it. Of
 * compression methods those that Java knows.
 */
export class ZipArchive {
  readonly entries: readonly ZipEntry[];
  readonly #source: RandomAccess;
  /** What lies before the archive. */
  readonly #before: number;

  /** @throws invalid-argument for what is none · resource-exhausted above the limits */
  constructor(source: RandomAccess, limits: ZipLimits) {
    this.#source = source;
    const place = findDirectory(source);
    if (place.sizeBytes > limits.directoryBytes) throw tooLarge(`a list of ${place.sizeBytes} bytes`);
    this.#before = place.end - place.sizeBytes - place.offset;
    if (this.#before < 0) throw damaged();
    const listed = Buffer.from(source.read(this.#before + place.offset, place.sizeBytes));
    this.entries = [...listedEntries(listed, limits.entries)];
  }

  /** The content of an entry. @throws invalid-argument for a damaged one · resource-exhausted above the limit */
  read(entry: ZipEntry, limitBytes: number): Buffer {
    if (entry.sizeBytes > limitBytes || entry.packedBytes > limitBytes) throw tooLarge(entry.name);
    if (entry.isEncrypted) throw new EngineError("invalid-argument", `${entry.name}: encrypted`);
    const at = this.#before + entry.offset;
    const header = Buffer.from(this.#source.read(at, 30));
    if (header.length < 30 || header.readUInt32LE(0) !== signatures.entry) throw damaged();
    const start = at + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    const packed = Buffer.from(this.#source.read(start, entry.packedBytes));
    const content = unpacked(packed, entry);
    if (content.length !== entry.sizeBytes || crc32(content) !== entry.crc) throw damaged(entry.name);
    return content;
  }
}

function unpacked(packed: Buffer, { name, method, sizeBytes }: ZipEntry): Buffer {
  if (method === stored) return packed;
  if (method !== deflated) throw new EngineError("invalid-argument", `${name}: compression method ${method}`);
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, sizeBytes) });
  } catch (error) {
    throw new EngineError("invalid-argument", `${name}: ${messageOf(error)}`, { cause: error });
  }
}

interface DirectoryPlace {
  readonly offset: number;
  readonly sizeBytes: number;
  /** Where what follows it begins. */
  readonly end: number;
}

function findDirectory(source: RandomAccess): DirectoryPlace {
  const start = Math.max(0, source.sizeBytes - endBytes - maxCommentBytes);
  const tail = Buffer.from(source.read(start, endBytes + maxCommentBytes));
  for (let at = tail.length - endBytes; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== signatures.end || at + endBytes + tail.readUInt16LE(at + 20) > tail.length) continue;
    const [sizeBytes, offset] = [tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
    const isLarge = sizeBytes === unset32 || offset === unset32 || tail.readUInt16LE(at + 10) === 0xffff;
    const large = isLarge ? findDirectory64(source, start + at) : undefined;
    return large ?? { sizeBytes, offset, end: start + at };
  }
  throw damaged();
}

function findDirectory64(source: RandomAccess, end: number): DirectoryPlace | undefined {
  const locator = Buffer.from(source.read(end - 20, 20));
  if (end < 20 || locator.length < 20 || locator.readUInt32LE(0) !== signatures.locator64) return undefined;
  // What the locator says counts from the archive's beginning, which is known only by what it leads to: without anything between.
  const at = end - 20 - 56;
  const record = Buffer.from(source.read(at, 56));
  if (at < 0 || record.length < 56 || record.readUInt32LE(0) !== signatures.end64) throw damaged();
  return { sizeBytes: Number(record.readBigUInt64LE(40)), offset: Number(record.readBigUInt64LE(48)), end: at };
}

function* listedEntries(listed: Buffer, limit: number): Generator<ZipEntry> {
  let count = 0;
  for (let at = 0; at + 46 <= listed.length && listed.readUInt32LE(at) === signatures.listed; ) {
    if (++count > limit) throw tooLarge(`more than ${limit} entries`);
    const [nameBytes, extraBytes] = [listed.readUInt16LE(at + 28), listed.readUInt16LE(at + 30)];
    const nameEnd = at + 46 + nameBytes;
    const end = nameEnd + extraBytes + listed.readUInt16LE(at + 32);
    if (end > listed.length) throw damaged();
    yield {
      name: listed.toString("utf8", at + 46, nameEnd),
      method: listed.readUInt16LE(at + 10),
      isEncrypted: (listed.readUInt16LE(at + 8) & 1) !== 0,
      crc: listed.readUInt32LE(at + 16),
      ...sizesOf(listed.subarray(at, at + 46), listed.subarray(nameEnd, nameEnd + extraBytes)),
    };
    at = end;
  }
}

type Sizes = Pick<ZipEntry, "sizeBytes" | "packedBytes" | "offset">;

/** What does not fit stands in the extra field of ZIP64, in this order. */
function sizesOf(header: Buffer, extra: Buffer): Sizes {
  const short = [header.readUInt32LE(24), header.readUInt32LE(20), header.readUInt32LE(42)];
  const large = largeValues(extra);
  const [sizeBytes, packedBytes, offset] = short.map((value) => (value === unset32 ? (large.shift() ?? value) : value));
  return { sizeBytes: sizeBytes ?? 0, packedBytes: packedBytes ?? 0, offset: offset ?? 0 };
}

function largeValues(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; ) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === 1) {
      const values = extra.subarray(at + 4, Math.min(end, extra.length));
      return Array.from({ length: Math.floor(values.length / 8) }, (_, n) => Number(values.readBigUInt64LE(n * 8)));
    }
    at = end;
  }
  return [];
}

function damaged(name?: string): EngineError {
  return new EngineError("invalid-argument", name === undefined ? "damaged ZIP archive" : `${name}: damaged`);
}

function tooLarge(what: string): EngineError {
  return new EngineError("resource-exhausted", `too large: ${what}`);
}
