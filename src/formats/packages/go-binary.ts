import type { RandomAccess } from "../random-access.ts";
import { ElfFile } from "./elf-file.ts";
import type { GoBuildInfo } from "./go-build-info.ts";

const magic = Buffer.from("\xff Go buildinf:", "latin1");
const alignment = 16;
const headerBytes = 32;
/** How much of the section is looked at, as Go does. */
const searchBytes = 64 * 1024;
const maxTextBytes = 16 << 20;
const inlineFlag = 2;
const bigEndianFlag = 1;

/** What the linker of Go left in an ELF program (Go, debug/buildinfo); undefined where it is none of Go's. */
export function readGoBuildInfo(file: RandomAccess): GoBuildInfo | undefined {
  const elf = ElfFile.open(file);
  if (elf === undefined) return undefined;
  for (const { start, sizeBytes } of elf.places()) {
    const data = Buffer.from(file.read(start, Math.min(sizeBytes, searchBytes)));
    for (let at = data.indexOf(magic); at >= 0; at = data.indexOf(magic, at + 1)) {
      if (at % alignment !== 0 || at + headerBytes > data.length) continue;
      const info = infoAt(file, elf, { start: start + at, header: data.subarray(at, at + headerBytes) });
      if (info !== undefined) return info;
    }
  }
  return undefined;
}

interface FoundHeader {
  /** Where it lies in the file. */
  readonly start: number;
  readonly header: Buffer;
}

function infoAt(file: RandomAccess, elf: ElfFile, { start, header }: FoundHeader): GoBuildInfo | undefined {
  const isInline = ((header[15] ?? 0) & inlineFlag) !== 0;
  const texts = isInline ? inlineTexts(file, start + headerBytes) : pointedTexts(elf, header);
  if (texts === undefined || texts[0].length === 0) return undefined;
  return { goVersion: texts[0].toString("utf8"), modules: withoutSentinels(texts[1]) };
}

type Texts = readonly [goVersion: Buffer, modules: Buffer];

/** Since Go 1.18: two texts, each with its length in front as a varint. */
function inlineTexts(file: RandomAccess, start: number): Texts | undefined {
  const first = textAfterLength(file, start);
  const second = first === undefined ? undefined : textAfterLength(file, first.end);
  return first === undefined || second === undefined ? undefined : [first.text, second.text];
}

function textAfterLength(file: RandomAccess, at: number): { readonly text: Buffer; readonly end: number } | undefined {
  const head = Buffer.from(file.read(at, 5));
  let [length, used] = [0, 0];
  for (let scale = 1; ; scale *= 128) {
    const byte = head[used++];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * scale;
    if (byte < 0x80) break;
  }
  if (length > maxTextBytes) return undefined;
  const text = Buffer.from(file.read(at + used, length));
  return text.length < length ? undefined : { text, end: at + used + length };
}

/** Before: pointers to the headers of two strings of the program. */
function pointedTexts(elf: ElfFile, header: Buffer): Texts | undefined {
  const sizeBytes = header[14];
  if (sizeBytes !== 4 && sizeBytes !== 8) return undefined;
  const pointers = new Pointers(sizeBytes, ((header[15] ?? 0) & bigEndianFlag) !== 0);
  const [version, modules] = [16, 16 + sizeBytes].map((at) => {
    const string = elf.memory(pointers.at(header, at), 2 * sizeBytes);
    if (string === undefined) return undefined;
    const [data, length] = [pointers.at(string, 0), pointers.at(string, sizeBytes)];
    return length > maxTextBytes ? undefined : elf.memory(data, length);
  });
  return version === undefined ? undefined : [version, modules ?? Buffer.alloc(0)];
}

class Pointers {
  readonly sizeBytes: 4 | 8;
  readonly #isBigEndian: boolean;

  constructor(sizeBytes: 4 | 8, isBigEndian: boolean) {
    this.sizeBytes = sizeBytes;
    this.#isBigEndian = isBigEndian;
  }

  at(memory: Buffer, offset: number): number {
    if (this.sizeBytes === 4) return this.#isBigEndian ? memory.readUInt32BE(offset) : memory.readUInt32LE(offset);
    return Number(this.#isBigEndian ? memory.readBigUInt64BE(offset) : memory.readBigUInt64LE(offset));
  }
}

/** The text lies between two marks of 16 bytes. */
function withoutSentinels(text: Buffer): string {
  const isMarked = text.length >= 33 && text[text.length - 17] === 0x0a;
  return isMarked ? text.toString("utf8", 16, text.length - 16) : "";
}
