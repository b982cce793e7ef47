import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { Code } from "@connectrpc/connect";
import { notSupported } from "#base/errors.ts";
import type { HistoryRecord } from "#core/build/contract.ts";
import { type BuildHistoryEventSchema, BuildHistoryEventType, type BuildHistoryRequest } from "../gen/control.gen.ts";

type Event = MessageInitShape<typeof BuildHistoryEventSchema>;

/** What a client that looks at the builds of before is told: those that run first. @throws not-implemented */
export function historyEvents(records: readonly HistoryRecord[], request: BuildHistoryRequest): Event[] {
  if (!request.EarlyExit) throw notSupported("following the history of builds");
  if (request.Filter.length > 0) throw notSupported("filters of the history of builds");
  const chosen = records.filter(({ id }) => request.Ref === "" || request.Ref === id);
  const running = chosen.filter(({ completedAt }) => completedAt === undefined);
  const ended = request.ActiveOnly ? [] : chosen.filter(({ completedAt }) => completedAt !== undefined);
  const told = request.Limit > 0 ? ended.slice(0, request.Limit) : ended;
  return [...running, ...told].map(eventOf);
}

function eventOf({ id, createdAt, completedAt, error, request, steps, result }: HistoryRecord): Event {
  return {
    type: completedAt === undefined ? BuildHistoryEventType.STARTED : BuildHistoryEventType.COMPLETE,
    record: {
      Ref: id,
      Frontend: "dockerfile.v0",
      FrontendAttrs: { ...request },
      ...(error === undefined ? {} : { error: { code: Code.Unknown, message: error } }),
      CreatedAt: timestampFromMs(createdAt),
      ...(completedAt === undefined ? {} : { CompletedAt: timestampFromMs(completedAt) }),
      ExporterResponse: { ...result },
      numCachedSteps: steps.cached,
      numTotalSteps: steps.total,
      numCompletedSteps: steps.completed,
      numWarnings: steps.warnings,
    },
  };
}
