import { isEngineError, messageOf } from "#base/errors.ts";
import { textByteString } from "#formats/tar/entry.ts";
import { check, closeFd, openAt, openFlags, syncFileSystemOf } from "#sys/files/calls.ts";
import { emptyFolder, usageOf } from "#sys/files/walk.ts";
import { BlobReader } from "./blob-reader.ts";
import { copyInto } from "./copy-tree.ts";
import { inheritAttributes } from "./inherit.ts";
import type { BlobJob, FromWorker, Job, JobResult, ToWorker } from "./protocol.ts";
import { readBlob, unpackBlob } from "./unpack-blob.ts";

declare const self: Worker;

/** Blobs that are being read, by the job's id. */
const readers = new Map<number, BlobReader>();

self.onmessage = ({ data }: MessageEvent<ToWorker>): void => {
  if ("cancel" in data) readers.get(data.id)?.cancel();
  else if ("growth" in data) readers.get(data.id)?.news(data.growth);
  else void answer(data.id, data.job);
};

async function answer(id: number, job: Job): Promise<void> {
  let message: FromWorker;
  try {
    message = { id, result: await perform(id, job) };
  } catch (error) {
    const known = isEngineError(error) ? error : { kind: "system" as const, code: "system", message: messageOf(error) };
    message = { id, failure: { kind: known.kind, code: known.code, message: known.message } };
  }
  readers.delete(id);
  self.postMessage(message);
}

async function perform(id: number, job: Job): Promise<JobResult> {
  switch (job.kind) {
    case "unpack":
      return await unpackBlob(job, readerOf(id, job));
    case "verify":
      await readBlob(job, readerOf(id, job), { consume: () => {} });
      return undefined;
    case "inherit":
      inheritAttributes({
        target: textByteString(job.target),
        implied: job.implied,
        lowers: job.lowers.map(textByteString),
      });
      return undefined;
    case "sync":
      syncFileSystem(job.path);
      return undefined;
    case "remove":
      emptyFolder(textByteString(job.folder));
      return undefined;
    case "usage":
      return usageOf(textByteString(job.path));
    case "copy":
      return copyInto(job.from, textByteString(job.path));
  }
}

function readerOf(id: number, job: BlobJob): BlobReader {
  const reader = new BlobReader(job, (readBytes) => self.postMessage({ id, readBytes } satisfies FromWorker));
  readers.set(id, reader);
  return reader;
}

function syncFileSystem(path: string): void {
  const fd = check(openAt(-100, textByteString(path), openFlags.readOnly | openFlags.directory), "openat", path);
  try {
    check(syncFileSystemOf(fd), "syncfs", path);
  } finally {
    closeFd(fd);
  }
}
