import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { Code } from "@connectrpc/connect";
import type { Op } from "#base/op.ts";
import type { BuildService, HistoryAttachment, HistoryChange, HistoryRecord } from "#core/build/contract.ts";
import {
  type BuildHistoryEventSchema,
  BuildHistoryEventType,
  type BuildHistoryRequest,
  type BuildResultInfoSchema,
  type DescriptorSchema,
} from "../gen/control.gen.ts";
import { externalError } from "./external-error.ts";
import { historyFilter } from "./history-filter.ts";

type Event = MessageInitShape<typeof BuildHistoryEventSchema>;
type Result = MessageInitShape<typeof BuildResultInfoSchema>;

/**
 * What a client that looks at the builds of before is told, those that run first, and, unless it says that this is all, what
 * becomes of the history from then on.
 * @throws invalid-argument for filters
 */
export async function* historyEvents(
  op: Op,
  builds: Pick<BuildService, "history" | "followHistory">,
  request: BuildHistoryRequest,
): AsyncGenerator<Event> {
  const filtered = historyFilter(request.Filter, Date.now());
  const fits = (record: HistoryRecord): boolean =>
    (request.Ref === "" || request.Ref === record.id) && filtered(record);
  // Before it looks: nothing is missed between.
  const changes = request.EarlyExit ? undefined : builds.followHistory(op);
  for (const record of listed(builds.history().filter(fits), request))
    yield eventOf(record.completedAt === undefined ? "started" : "completed", record);
  if (changes === undefined) return;
  for await (const { what, record } of changes) if (fits(record)) yield eventOf(what, record);
}

function listed(records: readonly HistoryRecord[], { ActiveOnly, Limit }: BuildHistoryRequest): HistoryRecord[] {
  const running = records.filter(({ completedAt }) => completedAt === undefined);
  const ended = ActiveOnly ? [] : records.filter(({ completedAt }) => completedAt !== undefined);
  return [...running, ...(Limit > 0 ? ended.slice(0, Limit) : ended)];
}

const eventTypes = {
  started: BuildHistoryEventType.STARTED,
  completed: BuildHistoryEventType.COMPLETE,
  deleted: BuildHistoryEventType.DELETED,
} as const satisfies Record<HistoryChange["what"], BuildHistoryEventType>;

function eventOf(what: HistoryChange["what"], record: HistoryRecord): Event {
  const { id, createdAt, completedAt, error, failure, request, steps, result, attachments } = record;
  const external = externalError(record);
  const code = failure?.kind === "canceled" ? Code.Canceled : Code.Unknown;
  return {
    type: eventTypes[what],
    record: {
      Ref: id,
      Frontend: "dockerfile.v0",
      FrontendAttrs: { ...request },
      ...(error === undefined ? {} : { error: { code, message: error } }),
      ...(external === undefined ? {} : { externalError: external.descriptor }),
      CreatedAt: timestampFromMs(createdAt),
      ...(completedAt === undefined ? {} : { CompletedAt: timestampFromMs(completedAt) }),
      ExporterResponse: { ...result },
      pinned: record.pinned === true,
      ...resultsOf(attachments),
      numCachedSteps: steps.cached,
      numTotalSteps: steps.total,
      numCompletedSteps: steps.completed,
      numWarnings: steps.warnings,
    },
  };
}

function resultsOf(attachments: readonly HistoryAttachment[]): {
  readonly Result?: Result;
  readonly Results: Record<string, Result>;
} {
  const of = (platform: string | undefined): Result => {
    const own = attachments.filter((attachment) => attachment.platform === platform);
    const images = own.filter(({ of }) => of === "image");
    return {
      Attestations: own.filter(({ of }) => of === "statement").map(descriptorOf),
      Results: Object.fromEntries(images.map((image, index) => [String(index), descriptorOf(image)])),
    };
  };
  const platforms = new Set(attachments.flatMap(({ platform }) => (platform === undefined ? [] : [platform])));
  const Results = Object.fromEntries([...platforms].map((platform) => [platform, of(platform)]));
  return attachments.some(({ platform }) => platform === undefined) ? { Result: of(undefined), Results } : { Results };
}

function descriptorOf({ descriptor }: HistoryAttachment): MessageInitShape<typeof DescriptorSchema> {
  const { mediaType, digest, size, annotations = {} } = descriptor;
  return { mediaType, digest, size: BigInt(size), annotations: { ...annotations } };
}
