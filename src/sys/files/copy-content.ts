import { callNumber, rawSyscall, SyscallError } from "../libc.ts";
import { truncateFd } from "./calls.ts";
import { seekFd, seekFrom } from "./descriptor-calls.ts";

const copyFileRange = process.arch === "arm64" ? 285 : 326;
const sendFile = callNumber("sendfile");
const smallBytes = 128 * 1024;
const pieceBytes = 64 * 1024 * 1024;
const errno = { ENXIO: 6, EXDEV: 18, EINVAL: 22, ENOSYS: 38, EOPNOTSUPP: 95, EPERM: 1 } as const;
const notThisWay: readonly number[] = [errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM];

/** What a copy needs to know of the file that it reads. */
export interface CopySource {
  readonly sizeBytes: number;
  /** The number of the file system that the file is on. */
  readonly fileSystem: number;
}

/**
 * Copies whole regular files to others that are empty: shared where the file systems can, else inside the kernel. Holes
 * stay holes. One copier has one file system as its target.
 */
export class ContentCopier {
  readonly #between: () => void;
  /** File systems whose files cannot be given to the target's by copy_file_range(2). */
  readonly #foreign = new Set<number>();
  #from = -1;
  #to = -1;
  #fileSystem = 0;

  /** @param between called before every piece; what it throws ends the copy */
  constructor(between: () => void = () => {}) {
    this.#between = between;
  }

  /** @param from read from its start, where it has to be @throws SyscallError */
  copy(from: number, to: number, { sizeBytes, fileSystem }: CopySource): void {
    this.#from = from;
    this.#to = to;
    this.#fileSystem = fileSystem;
    // Holes in small files are worth no calls.
    if (sizeBytes <= smallBytes) {
      this.#piece(sizeBytes);
      return;
    }
    for (let end = 0; end < sizeBytes; ) {
      const start = seekFd(from, end, seekFrom.data);
      if (start === -errno.ENXIO) break;
      const canTell = start >= 0;
      end = canTell ? Math.min(sizeBytes, must(seekFd(from, start, seekFrom.hole), "lseek")) : sizeBytes;
      this.#pieceAt(canTell ? start : 0, end);
    }
    must(truncateFd(to, sizeBytes), "ftruncate");
  }

  #pieceAt(start: number, end: number): void {
    must(seekFd(this.#from, start), "lseek");
    if (start > 0) must(seekFd(this.#to, start), "lseek");
    this.#piece(end - start);
  }

  /** Where both files are by now. */
  #piece(sizeBytes: number): void {
    for (let left = sizeBytes; left > 0; ) {
      const count = this.#some(Math.min(left, pieceBytes));
      if (count === 0) return;
      left -= count;
    }
  }

  #some(count: number): number {
    this.#between();
    if (!this.#foreign.has(this.#fileSystem)) {
      const copied = rawSyscall(copyFileRange, this.#from, 0, this.#to, 0, count, 0);
      if (!notThisWay.includes(-copied)) return must(copied, "copy_file_range");
      this.#foreign.add(this.#fileSystem);
    }
    return must(rawSyscall(sendFile, this.#to, this.#from, 0, count), "sendfile");
  }
}

function must(result: number, call: string): number {
  if (result < 0) throw new SyscallError(call, -result, "");
  return result;
}
