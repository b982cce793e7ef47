import type { Op } from "#base/op.ts";
import type { RepositoryName, UploadOutcome } from "#core/registry/contract.ts";
import { badAnswer } from "#core/registry/errors.ts";
import { answerError, maxErrorBytes } from "../answer-error.ts";
import type { Document } from "../http/fetch-document.ts";
import type { Session } from "../session.ts";
import { sendBlob } from "./send-blob.ts";
import type { TransferWorker } from "./transfer-worker.ts";
import type { UploadOrder } from "./transfers.ts";

/** Other repositories are asked for a blob at most so often. */
const maxMounts = 3;
const limits = { limitBytes: maxErrorBytes };

/** Brings a blob to one endpoint, by the least that has to be sent. @throws as the registry says */
export async function uploadTo(
  op: Op,
  session: Session,
  worker: TransferWorker,
  order: UploadOrder,
): Promise<UploadOutcome> {
  const { blob, source } = order;
  if (await hasBlob(op, session, blob.digest)) {
    source.progress?.(blob.size);
    return { how: "present" };
  }
  let place: URL | undefined;
  for (const from of source.mountFrom.slice(0, maxMounts)) {
    const answer = await mount(op, session, blob.digest, from);
    if (answer === "mounted") return { how: "mounted", from };
    // The registry opened an upload instead: the last one is used, those before are given up.
    if (answer !== undefined && place !== undefined)
      await session.send(op, { method: "DELETE", path: place }, limits).catch(() => {});
    place = answer ?? place;
  }
  await sendBlob(op, session, worker, { ...order, place });
  return { how: "uploaded" };
}

async function hasBlob(op: Op, session: Session, digest: string): Promise<boolean> {
  const { head } = await session.send(
    op,
    { method: "HEAD", path: `/${session.endpoint.path}/blobs/${digest}` },
    { limitBytes: 0 },
  );
  return head.status === 200;
}

/** Asks for a blob of another repository; a registry that does not like that is as good as one that cannot. */
async function mount(
  op: Op,
  session: Session,
  digest: string,
  from: RepositoryName,
): Promise<"mounted" | URL | undefined> {
  const query = `mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(from.path)}`;
  const document = await session.send(
    op,
    {
      method: "POST",
      path: `/${session.endpoint.path}/blobs/uploads/?${query}`,
      scopes: [`repository:${from.path}:pull`],
    },
    limits,
  );
  if (document.head.status === 201) return "mounted";
  return document.head.status === 202 ? locationOf(document) : undefined;
}

/** Where an upload goes on. @throws unknown when the registry does not say */
export function locationOf({ head, url }: Pick<Document, "head" | "url">): URL {
  const location = head.headers.get("location") ?? "";
  if (location === "" || !URL.canParse(location, url.href))
    throw badAnswer("the registry opened an upload and did not say where");
  return new URL(location, url);
}

/** Opens an upload. @throws as the registry says */
export async function openUpload(op: Op, session: Session, order: UploadOrder): Promise<URL> {
  const document = await session.send(op, { method: "POST", path: `/${session.endpoint.path}/blobs/uploads/` }, limits);
  if (document.head.status !== 202) throw order.refusals.ofAnswer(answerError(document.head, document.bytes), "");
  return locationOf(document);
}
