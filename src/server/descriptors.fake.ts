import { dlopen } from "bun:ffi";
import type { Fd } from "#core/runtime/contract.ts";
import type { Descriptors } from "./descriptors.ts";

const { symbols: libc } = dlopen("libc.so.6", {
  fcntl: { args: ["i32", "i32", "i32"], returns: "i32" },
  write: { args: ["i32", "buffer", "u64"], returns: "i64" },
  close: { args: ["i32"], returns: "i32" },
});

const duplicateCloexec = 1030;

/** Real descriptors, with no more than tests need. */
export const descriptors: Descriptors = {
  dup: (fd) => libc.fcntl(fd, duplicateCloexec, 0),
  writeHead: writeAndKeep,
  close: (fd) => void libc.close(fd),
};

function writeAndKeep(fd: Fd, bytes: Uint8Array): void {
  if (Number(libc.write(fd, bytes, bytes.length)) !== bytes.length) throw new Error("the client is gone");
}

/** Writes to a descriptor that was handed over, and closes it. */
export function writeAndClose(fd: Fd, text: string): void {
  writeAndKeep(fd, Buffer.from(text, "latin1"));
  libc.close(fd);
}
