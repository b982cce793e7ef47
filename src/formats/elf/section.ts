/** A range of bytes in a file. */
export interface FileRange {
  readonly offset: number;
  /** In bytes. */
  readonly length: number;
}

/** Gives bytes of a file; fewer where it ends. */
export type ReadAt = (range: FileRange) => Buffer;

const magic = Buffer.from("\x7fELF", "latin1");
const is64Bit = 2;
const isLittleEndian = 1;
/** A section without bytes in the file. */
const SHT_NOBITS = 8;

const fileHeaderLength = 64;
const sectionHeaderLength = 64;

/**
 * Where the section `name` lies in an ELF file of 64 bits, little-endian; `undefined` where there is none, and of other files.
 * @see elf(5)
 */
export function findSection(readAt: ReadAt, name: string): FileRange | undefined {
  const header = readAt({ offset: 0, length: fileHeaderLength });
  if (header.length < fileHeaderLength || !header.subarray(0, 4).equals(magic)) return undefined;
  if (header[4] !== is64Bit || header[5] !== isLittleEndian) return undefined;
  const [entryLength, count, namesAt] = [header.readUInt16LE(58), header.readUInt16LE(60), header.readUInt16LE(62)];
  if (entryLength !== sectionHeaderLength) return undefined;
  const table = readAt({ offset: Number(header.readBigUInt64LE(40)), length: count * entryLength });
  const sections = Array.from({ length: Math.trunc(table.length / entryLength) }, (_, at) =>
    sectionOf(table.subarray(at * entryLength, (at + 1) * entryLength)),
  );
  const namesRange = sections[namesAt];
  if (namesRange === undefined) return undefined;
  const names = readAt(namesRange);
  return sections.find((section) => section.type !== SHT_NOBITS && nameAt(names, section.nameOffset) === name);
}

const sectionOf = (entry: Buffer) => ({
  nameOffset: entry.readUInt32LE(0),
  type: entry.readUInt32LE(4),
  offset: Number(entry.readBigUInt64LE(24)),
  length: Number(entry.readBigUInt64LE(32)),
});

function nameAt(names: Buffer, offset: number): string {
  const end = names.indexOf(0, offset);
  return names.toString("latin1", offset, end < 0 ? names.length : end);
}
