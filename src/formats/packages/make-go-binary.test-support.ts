export interface GoBinaryShape {
  readonly format: "inline" | "pointers";
  readonly bits: 32 | 64;
  readonly isBigEndian: boolean;
  /** Whether sections have names: a stripped program has none. */
  readonly hasSections: boolean;
}

const address = 0x400000;
const magic = Buffer.from("\xff Go buildinf:", "latin1");
const marks = [
  Buffer.from("3077af0c9274080241e1c107e6d618e6", "hex"),
  Buffer.from("f932433186182072008242104116d8f2", "hex"),
] as const;

/** As much of an ELF program of Go as says what it was built of: for tests of readers. */
export function makeGoBinary(goVersion: string, modules: string, shape: GoBinaryShape): Buffer {
  const elf = new ElfWriter(shape);
  const headerBytes = elf.headerBytes + elf.segmentBytes;
  const start = Math.ceil((headerBytes + 4) / 16) * 16;
  const info = Buffer.concat([marks[0], Buffer.from(modules), marks[1]]);
  const data =
    shape.format === "inline" ? inlineInfo(goVersion, info) : pointedInfo(elf, start, [Buffer.from(goVersion), info]);
  const end = start + data.length;
  const names = Buffer.from("\0.go.buildinfo\0.shstrtab\0");
  const sections = shape.hasSections
    ? [
        elf.section({ name: 0, address: 0, offset: 0, size: 0 }),
        elf.section({ name: 1, address: address + start, offset: start, size: data.length }),
        elf.section({ name: 15, address: 0, offset: end, size: names.length }),
      ]
    : [];
  const header = elf.header({ sectionsAt: end + names.length, sections: sections.length });
  const segment = elf.segment({ offset: 0, address, size: end });
  const padding = Buffer.alloc(start - header.length - segment.length);
  return Buffer.concat([header, segment, padding, data, names, ...sections]);
}

function inlineInfo(goVersion: string, info: Buffer): Buffer {
  const header = Buffer.alloc(32);
  magic.copy(header);
  header[15] = 2;
  return Buffer.concat([header, varint(goVersion.length), Buffer.from(goVersion), varint(info.length), info]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let left = value; ; left >>= 7) {
    if (left < 0x80) return Buffer.from([...bytes, left]);
    bytes.push((left & 0x7f) | 0x80);
  }
}

function pointedInfo(elf: ElfWriter, start: number, texts: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(32);
  magic.copy(header);
  header[14] = elf.wordBytes;
  header[15] = elf.isBigEndian ? 1 : 0;
  const stringsAt = 32;
  let textAt = stringsAt + texts.length * 2 * elf.wordBytes;
  const strings: Buffer[] = [];
  for (const [at, text] of texts.entries()) {
    elf.word(address + start + stringsAt + at * 2 * elf.wordBytes).copy(header, 16 + at * elf.wordBytes);
    strings.push(elf.word(address + start + textAt), elf.word(text.length));
    textAt += text.length;
  }
  return Buffer.concat([header, ...strings, ...texts]);
}

class ElfWriter {
  readonly is64: boolean;
  readonly isBigEndian: boolean;

  constructor({ bits, isBigEndian }: GoBinaryShape) {
    this.is64 = bits === 64;
    this.isBigEndian = isBigEndian;
  }

  get wordBytes(): 4 | 8 {
    return this.is64 ? 8 : 4;
  }

  get headerBytes(): number {
    return this.is64 ? 64 : 52;
  }

  get segmentBytes(): number {
    return this.is64 ? 56 : 32;
  }

  header({ sectionsAt, sections }: { readonly sectionsAt: number; readonly sections: number }): Buffer {
    const ident = Buffer.alloc(16);
    ident.set([0x7f, 0x45, 0x4c, 0x46, this.is64 ? 2 : 1, this.isBigEndian ? 2 : 1, 1]);
    return Buffer.concat([
      ident,
      ...[this.half(2), this.half(62), this.number(1)],
      ...[this.word(0), this.word(this.headerBytes), this.word(sections === 0 ? 0 : sectionsAt), this.number(0)],
      ...[this.headerBytes, this.segmentBytes, 1, this.is64 ? 64 : 40, sections, Math.max(0, sections - 1)].map(
        (value) => this.half(value),
      ),
    ]);
  }

  segment({
    offset,
    address: at,
    size,
  }: {
    readonly offset: number;
    readonly address: number;
    readonly size: number;
  }): Buffer {
    const [type, flags] = [this.number(1), this.number(6)];
    const places = [offset, at, at, size, size].map((value) => this.word(value));
    return Buffer.concat(this.is64 ? [type, flags, ...places, this.word(16)] : [type, ...places, flags, this.word(16)]);
  }

  section(place: {
    readonly name: number;
    readonly address: number;
    readonly offset: number;
    readonly size: number;
  }): Buffer {
    const { name, address: at, offset, size } = place;
    const rest = [this.number(0), this.number(0), this.word(1), this.word(0)];
    return Buffer.concat([
      this.number(name),
      this.number(1),
      this.word(0),
      this.word(at),
      this.word(offset),
      this.word(size),
      ...rest,
    ]);
  }

  half(value: number): Buffer {
    const bytes = Buffer.alloc(2);
    if (this.isBigEndian) bytes.writeUInt16BE(value);
    else bytes.writeUInt16LE(value);
    return bytes;
  }

  number(value: number): Buffer {
    const bytes = Buffer.alloc(4);
    if (this.isBigEndian) bytes.writeUInt32BE(value);
    else bytes.writeUInt32LE(value);
    return bytes;
  }

  word(value: number): Buffer {
    if (!this.is64) return this.number(value);
    const bytes = Buffer.alloc(8);
    if (this.isBigEndian) bytes.writeBigUInt64BE(BigInt(value));
    else bytes.writeBigUInt64LE(BigInt(value));
    return bytes;
  }
}
