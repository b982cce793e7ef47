import { buildEntry, isHeaderOnly, nameOf } from "./build.ts";
import { type TarEntry, type TarSegment, tarError, toByteString } from "./entry.ts";
import { blockSize, isZeroBlock, parseHeader, type TarHeader } from "./header.ts";
import { parseDecimal, parseNumber } from "./numbers.ts";
import { PaxFields, type PaxRecords, parsePax } from "./pax.ts";
import { checkSegments, DataSparseMap, isDataSparse, readOldSparse, readPaxSparse } from "./sparse.ts";

/** What an archive holds, in order: an entry, its data in pieces, its end. */
export type TarEvent =
  | { readonly kind: "entry"; readonly entry: TarEntry }
  /** `offset` is where the bytes belong in the file; the bytes are the caller's chunk, valid until the next event. */
  | { readonly kind: "data"; readonly bytes: Uint8Array; readonly offset: number }
  | { readonly kind: "end" };

/** The longest extended header or long name that is read. */
const maxMetaSize = 1 << 20;

const noFields = new PaxFields();

type State = "header" | "meta" | "old-sparse" | "data-sparse" | "data" | "skip" | "ended";

/**
 * Reads an archive from chunks of any size: ustar, pax (POSIX.1-2001), GNU tar and star. Memory is bounded by the largest
 * header (1 MiB), whatever the archive holds. Whatever follows the end mark is ignored.
 */
export class TarReader {
  #state: State = "header";
  #zeroBlocks = 0;
  readonly #block = Buffer.alloc(blockSize);
  #blockFill = 0;
  #global: PaxFields | undefined;
  #local: PaxRecords | undefined;
  #longName: string | undefined;
  #longLink: string | undefined;
  #meta: { readonly flag: string; readonly body: Buffer; fill: number } | undefined;
  #header: TarHeader | undefined;
  #fields = noFields;
  #oldSegments: TarSegment[] = [];
  #oldRealSize = 0;
  #sparseMap: DataSparseMap | undefined;
  /** Bytes of packed data left, and padding after them. */
  #left = 0;
  #padding = 0;
  #skip = 0;
  #segments: readonly TarSegment[] | undefined;
  #segmentIndex = 0;
  #offset = 0;

  /** Whether the end mark has been read. */
  get ended(): boolean {
    return this.#state === "ended";
  }

