import { constants } from "node:os";

/** The texts of strerror(3) (glibc), which Docker's error messages end with, in Go's spelling (lower case). */
const texts: Readonly<Record<string, string>> = {
  EPERM: "operation not permitted",
  ENOENT: "no such file or directory",
  EIO: "input/output error",
  EBADF: "bad file descriptor",
  EAGAIN: "resource temporarily unavailable",
  ENOMEM: "cannot allocate memory",
  EACCES: "permission denied",
  EBUSY: "device or resource busy",
  EEXIST: "file exists",
  EXDEV: "invalid cross-device link",
  ENODEV: "no such device",
  ENOTDIR: "not a directory",
  EISDIR: "is a directory",
  EINVAL: "invalid argument",
  EMFILE: "too many open files",
  ENOSPC: "no space left on device",
  EROFS: "read-only file system",
  EMLINK: "too many links",
  EPIPE: "broken pipe",
  ERANGE: "numerical result out of range",
  ENAMETOOLONG: "file name too long",
  ENOSYS: "function not implemented",
  ENOTEMPTY: "directory not empty",
  ELOOP: "too many levels of symbolic links",
  EADDRINUSE: "address already in use",
  EADDRNOTAVAIL: "cannot assign requested address",
  ENETUNREACH: "network is unreachable",
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset by peer",
  ETIMEDOUT: "connection timed out",
  EOPNOTSUPP: "operation not supported",
  ESRCH: "no such process",
  ENXIO: "no such device or address",
  ESTALE: "stale file handle",
  EDQUOT: "disk quota exceeded",
};

const aliases = ["EWOULDBLOCK", "ENOTSUP"];

const byNumber = new Map<number, string>(
  Object.entries(constants.errno).flatMap(([symbol, number]) => (aliases.includes(symbol) ? [] : [[number, symbol]])),
);

/** The symbol and text of an errno number. */
export function errnoName(errno: number): { readonly symbol: string; readonly text: string } {
  const symbol = byNumber.get(errno) ?? `E${errno}`;
  return { symbol, text: texts[symbol] ?? `errno ${errno} (${symbol})` };
}
