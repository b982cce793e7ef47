import type { ByteString, TarEntryType } from "#formats/tar/entry.ts";
import { fileTypes } from "#sys/files/calls.ts";
import { addressOf, callNumber, cString, kernelMemory, rawSyscall } from "#sys/libc.ts";

/** Sockets have none: they are left out, as Docker does. */
export const entryTypes: ReadonlyMap<number, TarEntryType> = new Map([
  [fileTypes.file, "file"],
  [fileTypes.folder, "directory"],
  [fileTypes.link, "symlink"],
  [fileTypes.character, "character-device"],
  [fileTypes.block, "block-device"],
  [fileTypes.fifo, "fifo"],
]);

/** A device number as mknod(2) takes it, in its parts. */
export function deviceParts(device: number): { readonly deviceMajor: number; readonly deviceMinor: number } {
  return { deviceMajor: (device >>> 8) & 0xfff, deviceMinor: (device & 0xff) | ((device >>> 12) & 0xfff00) };
}

const valueMemory = kernelMemory(256);
const capabilityName = cString("security.capability");

/** The capabilities of a program's file, the only extended attribute that Docker's archives carry. */
export function capabilityOf(inode: number): ByteString | undefined {
  const path = cString(`/proc/self/fd/${inode}`);
  const length = rawSyscall(
    callNumber("getxattr"),
    addressOf(path),
    addressOf(capabilityName),
    addressOf(valueMemory),
    valueMemory.length,
  );
  return length <= 0 ? undefined : valueMemory.toString("latin1", 0, length);
}
