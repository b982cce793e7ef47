import { isEngineError } from "#base/errors.ts";
import { backgroundOp } from "#base/op.ts";
import type { ByteString } from "#formats/tar/entry.ts";
import { byteStringText } from "#formats/tar/entry.ts";
import { type TarEvent, TarReader } from "#formats/tar/reader.ts";
import { check, closeFd, fileTypes } from "#sys/files/calls.ts";
import { readInto, reopenForReading } from "#sys/files/descriptor-calls.ts";
import { kernelMemory } from "#sys/libc.ts";
import { withPlainBytes } from "#sys/plain-bytes.ts";
import type { Cancellation } from "../cancellation.ts";
import { TreeWriter } from "../tree-writer.ts";
import type { Located } from "./source-view.ts";
import type { MadeFolder, TargetTree } from "./target-tree.ts";

const chunkBytes = 256 * 1024;

export interface UnpackTarget {
  readonly tree: TargetTree;
  /** Absolute and clean; made where it is missing. */
  readonly path: ByteString;
  readonly made: MadeFolder;
}

/**
 * Unpacks an archive, by its content: a tar, perhaps packed by gzip, bzip2, xz or zstd.
 * @returns false where the file is none: nothing was written then
 */
export async function unpackArchive(
  source: Located,
  target: UnpackTarget,
  cancellation: Cancellation,
): Promise<boolean> {
  if ((source.facts.mode & fileTypes.mask) !== fileTypes.file) return false;
  const extraction = new Extraction(target);
  const file = reopenForReading(source.inode);
  try {
    await withPlainBytes(backgroundOp(), chunksOf(file, source.path, cancellation), (plain) => extraction.read(plain));
  } catch (error) {
    if (extraction.began || !isEngineError(error, "invalid-argument")) throw error;
    return false;
  } finally {
    extraction.close();
    closeFd(file);
  }
  return extraction.began;
}

/** The plain bytes of an archive on their way into a tree, which is not touched before there is a first entry. */
class Extraction {
  readonly #target: UnpackTarget;
  readonly #reader = new TarReader();
  #writer: TreeWriter | undefined;

  constructor(target: UnpackTarget) {
    this.#target = target;
  }

  get began(): boolean {
    return this.#writer !== undefined;
  }

  async read(plain: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const chunk of plain) for (const event of this.#reader.read(chunk)) this.#write(event);
    this.#reader.finish();
    this.#writer?.finish();
  }

  #write(event: TarEvent): void {
    this.#writer ??= this.#begin();
    if (event.kind === "data") this.#writer.data(event.bytes, event.offset);
    else if (event.kind === "entry") this.#writer.begin(event.entry);
    else this.#writer.end();
  }

  #begin(): TreeWriter {
    const { tree, path, made } = this.#target;
    tree.makeFolders(path, made);
    const { owner } = made;
    return new TreeWriter(tree.folder(path), {
      name: byteStringText(path),
      noOverwriteDirNonDir: false,
      ...(owner === undefined ? {} : { owner }),
    });
  }

  close(): void {
    this.#writer?.[Symbol.dispose]();
  }
}

async function* chunksOf(file: number, path: ByteString, cancellation: Cancellation): AsyncGenerator<Uint8Array> {
  for (;;) {
    cancellation.throwIfCancelled();
    const memory = kernelMemory(chunkBytes);
    const count = check(readInto(file, memory, 0, chunkBytes), "read", path);
    if (count === 0) return;
    yield memory.subarray(0, count);
  }
}