  /** The events of the next chunk. Must be taken to their end. @throws invalid-argument */
  *read(chunk: Uint8Array): Generator<TarEvent, void, undefined> {
    let at = 0;
    while (at < chunk.length && this.#state !== "ended") {
      if (this.#state === "data") {
        const bytes = this.#dataPiece(chunk, at);
        at += bytes.length;
        yield { kind: "data", bytes, offset: this.#offset };
        this.#advance(bytes.length);
        if (this.#left === 0) yield* this.#endData();
      } else if (this.#state === "skip") {
        const count = Math.min(this.#skip, chunk.length - at);
        at += count;
        this.#skip -= count;
        if (this.#skip === 0) this.#state = "header";
      } else if (this.#state === "meta") {
        at += this.#readMeta(chunk, at);
      } else {
        const block = this.#takeBlock(chunk, at);
        at += block.used;
        if (block.bytes !== undefined) yield* this.#readBlock(block.bytes);
      }
    }
  }

  /** To be called when the input has ended. @throws invalid-argument when the archive is cut off */
  finish(): void {
    const betweenEntries = this.#plain() && (this.#isAtHeader() || this.#isAtPadding());
    if (this.#state !== "ended" && !betweenEntries) throw tarError("unexpected EOF");
  }

  #isAtHeader(): boolean {
    return this.#state === "header" && this.#blockFill === 0;
  }

  /** Go's writer leaves the last entry's padding out where it is not closed, as that of umoci; its reader takes that. */
  #isAtPadding(): boolean {
    return this.#state === "skip" && this.#skip === this.#padding && this.#left === 0;
  }

  #plain(): boolean {
    return this.#local === undefined && this.#longName === undefined && this.#longLink === undefined;
  }

  #takeBlock(chunk: Uint8Array, at: number): { readonly used: number; readonly bytes?: Uint8Array } {
    if (this.#blockFill === 0 && chunk.length - at >= blockSize) {
      return { used: blockSize, bytes: chunk.subarray(at, at + blockSize) };
    }
    const used = Math.min(blockSize - this.#blockFill, chunk.length - at);
    this.#block.set(chunk.subarray(at, at + used), this.#blockFill);
    this.#blockFill += used;
    if (this.#blockFill < blockSize) return { used };
    this.#blockFill = 0;
    return { used, bytes: this.#block };
  }

  *#readBlock(block: Uint8Array): Generator<TarEvent, void, undefined> {
    if (this.#state === "old-sparse") yield* this.#readOldSparse(block);
    else if (this.#state === "data-sparse") yield* this.#readDataSparse(block);
    else yield* this.#readHeader(block);
  }

  *#readHeader(block: Uint8Array): Generator<TarEvent, void, undefined> {
    if (isZeroBlock(block)) {
      this.#zeroBlocks++;
      if (!this.#plain()) throw tarError("invalid tar header");
      if (this.#zeroBlocks === 2) this.#state = "ended";
      return;
    }
    if (this.#zeroBlocks > 0) throw tarError("invalid tar header");
    const header = parseHeader(block);
    if (header.size < 0) throw tarError("invalid tar header");
    if ("LKxg".includes(header.flag)) this.#beginMeta(header);
    else yield* this.#beginEntry(header, block);
  }

  #beginMeta(header: TarHeader): void {
    if (header.size > maxMetaSize) throw tarError("header field too long");
    this.#meta = { flag: header.flag, body: Buffer.alloc(header.size), fill: 0 };
    this.#padding = paddingOf(header.size);
    this.#state = "meta";
    if (header.size === 0) this.#endMeta();
  }

  #readMeta(chunk: Uint8Array, at: number): number {
    const meta = this.#meta;
    if (meta === undefined) throw new TypeError("no extended header is being read");
    const used = Math.min(meta.body.length - meta.fill, chunk.length - at);
    meta.body.set(chunk.subarray(at, at + used), meta.fill);
    meta.fill += used;
    if (meta.fill === meta.body.length) this.#endMeta();
    return used;
  }

  #endMeta(): void {
    const { flag, body } = this.#meta ?? { flag: "", body: Buffer.alloc(0) };
    this.#meta = undefined;
    if (flag === "L") this.#longName = untilNul(body);
    else if (flag === "K") this.#longLink = untilNul(body);
    else if (flag === "x") this.#local = parsePax(body);
    else this.#global = (this.#global ?? noFields).withGlobal(parsePax(body));
    this.#beginSkip(this.#padding);
  }

  *#beginEntry(header: TarHeader, block: Uint8Array): Generator<TarEvent, void, undefined> {
    this.#header = header;
    this.#fields = this.#local === undefined ? (this.#global ?? noFields) : new PaxFields(this.#global, this.#local);
    this.#local = undefined;
    const size = this.#fields.get("size");
    const hasData = !isHeaderOnly(header.flag) && !this.#isOldDirectory(header);
    const packed = !hasData ? 0 : size === undefined ? header.size : parseDecimal(size);
    this.#left = packed;
    this.#padding = paddingOf(packed);
    if (header.flag === "S") {
      this.#oldSegments = [];
      this.#oldRealSize = parseNumber(block, 483, 12);
      yield* this.#readOldSparse(block);
    } else if (isDataSparse(this.#fields) && packed > 0) {
      this.#sparseMap = new DataSparseMap();
      this.#state = "data-sparse";
    } else {
      const sparse = hasData ? readPaxSparse(this.#fields) : undefined;
      yield* this.#emit(sparse?.realSize ?? packed, sparse && checkSegments(sparse, packed));
    }
  }

  /** Before there was a type for folders a slash made one, which has no data whatever its size says. */
  #isOldDirectory(header: TarHeader): boolean {
    return header.flag === "\0" && nameOf(header, this.#fields, this.#longName).endsWith("/");
  }

  *#readOldSparse(block: Uint8Array): Generator<TarEvent, void, undefined> {
    const part = readOldSparse(block, { extension: this.#state === "old-sparse" });
    for (const segment of part.segments) this.#oldSegments.push(segment);
    if (part.more) {
      if (this.#oldSegments.length > 1 << 17) throw tarError("invalid tar header");
      this.#state = "old-sparse";
      return;
    }
    const file = { realSize: this.#oldRealSize, segments: this.#oldSegments };
    yield* this.#emit(file.realSize, checkSegments(file, this.#left));
  }

  *#readDataSparse(block: Uint8Array): Generator<TarEvent, void, undefined> {
    if (this.#left < blockSize) throw tarError("invalid tar header");
    this.#left -= blockSize;
    const segments = this.#sparseMap?.add(toByteString(block));
    if (segments === undefined) return;
    this.#sparseMap = undefined;
    const realSize = parseDecimal(this.#fields.get("GNU.sparse.realsize") ?? "");
    yield* this.#emit(realSize, checkSegments({ realSize, segments }, this.#left));
  }

  *#emit(sizeBytes: number, segments: readonly TarSegment[] | undefined): Generator<TarEvent, void, undefined> {
    if (this.#header === undefined) throw new TypeError("no entry is being read");
    const names = { longName: this.#longName, longLink: this.#longLink };
    const entry = buildEntry(this.#header, this.#fields, { ...names, sizeBytes, segments });
    this.#longName = undefined;
    this.#longLink = undefined;
    this.#segments = segments;
    this.#segmentIndex = 0;
    this.#offset = segments?.[0]?.offset ?? 0;
    if (entry !== undefined) {
      yield { kind: "entry", entry };
      if (this.#left === 0) yield* this.#endData();
      else this.#state = "data";
    } else this.#beginSkip(this.#left + this.#padding);
  }

  #dataPiece(chunk: Uint8Array, at: number): Uint8Array {
    const segment = this.#segments?.[this.#segmentIndex];
    const inSegment = segment === undefined ? this.#left : segment.offset + segment.length - this.#offset;
    return chunk.subarray(at, at + Math.min(this.#left, inSegment, chunk.length - at));
  }

  #advance(count: number): void {
    this.#left -= count;
    this.#offset += count;
    const segment = this.#segments?.[this.#segmentIndex];
    if (segment === undefined || this.#offset < segment.offset + segment.length) return;
    this.#segmentIndex++;
    this.#offset = this.#segments?.[this.#segmentIndex]?.offset ?? this.#offset;
  }

  *#endData(): Generator<TarEvent, void, undefined> {
    this.#beginSkip(this.#padding);
    yield { kind: "end" };
  }

  #beginSkip(count: number): void {
    this.#skip = count;
    this.#state = count === 0 ? "header" : "skip";
  }
}

function paddingOf(size: number): number {
  return (blockSize - (size % blockSize)) % blockSize;
}

function untilNul(body: Buffer): string {
  const end = body.indexOf(0);
  return toByteString(end < 0 ? body : body.subarray(0, end));
}
