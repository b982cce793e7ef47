import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { Code } from "@connectrpc/connect";
import { notSupported } from "#base/errors.ts";
import type { HistoryAttachment, HistoryRecord } from "#core/build/contract.ts";
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
 * What a client that looks at the builds of before is told: those that run first.
 * @throws not-implemented · invalid-argument for filters
 */
export function historyEvents(records: readonly HistoryRecord[], request: BuildHistoryRequest): Event[] {
  if (!request.EarlyExit) throw notSupported("following the history of builds");
  const fits = historyFilter(request.Filter, Date.now());
  const chosen = records.filter((record) => (request.Ref === "" || request.Ref === record.id) && fits(record));
  const running = chosen.filter(({ completedAt }) => completedAt === undefined);
  const ended = request.ActiveOnly ? [] : chosen.filter(({ completedAt }) => completedAt !== undefined);
  const told = request.Limit > 0 ? ended.slice(0, request.Limit) : ended;
  return [...running, ...told].map(eventOf);
}

function eventOf(record: HistoryRecord): Event {
  const { id, createdAt, completedAt, error, failure, request, steps, result, attachments } = record;
  const external = externalError(record);
  const code = failure?.kind === "canceled" ? Code.Canceled : Code.Unknown;
  return {
    type: completedAt === undefined ? BuildHistoryEventType.STARTED : BuildHistoryEventType.COMPLETE,
    record: {
      Ref: id,
      Frontend: "dockerfile.v0",
      FrontendAttrs: { ...request },
      ...(error === undefined ? {} : { error: { code, message: error } }),
      ...(external === undefined ? {} : { externalError: external.descriptor }),
      CreatedAt: timestampFromMs(createdAt),
      ...(completedAt === undefined ? {} : { CompletedAt: timestampFromMs(completedAt) }),
      ExporterResponse: { ...result },
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
