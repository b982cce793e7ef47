import { closeSync, openSync, readSync } from "node:fs";
import type { Op } from "#base/op.ts";
import { maxErrorBytes } from "../answer-error.ts";
import type { RequestBody } from "../http/connection.ts";
import type { HttpClient } from "../http/http-client.ts";
import { AnswerCollector } from "./plain-answer.ts";
import type { Job, JobResult } from "./protocol.ts";

type UploadJob = Extract<Job, { readonly kind: "upload" }>;

const pieceBytes = 256 << 10;

/** Sends a part of a file. @throws TransportError */
export async function uploadFrom(
  op: Op,
  http: HttpClient,
  job: UploadJob,
  progress: (sentBytes: number) => void,
): Promise<JobResult> {
  const { request, path, offset, length } = job;
  const fd = openSync(path, "r");
  try {
    let answer: AnswerCollector | undefined;
    const { method, headers, secrets, limits } = request;
    const sent = {
      method,
      url: new URL(request.url),
      headers,
      secrets,
      limits,
      body: partOf(fd, { path, offset, length, progress }),
    };
    await http.request(op, sent, (head, url) => {
      answer = new AnswerCollector(head, url, maxErrorBytes);
      return answer.sink;
    });
    return { answer: answer?.result };
  } finally {
    closeSync(fd);
  }
}

interface Part {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
  readonly progress: (sentBytes: number) => void;
}

function partOf(fd: number, { path, offset, length, progress }: Part): RequestBody {
  return {
    sizeBytes: length,
    async send(write) {
      for (let at = 0; at < length; ) {
        // The socket may keep a piece after it was taken.
        const piece = Buffer.allocUnsafeSlow(Math.min(pieceBytes, length - at));
        const count = readSync(fd, piece, 0, piece.length, offset + at);
        if (count === 0) throw new Error(`${path} is shorter than it was`);
        await write(piece.subarray(0, count));
        at += count;
        progress(offset + at);
      }
    },
  };
}
