import { type FileHandle, open } from "node:fs/promises";
import type { Op } from "#base/op.ts";
import type { StoredBlob } from "./contract.ts";

const pieceBytes = 256 * 1024;

/** A part of a file that another one fills. */
export interface GrowingPart {
  readonly path: string;
  /** Where it is when it is full. */
  readonly movesTo?: string;
  readonly begin: number;
  readonly end: number;
  readonly grown: NonNullable<StoredBlob["grown"]>;
}

/** Reads a part of a file as it grows; fails when it will not grow so far. */
export function readGrowing(op: Op, part: GrowingPart): ReadableStream<Uint8Array> {
  const { begin, end, grown } = part;
  let file: FileHandle | undefined;
  let at = begin;
  let size = 0;
  const close = async (): Promise<void> => {
    const opened = file;
    file = undefined;
    await opened?.close();
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          if (at >= end) {
            await close();
            controller.close();
            return;
          }
          while (size <= at && !op.signal.aborted) size = await grown(at);
          file ??= await openPart(part);
          const buffer = Buffer.allocUnsafe(Math.min(pieceBytes, Math.min(size, end) - at));
          const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
          at += bytesRead;
          controller.enqueue(buffer.subarray(0, bytesRead));
        } catch (error) {
          await close();
          controller.error(error);
        }
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  );
}

async function openPart({ path, movesTo }: GrowingPart): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (error) {
    if (movesTo === undefined || (error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return await open(movesTo, "r");
  }
}
