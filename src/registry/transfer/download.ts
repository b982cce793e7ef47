import { truncate } from "node:fs/promises";
import type { Op } from "#base/op.ts";
import { type AnswerError, answerError } from "../answer-error.ts";
import type { Session } from "../session.ts";
import { pause } from "../tries.ts";
import { headOf } from "./plain-answer.ts";
import { plainRequest } from "./plain-request.ts";
import type { PlainAnswer } from "./protocol.ts";
import { TransferBroke, type TransferWorker } from "./transfer-worker.ts";
import type { DownloadOrder } from "./transfers.ts";

/** A try that brought this much has earned as many tries again as the first. */
const worthwhileBytes = 1 << 20;
const maxWaitMs = 60_000;

/** Brings a blob from one endpoint, in as many tries as it takes, within reason. @throws the last failure */
export async function downloadFrom(
  op: Op,
  session: Session,
  worker: TransferWorker,
  order: DownloadOrder,
): Promise<void> {
  const { blob, target, settings, refusals } = order;
  const wait = new Waits(settings.retryMs);
  for (let attempt = 1, refreshed = false; ; attempt++) {
    const failure = await tryOnce(op, session, worker, order);
    if (failure === undefined) return;
    if (failure instanceof TransferBroke) {
      if (failure.movedBytes >= worthwhileBytes) attempt = wait.begin();
      if (!failure.passing || attempt >= settings.maxDownloadAttempts) throw session.failure(failure);
      await wait.next(op, target, failure);
      continue;
    }
    const head = headOf(failure);
    if (!refreshed && session.reauthorize(head, new URL(failure.url))) {
      refreshed = true;
      attempt--;
      continue;
    }
    const refusal = answerError(head, Buffer.from(failure.body));
    if (failure.status === 416) await truncate(target.path, 0);
    else if (!refusal.passing) throw refusals.ofAnswer(refusal, `@${blob.digest}`);
    if (attempt >= settings.maxDownloadAttempts) throw refusals.ofAnswer(refusal, `@${blob.digest}`);
    await wait.next(op, target, refusal);
  }
}

async function tryOnce(
  op: Op,
  session: Session,
  worker: TransferWorker,
  { blob, target }: DownloadOrder,
): Promise<PlainAnswer | TransferBroke | undefined> {
  const prepared = await session.prepare(op, { method: "GET", path: `/${session.endpoint.path}/blobs/${blob.digest}` });
  const job = {
    kind: "download",
    request: plainRequest(prepared),
    way: session.way,
    path: target.path,
    sizeBytes: blob.size,
    digest: blob.digest,
  } as const;
  try {
    const { answer } = await worker.run(op, job, (sizeBytes) => target.progress?.(sizeBytes));
    return answer;
  } catch (error) {
    if (error instanceof TransferBroke) return error;
    throw error;
  }
}

/** How long to wait between tries: doubled each time, or as the registry says. */
class Waits {
  readonly #firstMs: number;
  #nextMs: number;

  constructor(firstMs: number) {
    this.#firstMs = firstMs;
    this.#nextMs = firstMs;
  }

  /** Begins anew. @returns the number of the first try */
  begin(): number {
    this.#nextMs = this.#firstMs;
    return 1;
  }

  async next(op: Op, target: DownloadOrder["target"], error: AnswerError | TransferBroke): Promise<void> {
    const told = error instanceof TransferBroke ? undefined : error.retryAfterMs;
    const waitMs = Math.min(told ?? this.#nextMs, maxWaitMs);
    this.#nextMs *= 2;
    target.retrying?.(error, waitMs);
    await pause(op, waitMs);
  }
}
