import type { Op } from "#base/op.ts";
import { layerNotVerified } from "#core/registry/errors.ts";
import { maxErrorBytes } from "../answer-error.ts";
import type { HttpClient } from "../http/http-client.ts";
import type { BodySink, ResponseHead } from "../http/response-parser.ts";
import { TransportError } from "../http/transport-error.ts";
import { GrowingFile } from "./growing-file.ts";
import { AnswerCollector } from "./plain-answer.ts";
import type { Job, JobResult } from "./protocol.ts";

type DownloadJob = Extract<Job, { readonly kind: "download" }>;

/**
 * One try to bring a blob into a file. @throws TransportError · invalid-argument for bytes that are not the blob's: they are cut
 * @param progress called with the file's size
 */
export async function downloadInto(
  op: Op,
  http: HttpClient,
  job: DownloadJob,
  progress: (sizeBytes: number) => void,
): Promise<JobResult> {
  using file = new GrowingFile(job.path);
  await file.readExisting(op, job.sizeBytes);
  progress(file.size);
  const answer = file.size < job.sizeBytes ? await receive(op, http, job, file, progress) : undefined;
  if (answer !== undefined) return { answer: answer.result };
  if (file.size < job.sizeBytes) throw new TransportError("unexpected EOF", { passing: true });
  if (file.digest() === job.digest) return { answer: undefined };
  file.cut();
  throw layerNotVerified(job.digest);
}

async function receive(
  op: Op,
  http: HttpClient,
  job: DownloadJob,
  file: GrowingFile,
  progress: (sizeBytes: number) => void,
): Promise<AnswerCollector | undefined> {
  const { request, sizeBytes, digest } = job;
  const range: Record<string, string> = file.size === 0 ? {} : { Range: `bytes=${file.size}-` };
  let refusal: AnswerCollector | undefined;
  const take = (skipBytes: number): BodySink => {
    let skip = skipBytes;
    return (chunk) => {
      const part = skip === 0 ? chunk : chunk.subarray(Math.min(skip, chunk.length));
      skip -= chunk.length - part.length;
      if (part.length === 0) return;
      if (file.size + part.length > sizeBytes) {
        file.cut();
        throw layerNotVerified(digest);
      }
      file.append(part);
      progress(file.size);
    };
  };
  const sent = {
    method: "GET",
    url: new URL(request.url),
    headers: { ...request.headers, ...range },
    secrets: request.secrets,
    limits: request.limits,
  };
  await http.request(op, sent, (head, url) => {
    if (head.status === 200) return take(checkWhole(head, job, file));
    if (head.status === 206) {
      checkPart(head, job, file);
      return take(0);
    }
    refusal = new AnswerCollector(head, url, maxErrorBytes);
    return refusal.sink;
  });
  return refusal;
}

/** The server sends all, whatever it was asked for. @returns how much of that is there already */
function checkWhole({ length }: ResponseHead, { sizeBytes, digest }: DownloadJob, file: GrowingFile): number {
  if (length !== undefined && length !== sizeBytes) {
    file.cut();
    throw layerNotVerified(digest);
  }
  return file.size;
}

/** `Content-Range: bytes 5-9/10` (RFC 9110, 14.4). */
function checkPart({ headers }: ResponseHead, { sizeBytes, digest }: DownloadJob, file: GrowingFile): void {
  const text = headers.get("content-range") ?? "";
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(text);
  if (match === null || Number(match[1]) !== file.size) {
    throw new TransportError(`the server sent the range ${JSON.stringify(text)}, and not that from ${file.size}`);
  }
  if (match[3] !== "*" && Number(match[3]) !== sizeBytes) {
    file.cut();
    throw layerNotVerified(digest);
  }
}
