import type { Op } from "#base/op.ts";
import { readJsonLines } from "#client/body.ts";
import type { Client } from "#client/client.ts";
import { distributionInspect } from "#client/distribution-inspect.ts";
import { imagePull } from "#client/image-create.ts";
import type { ProgressEvent } from "#compose/execute/progress.ts";
import type { ProgressMessage } from "#formats/progress.ts";
import { parseReference, repositoryOf, withDefaultTag } from "#formats/reference/reference.ts";
import { Credentials } from "../../credentials/credentials.ts";
import { progressText } from "../../format/progress-text.ts";
import type { Io } from "../../io/io.ts";
import type { ProgressWriter } from "../progress/writer.ts";

export interface ImageToPull {
  /** Of the service that it is for. */
  readonly service: string;
  readonly image: string;
  /** Empty: the engine's. */
  readonly platform: string;
  /** A failure is a warning: it can be built instead. */
  readonly canBeBuilt: boolean;
}

export interface Pulling {
  readonly wanted: ImageToPull;
  readonly progress: ProgressWriter;
  readonly isQuiet: boolean;
  /** The registry is only asked whether it has the image. */
  readonly isDryRun: boolean;
}

/** Fetches one image. @throws Error in the engine's words */
export async function pullImage(op: Op, io: Io, client: Client, pulling: Pulling): Promise<void> {
  const { wanted, progress, isDryRun } = pulling;
  const { service: id, canBeBuilt } = wanted;
  progress.event({ id, status: "working", text: "", detail: "Pulling" });
  try {
    if (isDryRun) await lookUp(op, io, client, wanted);
    else await fetchImage(op, io, client, pulling);
  } catch (error) {
    if (op.signal.aborted) progress.event({ id, status: "warning", text: "Interrupted" });
    else {
      const text = messageOf(error);
      progress.event({ id, status: canBeBuilt ? "warning" : "error", detail: canBeBuilt ? "Warning" : "Error", text });
    }
    throw error;
  }
  progress.event({ id, status: "done", text: "", detail: "Pulled" });
}

async function fetchImage(op: Op, io: Io, client: Client, { wanted, progress, isQuiet }: Pulling): Promise<void> {
  const reference = withDefaultTag(parseReference(wanted.image));
  const { body } = await imagePull(op, client, {
    image: repositoryOf(reference),
    tag: reference.digest ?? reference.tag ?? "latest",
    platform: wanted.platform,
    registryAuth: await new Credentials(io).headerFor(op, reference),
  });
  for await (const message of readJsonLines<ProgressMessage>(body)) {
    const failure = message.errorDetail?.message ?? message.error;
    if (failure !== undefined) throw new Error(failure);
    const event = isQuiet ? undefined : layerEvent(wanted.service, message);
    if (event !== undefined) progress.event(event);
  }
}

async function lookUp(op: Op, io: Io, client: Client, { image }: ImageToPull): Promise<void> {
  const reference = withDefaultTag(parseReference(image));
  const registryAuth = await new Credentials(io).headerFor(op, reference);
  await distributionInspect(op, client, image, { registryAuth });
}

/** The engine's own words. */
function messageOf(error: unknown): string {
  return error instanceof Error && "engineMessage" in error ? String(error.engineMessage) : (error as Error).message;
}

const doneStates = ["Download complete", "Already exists", "Pull complete"];
const countedStates = ["Downloading", "Extracting", "Verifying Checksum"];

function layerEvent(parent: string, message: ProgressMessage): ProgressEvent | undefined {
  const { id = "", status = "", progressDetail } = message;
  if (id === "" || progressDetail === undefined) return undefined;
  const isDone = doneStates.includes(status) || /Image is up to date|Downloaded newer image/.test(status);
  const isCounted = countedStates.includes(status);
  const current = isCounted ? (progressDetail.current ?? 0) : 0;
  const total = isCounted ? (progressDetail.total ?? 0) : 0;
  const percent = isDone ? 100 : total > 0 ? Math.trunc((current * 100) / total) : 0;
  const text = progressText(progressDetail, { columns: 200, now: 0 });
  return { id, parent, status: isDone ? "done" : "working", detail: status, text, current, total, percent };
}
