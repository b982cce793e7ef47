import { createHash, type Hash } from "node:crypto";
import { byteStringText, fromByteString, type TarEntry } from "../tar/entry.ts";
import { type TarEntryInput, tarEnd, tarHeader, tarPadding } from "../tar/writer.ts";
import { footer } from "./footer.ts";
import { type Toc, type TocEntry, tocText, tocTypes } from "./toc.ts";

const tocName = "stargz.index.json";
/** Says that nothing is to be fetched before it is asked for. */
const landmarkName = ".no.prefetch.landmark";
const landmarkContent = Buffer.from([0x0f]);
const chunkBytes = 4 << 20;
const zeros = Buffer.alloc(64 * 1024);
/** What an archive holds that was an eStargz before. */
const ownNames: ReadonlySet<string> = new Set([tocName, landmarkName, ".prefetch.landmark"]);

export interface EstargzOutput {
  /** Packs some bytes as a gzip member of their own; equal bytes always give equal ones. */
  readonly pack: (bytes: Buffer) => Uint8Array;
  readonly packed: (bytes: Uint8Array) => void;
  /** The bytes of the archive itself. */
  readonly plain: (bytes: Uint8Array) => void;
}

interface OpenFile {
  readonly first: TocEntry;
  readonly sizeBytes: number;
  readonly hash: Hash;
  /** What the bytes that come are of. */
  chunk: TocEntry;
  chunkHash: Hash;
  written: number;
}

/**
 * Writes a layer as an eStargz (stargz-snapshotter, docs/estargz.md): a tar archive packed by gzip, of which each file is a member
 * of its own, and whose table of contents at the end says where they lie. Who does not know that unpacks it as any other.
 */
export class EstargzWriter {
  readonly #output: EstargzOutput;
  readonly #entries: TocEntry[] = [];
  #member: Buffer[] = [];
  #memberBytes = 0;
  #offset = 0;
  #file: OpenFile | undefined;
  #skips = false;

  constructor(output: EstargzOutput) {
    this.#output = output;
    this.begin({ type: "file", name: landmarkName, sizeBytes: landmarkContent.length });
    this.data(landmarkContent, 0);
    this.end();
  }

  /** An entry, after the end of the one before. */
  begin({ segments: _, ...entry }: TarEntryInput): void {
    this.#skips = ownNames.has(entry.name.replace(/^(?:\.?\/)+/, "")) && this.#entries.length > 0;
    if (this.#skips) return;
    // Headers of many entries without content.
    if (this.#memberBytes > 2 * chunkBytes) this.#endMember();
    this.#put(tarHeader(entry));
    const listed = tocEntry(entry);
    this.#entries.push(listed);
    const sizeBytes = entry.type === "file" ? (entry.sizeBytes ?? 0) : 0;
    if (sizeBytes === 0) return;
    const hash = createHash("sha256");
    this.#file = { first: listed, sizeBytes, hash, chunk: listed, chunkHash: createHash("sha256"), written: 0 };
    this.#beginChunk(this.#file);
  }

  /** A piece of its content; what lies between pieces is zeros. */
  data(bytes: Uint8Array, offset: number): void {
    const file = this.#file;
    if (file === undefined) return;
    this.#fill(file, offset);
    this.#write(file, bytes);
  }

  end(): void {
    const file = this.#file;
    if (file === undefined) return;
    this.#fill(file, file.sizeBytes);
    this.#endChunk(file);
    file.first.digest = digestOf(file.hash);
    this.#put(tarPadding(file.sizeBytes));
    this.#file = undefined;
  }

  /** @returns the digest of the table of contents, `sha256:…` */
  finish(): string {
    this.#endMember();
    const start = this.#offset;
    const toc: Toc = { version: 1, entries: this.#entries };
    const text = Buffer.from(tocText(toc));
    this.#put(tarHeader({ type: "file", name: tocName, sizeBytes: text.length }));
    for (const bytes of [text, tarPadding(text.length), tarEnd()]) this.#put(bytes);
    this.#endMember();
    this.#output.packed(footer(start));
    return digestOf(createHash("sha256").update(text));
  }

  #fill(file: OpenFile, offset: number): void {
    while (file.written < offset) this.#write(file, zeros.subarray(0, offset - file.written));
  }

  #write(file: OpenFile, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const inChunk = file.written % chunkBytes;
      if (inChunk === 0 && file.written > 0) this.#nextChunk(file);
      const piece = Buffer.from(bytes.subarray(at, at + chunkBytes - inChunk));
      file.hash.update(piece);
      file.chunkHash.update(piece);
      this.#put(piece);
      file.written += piece.length;
      at += piece.length;
    }
  }

  #nextChunk(file: OpenFile): void {
    this.#endChunk(file);
    file.chunk = { name: file.first.name, type: "chunk", chunkOffset: file.written, NumLink: 0 };
    file.chunkHash = createHash("sha256");
    this.#entries.push(file.chunk);
    this.#beginChunk(file);
  }

  /** The last one has no size of its own: it is what is left. */
  #beginChunk(file: OpenFile): void {
    this.#endMember();
    file.chunk.offset = this.#offset;
    if (file.sizeBytes - file.written > chunkBytes) file.chunk.chunkSize = chunkBytes;
  }

  #endChunk({ chunk, chunkHash }: OpenFile): void {
    chunk.chunkDigest = digestOf(chunkHash);
  }

  #put(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#output.plain(bytes);
    this.#member.push(bytes);
    this.#memberBytes += bytes.length;
  }

  #endMember(): void {
    if (this.#member.length === 0) return;
    const packed = this.#output.pack(Buffer.concat(this.#member));
    this.#member = [];
    this.#memberBytes = 0;
    this.#offset += packed.length;
    this.#output.packed(packed);
  }
}

function tocEntry(entry: TarEntryInput): TocEntry {
  const { type, name, linkName = "", mode = 0, uid = 0, gid = 0, xattrs } = entry;
  const isDevice = type === "character-device" || type === "block-device";
  return {
    name: byteStringText(name),
    type: tocTypes[type],
    ...(type === "file" && (entry.sizeBytes ?? 0) > 0 ? { size: entry.sizeBytes ?? 0 } : {}),
    ...timeOf(entry),
    ...(linkName === "" ? {} : { linkName: byteStringText(linkName) }),
    mode,
    ...{ uid, gid, NumLink: 0 },
    ...named("userName", entry.userName),
    ...named("groupName", entry.groupName),
    ...(isDevice ? { devMajor: entry.deviceMajor ?? 0, devMinor: entry.deviceMinor ?? 0 } : {}),
    ...(xattrs === undefined || xattrs.size === 0 ? {} : { xattrs: attributesOf(xattrs) }),
  };
}

function named(field: "userName" | "groupName", value: string | undefined): Partial<TocEntry> {
  return value === undefined || value === "" ? {} : { [field]: byteStringText(value) };
}

/** In whole seconds; none of the epoch itself. */
function timeOf({ mtimeSeconds = 0 }: TarEntryInput): { readonly modtime?: string } {
  const at = new Date(mtimeSeconds * 1000);
  if (mtimeSeconds === 0 || Number.isNaN(at.getTime())) return {};
  return { modtime: at.toISOString().replace(".000Z", "Z") };
}

function attributesOf(xattrs: TarEntry["xattrs"]): Record<string, string> {
  const pairs = [...xattrs].map(
    ([name, value]) => [byteStringText(name), fromByteString(value).toString("base64")] as const,
  );
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function digestOf(hash: Hash): string {
  return `sha256:${hash.digest("hex")}`;
}
