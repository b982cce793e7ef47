import type { RandomAccess } from "../random-access.ts";

const maxRecords = 4096;
const loads = 1;
const writable = 2;

interface Segment {
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly address: number;
  readonly sizeBytes: number;
}

/** As much of an ELF file (elf(5)) as finds its data. */
export class ElfFile {
  readonly #file: RandomAccess;
  readonly #segments: readonly Segment[];
  readonly #section: Segment | undefined;

  private constructor(file: RandomAccess, segments: readonly Segment[], section: Segment | undefined) {
    this.#file = file;
    this.#segments = segments;
    this.#section = section;
  }

  static open(file: RandomAccess): ElfFile | undefined {
    const header = Buffer.from(file.read(0, 64));
    if (header.length < 52 || header.readUInt32BE(0) !== 0x7f454c46) return undefined;
    const words = new ElfWords(header[4] === 2, header[5] === 2);
    if (words.is64 && header.length < 64) return undefined;
    const segments = words.segments(file, header);
    return new ElfFile(file, segments, words.section(file, header, ".go.buildinfo"));
  }

  /** Where the build information may lie: its own section, or the program's data. */
  places(): { readonly start: number; readonly sizeBytes: number }[] {
    const data = this.#segments.find(({ type, flags }) => type === loads && (flags & writable) !== 0);
    return [this.#section, data].flatMap((place) =>
      place === undefined ? [] : [{ start: place.offset, sizeBytes: place.sizeBytes }],
    );
  }

  /** What lies at an address of the running program; undefined: nothing of the file. */
  memory(address: number, count: number): Buffer | undefined {
    const segment = this.#segments.find(
      ({ address: start, sizeBytes }) => address >= start && address + count <= start + sizeBytes,
    );
    if (segment === undefined) return undefined;
    const bytes = Buffer.from(this.#file.read(segment.offset + address - segment.address, count));
    return bytes.length === count ? bytes : undefined;
  }
}

/** The numbers of an ELF file, by its class and byte order. */
class ElfWords {
  readonly is64: boolean;
  readonly #isBigEndian: boolean;

  constructor(is64: boolean, isBigEndian: boolean) {
    this.is64 = is64;
    this.#isBigEndian = isBigEndian;
  }

  segments(file: RandomAccess, header: Buffer): Segment[] {
    const [start, size, count] = this.is64
      ? [this.#word(header, 32), this.#half(header, 54), this.#half(header, 56)]
      : [this.#word(header, 28), this.#half(header, 42), this.#half(header, 44)];
    return this.#records(file, { start, size, count }, this.is64 ? 56 : 32).map((record) => ({
      type: this.#number(record, 0),
      flags: this.#number(record, this.is64 ? 4 : 24),
      offset: this.#word(record, this.is64 ? 8 : 4),
      address: this.#word(record, this.is64 ? 16 : 8),
      sizeBytes: this.#word(record, this.is64 ? 32 : 16),
    }));
  }

  section(file: RandomAccess, header: Buffer, wanted: string): Segment | undefined {
    const [start, size, count, names] = this.is64
      ? [this.#word(header, 40), this.#half(header, 58), this.#half(header, 60), this.#half(header, 62)]
      : [this.#word(header, 32), this.#half(header, 46), this.#half(header, 48), this.#half(header, 50)];
    const sections = this.#records(file, { start, size, count }, this.is64 ? 64 : 40).map((record) => ({
      type: this.#number(record, 4),
      name: this.#number(record, 0),
      flags: 0,
      address: this.#word(record, this.is64 ? 16 : 12),
      offset: this.#word(record, this.is64 ? 24 : 16),
      sizeBytes: this.#word(record, this.is64 ? 32 : 20),
    }));
    const table = sections[names];
    if (table === undefined) return undefined;
    const end = Buffer.from(`${wanted}\0`);
    return sections.find(
      ({ name }) => name < table.sizeBytes && file.read(table.offset + name, end.length).equals(end),
    );
  }

  #records(
    file: RandomAccess,
    table: { readonly start: number; readonly size: number; readonly count: number },
    least: number,
  ): Buffer[] {
    const { start, size, count } = table;
    if (size < least || count > maxRecords) return [];
    const all = Buffer.from(file.read(start, size * count));
    return Array.from({ length: Math.floor(all.length / size) }, (_, at) => all.subarray(at * size, (at + 1) * size));
  }

  #half(memory: Buffer, at: number): number {
    return this.#isBigEndian ? memory.readUInt16BE(at) : memory.readUInt16LE(at);
  }

  #number(memory: Buffer, at: number): number {
    return this.#isBigEndian ? memory.readUInt32BE(at) : memory.readUInt32LE(at);
  }

  /** An address or offset. */
  #word(memory: Buffer, at: number): number {
    if (!this.is64) return this.#number(memory, at);
    return Number(this.#isBigEndian ? memory.readBigUInt64BE(at) : memory.readBigUInt64LE(at));
  }
}
