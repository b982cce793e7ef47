import { dlopen, type FFIFunction } from "bun:ffi";

const musl = process.arch === "arm64" ? "libc.musl-aarch64.so.1" : "libc.musl-x86_64.so.1";

/** Functions of the C library of this system, whichever that is. @throws Error where there is none of those known */
export function openLibc<Symbols extends Record<string, FFIFunction>>(symbols: Symbols) {
  try {
    return dlopen("libc.so.6", symbols);
  } catch {
    return dlopen(musl, symbols);
  }
}
