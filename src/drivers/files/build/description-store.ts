import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { Digest } from "#base/digest.ts";
import { digestOf } from "#base/digest-of.ts";
import { isErrno } from "#sys/libc.ts";

const limitBytes = 64 * 1024 * 1024;
/** One that is larger unpacked would be none of ours. */
const maxDescriptionBytes = 1024 * 1024 * 1024;

/**
 * Descriptions by their digests, packed by zstd: what `--why` compares. The last used are kept, up to a limit; one that is
 * damaged is not there.
 */
export class DescriptionStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  put(digest: Digest, bytes: Uint8Array): void {
    const path = this.#pathOf(digest);
    const now = new Date();
    try {
      utimesSync(path, now, now);
      return;
    } catch (error) {
      if (!isErrno(error, "ENOENT")) throw error;
    }
    const temporary = `${path}.${crypto.randomUUID()}`;
    writeFileSync(temporary, zstdCompressSync(bytes), { mode: 0o600 });
    renameSync(temporary, path);
    this.#trim();
  }

  get(digest: Digest): Buffer | undefined {
    try {
      const bytes = zstdDecompressSync(readFileSync(this.#pathOf(digest)), { maxOutputLength: maxDescriptionBytes });
      return digestOf(bytes) === digest ? bytes : undefined;
    } catch (error) {
      const { code } = error as { readonly code?: unknown };
      if (isErrno(error, "ENOENT") || (typeof code === "string" && /ZSTD|ERR_BUFFER_TOO_LARGE/.test(code)))
        return undefined;
      throw error;
    }
  }

  #pathOf(digest: Digest): string {
    return join(this.#folder, digest.slice(digest.indexOf(":") + 1));
  }

  /** The ones that were not used for longest go. */
  #trim(): void {
    const files = readdirSync(this.#folder).flatMap((name) => factsOf(join(this.#folder, name)));
    files.sort((a, b) => b.usedAt - a.usedAt);
    let sum = 0;
    for (const { path, sizeBytes } of files) {
      sum += sizeBytes;
      if (sum > limitBytes) remove(path);
    }
  }
}

function factsOf(path: string): Array<{ path: string; sizeBytes: number; usedAt: number }> {
  const facts = statSync(path, { throwIfNoEntry: false });
  return facts === undefined ? [] : [{ path, sizeBytes: facts.size, usedAt: facts.mtimeMs }];
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isErrno(error, "ENOENT")) throw error;
  }
}
