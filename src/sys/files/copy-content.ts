import { callNumber, rawSyscall, SyscallError } from "../libc.ts";
import { truncateFd } from "./calls.ts";
import { seekFd, seekFrom } from "./descriptor-calls.ts";

const copyFileRange = process.arch === "arm64" ? 285 : 326;
const smallBytes = 128 * 1024;
const pieceBytes = 64 * 1024 * 1024;
const errno = { ENXIO: 6, EXDEV: 18, EINVAL: 22, ENOSYS: 38, EOPNOTSUPP: 95, EPERM: 1 } as const;
const notThisWay: readonly number[] = [errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM];

/**
 * Copies the whole of one regular file to another that is empty: shared where the file system can, else inside the kernel.
 * Holes stay holes.
 * @param between called before every piece; what it throws ends the copy
 * @throws SyscallError
 */
export function copyFileContent(from: number, to: number, between: () => void = () => {}): void {
  const copy = new ContentCopy(from, to, between);
  const size = must(seekFd(from, 0, seekFrom.end), "lseek");
  // Holes in small files are worth no calls.
  if (size <= smallBytes) {
    copy.piece(0, size);
    return;
  }
  for (let end = 0; end < size; ) {
    const start = seekFd(from, end, seekFrom.data);
    if (start === -errno.ENXIO) break;
    const canTell = start >= 0;
    end = canTell ? Math.min(size, must(seekFd(from, start, seekFrom.hole), "lseek")) : size;
    copy.piece(canTell ? start : 0, end);
  }
  must(truncateFd(to, size), "ftruncate");
}

class ContentCopy {
  readonly #from: number;
  readonly #to: number;
  readonly #between: () => void;
  #inKernel = copyFileRange;

  constructor(from: number, to: number, between: () => void) {
    this.#from = from;
    this.#to = to;
    this.#between = between;
  }

  piece(start: number, end: number): void {
    must(seekFd(this.#from, start), "lseek");
    if (start > 0) must(seekFd(this.#to, start), "lseek");
    for (let left = end - start; left > 0; ) {
      const count = this.#some(Math.min(left, pieceBytes));
      if (count === 0) return;
      left -= count;
    }
  }

  #some(count: number): number {
    this.#between();
    if (this.#inKernel === copyFileRange) {
      const copied = rawSyscall(copyFileRange, this.#from, 0, this.#to, 0, count, 0);
      if (!notThisWay.includes(-copied)) return must(copied, "copy_file_range");
      this.#inKernel = callNumber("sendfile");
    }
    return must(rawSyscall(callNumber("sendfile"), this.#to, this.#from, 0, count), "sendfile");
  }
}

function must(result: number, call: string): number {
  if (result < 0) throw new SyscallError(call, -result, "");
  return result;
}
