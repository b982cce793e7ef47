import { type FileHandle, open } from "node:fs/promises";
import type { Op } from "#base/op.ts";
import type { StoredBlob } from "./contract.ts";

const pieceBytes = 256 * 1024;

/** A part of a file that another one fills. */
export interface GrowingPart {
  readonly path: string;
  readonly begin: number;
  readonly end: number;
  readonly grown: NonNullable<StoredBlob["grown"]>;
}

/** Reads a part of a file as it grows; fails when it will not grow so far. */
export function readGrowing(op: Op, { path, begin, end, grown }: GrowingPart): ReadableStream<Uint8Array> {
  let file: FileHandle | undefined;
  let at = begin;
  let size = 0;
  const close = async (): Promise<void> => {
    const open = file;
    file = undefined;
    await open?.close();
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
          file ??= await open(path, "r");
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
