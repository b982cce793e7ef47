import { createHash } from "node:crypto";
import { readSync } from "node:fs";
import { EngineError } from "#base/errors.ts";
import type { EvidenceFile } from "#formats/packages/package.ts";
import type { RandomAccess } from "#formats/random-access.ts";
import { FdHandle } from "#sys/fd-handle.ts";
import { check, factsAt, fileTypes, openAt, openFlags } from "#sys/files/calls.ts";
import type { ReadBudget } from "./read-budget.ts";
import type { WalkedFile } from "./tree-walk.ts";

const pieceBytes = 1 << 20;
/** What is read ahead: parsers ask for little at many places. */
const windowBytes = 16 << 10;
const maxHashedBytes = 4 * 2 ** 30;

/** A regular file, open for reading. */
export class OpenFile implements RandomAccess, Disposable {
  readonly path: string;
  readonly sizeBytes: number;
  readonly #fd: FdHandle;
  readonly #budget: ReadBudget;
  #window: { readonly at: number; readonly bytes: Buffer } = { at: 0, bytes: Buffer.alloc(0) };

  /** @throws SyscallError · invalid-argument for what is no regular file any more */
  constructor({ path, place }: WalkedFile, budget: ReadBudget) {
    this.#budget = budget;
    const flags = openFlags.readOnly | openFlags.noFollow | nonBlocking;
    this.#fd = new FdHandle(check(openAt(place.folder, place.name, flags), "open", place.name));
    const facts = factsAt(this.#fd.fd, "");
    if (typeof facts === "number" || (facts.mode & fileTypes.mask) !== fileTypes.file) {
      this.#fd[Symbol.dispose]();
      throw new EngineError("invalid-argument", `${path}: not a regular file`);
    }
    this.path = path;
    this.sizeBytes = facts.sizeBytes;
  }

  read(at: number, count: number): Buffer {
    const wanted = Math.max(0, Math.min(count, this.sizeBytes - at));
    if (wanted === 0 || at < 0 || !Number.isSafeInteger(at)) return Buffer.alloc(0);
    if (wanted > windowBytes) return this.#readAt(at, wanted);
    const { at: start, bytes } = this.#window;
    if (at < start || at + wanted > start + bytes.length)
      this.#window = { at, bytes: this.#readAt(at, Math.min(windowBytes, this.sizeBytes - at)) };
    return this.#window.bytes.subarray(at - this.#window.at, at - this.#window.at + wanted);
  }

  /** All of it. @throws resource-exhausted above the limit */
  whole(limitBytes: number): Buffer {
    if (this.sizeBytes > limitBytes)
      throw new EngineError("resource-exhausted", `larger than ${limitBytes} bytes`, { data: { path: this.path } });
    return this.#readAt(0, this.sizeBytes);
  }

  text(limitBytes: number): string {
    return this.whole(limitBytes).toString("utf8");
  }

  /** The digests of its content; undefined: it is too large. */
  evidence(between: () => void): EvidenceFile | undefined {
    if (this.sizeBytes > maxHashedBytes) return undefined;
    const [sha1, sha256] = [createHash("sha1"), createHash("sha256")];
    for (let at = 0; at < this.sizeBytes; at += pieceBytes) {
      between();
      const piece = this.#readAt(at, Math.min(pieceBytes, this.sizeBytes - at));
      sha1.update(piece);
      sha256.update(piece);
    }
    return { path: this.path, sha1: sha1.digest("hex"), sha256: sha256.digest("hex") };
  }

  #readAt(at: number, count: number): Buffer {
    this.#budget.spend(count);
    const memory = Buffer.allocUnsafe(count);
    let filled = 0;
    while (filled < count) {
      const read = readSync(this.#fd.fd, memory, filled, count - filled, at + filled);
      if (read === 0) break;
      filled += read;
    }
    return memory.subarray(0, filled);
  }

  [Symbol.dispose](): void {
    this.#fd[Symbol.dispose]();
  }
}

/** A FIFO that was put in a file's place is not waited for. */
const nonBlocking = 0o4000;
