import { isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { type AnswerError, answerError, maxErrorBytes } from "../answer-error.ts";
import type { ResponseHead } from "../http/response-parser.ts";
import type { Session } from "../session.ts";
import { pause } from "../tries.ts";
import { headOf } from "./plain-answer.ts";
import { plainRequest } from "./plain-request.ts";
import type { PlainAnswer } from "./protocol.ts";
import { TransferBroke, type TransferWorker } from "./transfer-worker.ts";
import type { UploadOrder } from "./transfers.ts";
import { locationOf, openUpload } from "./upload.ts";

interface Sending extends UploadOrder {
  /** An upload that is open already. */
  readonly place: URL | undefined;
}

/** What goes in one piece where a registry does not take all at once. */
const pieceBytes = 16 << 20;
/** A registry may think long about what it got. */
const answerLimits = { headMs: 300_000 };
const maxRetryWaitMs = 60_000;

/** Where an upload stands. */
interface Upload {
  readonly place: URL;
  /** How much the registry has. */
  readonly offset: number;
}

/** Sends a blob: in one request, and after a break the rest of it. @throws as the registry says, or the last failure */
export async function sendBlob(op: Op, session: Session, worker: TransferWorker, order: Sending): Promise<void> {
  const { settings, refusals } = order;
  let upload: Upload | undefined = order.place === undefined ? undefined : { place: order.place, offset: 0 };
  let inPieces = false;
  let waitMs = settings.retryMs;
  for (let attempt = 1, refreshed = false; ; attempt++) {
    upload ??= { place: await openUpload(op, session, order), offset: 0 };
    const failure = await sendRest(op, session, worker, { order, upload, inPieces });
    if (failure === undefined) return;
    const answer = failure instanceof TransferBroke ? undefined : answerError(failure.head, failure.body);
    if (!(failure instanceof TransferBroke)) {
      if (!refreshed && session.reauthorize(failure.head, failure.url)) {
        refreshed = true;
        attempt--;
        upload = undefined;
        continue;
      }
      if (failure.head.status === 413 && !inPieces) {
        inPieces = true;
        upload = undefined;
        continue;
      }
    }
    const last = attempt >= settings.maxDownloadAttempts;
    if (answer !== undefined && (last || !mayGoOn(answer))) throw refusals.ofAnswer(answer, "");
    if (failure instanceof TransferBroke && (last || !failure.passing)) throw session.failure(failure);
    await pause(op, Math.min(answer?.retryAfterMs ?? waitMs, maxRetryWaitMs));
    waitMs *= 2;
    upload = await standOf(op, session, upload.place);
  }
}

/** Passing failures, and uploads that the registry has lost or got out of step with. */
function mayGoOn(answer: AnswerError): boolean {
  return answer.passing || answer.status === 416 || (answer.status === 404 && answer.code === "BLOB_UPLOAD_UNKNOWN");
}

interface Rest {
  readonly order: Sending;
  readonly upload: Upload;
  readonly inPieces: boolean;
}

interface Refused {
  readonly head: ResponseHead;
  readonly body: Buffer;
  readonly url: URL;
}

/** Sends what the registry has not, and ends the upload. @returns what went wrong */
async function sendRest(
  op: Op,
  session: Session,
  worker: TransferWorker,
  { order, upload, inPieces }: Rest,
): Promise<TransferBroke | Refused | undefined> {
  const { blob } = order;
  let { place, offset } = upload;
  const whole = offset === 0 && !inPieces;
  while (!whole && offset < blob.size) {
    const length = inPieces ? Math.min(pieceBytes, blob.size - offset) : blob.size - offset;
    const headers = { "Content-Range": `${offset}-${offset + length - 1}`, "Content-Type": "application/octet-stream" };
    const answer = await sendPart(op, session, worker, { order, method: "PATCH", place, offset, length, headers });
    if (answer instanceof TransferBroke) return answer;
    const head = headOf(answer);
    if (answer.status !== 202 && answer.status !== 201)
      return { head, body: Buffer.from(answer.body), url: new URL(answer.url) };
    place = locationOf({ head, url: new URL(answer.url) });
    offset += length;
  }
  const final = new URL(place);
  final.search = [final.search.slice(1), `digest=${encodeURIComponent(blob.digest)}`]
    .filter((part) => part !== "")
    .join("&");
  const headers = { "Content-Type": "application/octet-stream" };
  const answer = await sendPart(op, session, worker, {
    order,
    method: "PUT",
    place: final,
    offset: whole ? 0 : blob.size,
    length: whole ? blob.size : 0,
    headers,
  });
  if (answer instanceof TransferBroke) return answer;
  if ([201, 202, 204].includes(answer.status)) return undefined;
  return { head: headOf(answer), body: Buffer.from(answer.body), url: new URL(answer.url) };
}

interface Sent {
  readonly order: Sending;
  readonly method: "PATCH" | "PUT";
  readonly place: URL;
  readonly offset: number;
  readonly length: number;
  readonly headers: Readonly<Record<string, string>>;
}

async function sendPart(
  op: Op,
  session: Session,
  worker: TransferWorker,
  part: Sent,
): Promise<PlainAnswer | TransferBroke> {
  const { order, method, place, offset, length, headers } = part;
  const prepared = await session.prepare(op, { method, path: place, headers, limits: answerLimits });
  const job = {
    kind: "upload",
    request: plainRequest(prepared),
    way: session.way,
    path: order.source.path,
    offset,
    length,
  } as const;
  try {
    const { answer } = await worker.run(op, job, (sentBytes) => order.source.progress?.(sentBytes));
    if (answer === undefined) throw new TypeError("an upload without an answer");
    return answer;
  } catch (error) {
    if (error instanceof TransferBroke) return error;
    throw error;
  }
}

/** How much of an upload the registry has (distribution spec, "Resuming an interrupted upload"); undefined: begin anew. */
async function standOf(op: Op, session: Session, place: URL): Promise<Upload | undefined> {
  try {
    const document = await session.send(op, { method: "GET", path: place }, { limitBytes: maxErrorBytes });
    if (document.head.status !== 204) return undefined;
    const last = /^(?:bytes=)?0-(\d+)$/.exec(document.head.headers.get("range") ?? "")?.[1];
    // `0-0` stands for nothing as well as for one byte.
    const offset = last === undefined || last === "0" ? 0 : Number(last) + 1;
    if (offset === 0) return undefined;
    return { place: document.head.headers.get("location") === undefined ? place : locationOf(document), offset };
  } catch (error) {
    if (isEngineError(error, "canceled")) throw error;
    return undefined;
  }
}
