import { type ByteString, tarError, toByteString } from "./entry.ts";
import { parseNumber } from "./numbers.ts";

export const blockSize = 512;

/** A header block as it stands (POSIX ustar; GNU tar's and star's variations). */
export interface TarHeader {
  readonly name: ByteString;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly mtime: number;
  /** The type flag's character. */
  readonly flag: string;
  readonly linkName: ByteString;
  readonly userName: ByteString;
  readonly groupName: ByteString;
  readonly deviceMajor: number;
  readonly deviceMinor: number;
}

/** Whether the block is all zeros: the end mark. */
export function isZeroBlock(block: Uint8Array): boolean {
  for (let index = 0; index < blockSize; index++) if (block[index] !== 0) return false;
  return true;
}

/** @throws invalid-argument when the checksum or a number is wrong */
export function parseHeader(block: Uint8Array): TarHeader {
  checkSum(block);
  const magic = toByteString(block.subarray(257, 265));
  const posix = magic.startsWith("ustar\0");
  const modern = posix || magic === "ustar  \0";
  const name = field(block, 0, 100);
  const prefix = posix ? field(block, 345, isStar(block) ? 131 : 155) : "";
  return {
    name: prefix === "" ? name : `${prefix}/${name}`,
    mode: parseNumber(block, 100, 8),
    uid: parseNumber(block, 108, 8),
    gid: parseNumber(block, 116, 8),
    size: parseNumber(block, 124, 12),
    mtime: parseNumber(block, 136, 12),
    flag: String.fromCharCode(block[156] ?? 0),
    linkName: field(block, 157, 100),
    userName: modern ? field(block, 265, 32) : "",
    groupName: modern ? field(block, 297, 32) : "",
    deviceMajor: modern ? parseNumber(block, 329, 8) : 0,
    deviceMinor: modern ? parseNumber(block, 337, 8) : 0,
  };
}

function field(block: Uint8Array, at: number, length: number): ByteString {
  let end = at;
  while (end < at + length && block[end] !== 0) end++;
  return toByteString(block.subarray(at, end));
}

function isStar(block: Uint8Array): boolean {
  return toByteString(block.subarray(508, 512)) === "tar\0";
}

/** Old tars summed signed characters: both sums are taken. */
function checkSum(block: Uint8Array): void {
  let unsigned = 0;
  let signed = 0;
  for (let index = 0; index < blockSize; index++) {
    const byte = index >= 148 && index < 156 ? 0x20 : (block[index] ?? 0);
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  const wanted = parseNumber(block, 148, 8);
  if (wanted !== unsigned && wanted !== signed) throw tarError("invalid tar header");
}
