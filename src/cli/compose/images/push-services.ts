import type { Op } from "#base/op.ts";
import { Slots } from "#base/slots.ts";
import { readJsonLines } from "#client/body.ts";
import type { Client } from "#client/client.ts";
import { imagePush } from "#client/image-push.ts";
import type { ProgressEvent } from "#compose/execute/progress.ts";
import { namedServices } from "#compose/named-service.ts";
import type { Project } from "#compose/shape/project.ts";
import type { ProgressMessage } from "#formats/progress.ts";
import { parseReference, repositoryOf, withDefaultTag } from "#formats/reference/reference.ts";
import { Credentials } from "../../credentials/credentials.ts";
import { progressText } from "../../format/progress-text.ts";
import type { Io } from "../../io/io.ts";
import type { ProgressWriter } from "../progress/writer.ts";

export interface PushOptions {
  readonly progress: ProgressWriter;
  readonly isQuiet: boolean;
  readonly isDryRun: boolean;
  /** Failures are told, and end nothing. */
  readonly ignoresFailures: boolean;
  /** Images at a time; `undefined`: all. */
  readonly parallel: number | undefined;
}

/** Sends the images that the project builds to their registries. @throws Error in the engine's words */
export async function pushServices(
  op: Op,
  io: Io,
  client: Client,
  { project, options }: { readonly project: Project; readonly options: PushOptions },
): Promise<void> {
  const { progress, ignoresFailures, parallel = Number.POSITIVE_INFINITY } = options;
  const slots = new Slots(parallel);
  const pushes = namedServices(project).flatMap(({ name, image, build }) => {
    if (build !== undefined && image) return [image, ...(build.tags ?? [])].map((tag) => ({ service: name, tag }));
    progress.event({ id: name, status: "done", text: "", detail: "Skipped" });
    return [];
  });
  const work = pushes.map(({ service, tag }) =>
    slots.run(op, async () => {
      try {
        await pushImage(op, io, client, { tag, options });
      } catch (error) {
        if (!ignoresFailures) throw error;
        progress.tail(`Pushing ${service}: ${(error as Error).message}`);
      }
    }),
  );
  await Promise.allSettled(work);
  await Promise.all(work);
}

async function pushImage(
  op: Op,
  io: Io,
  client: Client,
  { tag, options }: { readonly tag: string; readonly options: PushOptions },
): Promise<void> {
  const reference = withDefaultTag(parseReference(tag));
  if (options.isDryRun) {
    options.progress.event(layerEvent(tag, { ...pretended, id: tag })!);
    return;
  }
  const { body } = await imagePush(op, client, repositoryOf(reference), {
    ...(reference.tag === undefined ? {} : { tag: reference.tag }),
    registryAuth: await new Credentials(io).headerFor(op, reference),
  });
  for await (const message of readJsonLines<ProgressMessage>(body)) {
    const failure = message.errorDetail?.message ?? message.error;
    if (failure !== undefined) throw new Error(failure);
    const event = options.isQuiet ? undefined : layerEvent(tag, message);
    if (event !== undefined) options.progress.event(event);
  }
}

/** What is said of an image that is not sent. */
const pretended: ProgressMessage = { status: "Pushed", progressDetail: { current: 100, total: 100, units: "Mb" } };

function layerEvent(tag: string, { id = "", status = "", progressDetail }: ProgressMessage): ProgressEvent | undefined {
  if (id === "") return undefined;
  const isDone = /^(?:pushed|layer already exists)$/i.test(status);
  const total = progressDetail?.total ?? 0;
  const current = total === 0 ? 0 : (progressDetail?.current ?? 0);
  const percent = total > 0 ? Math.trunc((current * 100) / total) : isDone ? 100 : 0;
  const text = progressDetail === undefined ? "" : progressText(progressDetail, { columns: 200, now: 0 });
  return {
    id: `Pushing ${tag}: ${id}`,
    status: isDone ? "done" : "working",
    detail: status,
    text,
    current,
    total,
    percent,
  };
}
