import type { ByteString } from "#formats/tar/entry.ts";
import { addressOf, callNumber, kernelMemory, rawSyscall } from "../libc.ts";

/**
 * statx(2) for walks over very many files: the facts of the last call stay in one place and are read from there, so that no
 * object is made per file.
 */

const statxNumber = callNumber("statx");
const pathMemory = kernelMemory(4096);
const pathAddress = addressOf(pathMemory);
const memory = kernelMemory(256);
const memoryAddress = addressOf(memory);
const atSymlinkNoFollow = 0x100;
/** All basic facts; no change time of the inode's birth. */
const mask = 0x7ff;

/** Words of struct statx that say whether a file is the same and unchanged, by their offsets. */
const identity = {
  device: [136, 140],
  inode: [32, 36],
  size: [40, 44],
  mtime: [112, 116, 120],
  ctime: [96, 100, 104],
} as const;
const identityOffsets = Object.values(identity).flat();

/** How many words `identityInto` writes. */
export const identityWords = identityOffsets.length;

/** Asks for the facts of `name`, a symlink not followed. A negative number is an errno. */
export function askFacts(folder: number, name: ByteString): number {
  if (name.length >= 4096) return -36;
  pathMemory.write(name, 0, "latin1");
  pathMemory[name.length] = 0;
  return rawSyscall(statxNumber, folder, pathAddress, atSymlinkNoFollow, mask, memoryAddress);
}

/** Facts of the file that was asked for last. */
export const lastFacts = {
  mode: (): number => memory.readUInt16LE(28),
  uid: (): number => memory.readUInt32LE(20),
  gid: (): number => memory.readUInt32LE(24),
  links: (): number => memory.readUInt32LE(16),
  sizeBytes: (): number => memory.readUInt32LE(40) + memory.readUInt32LE(44) * 0x1_0000_0000,
  /** Of a device. */
  deviceMajor: (): number => memory.readUInt32LE(128),
  deviceMinor: (): number => memory.readUInt32LE(132),
  ctimeSeconds: (): number => memory.readUInt32LE(96) + memory.readInt32LE(100) * 0x1_0000_0000,
  ctimeNanoseconds: (): number => memory.readUInt32LE(104),
  /** Names the inode on its file system. */
  inodeKey: (): string =>
    `${memory.readUInt32LE(136)}:${memory.readUInt32LE(140)}:${memory.readUInt32LE(36)}:${memory.readUInt32LE(32)}`,
};

/** Writes what says that the file is the same and unchanged. */
export function identityInto(words: Uint32Array, at: number): void {
  for (let index = 0; index < identityOffsets.length; index++)
    words[at + index] = memory.readUInt32LE(identityOffsets[index] as number);
}
