import type { HandlerContext, ServiceImpl } from "@connectrpc/connect";
import { EngineError, isEngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { answered, answeredAll, opOf } from "../errors/answer.ts";
import { noSuchJob } from "../errors/to-client.ts";
import type {
  Control,
  PruneRequest,
  StatusRequest,
  StatusResponse,
  UpdateBuildHistoryRequest,
} from "../gen/control.gen.ts";
import { readSessionHeaders } from "../sessions/session-headers.ts";
import { type BytesPiece, MessageChannel } from "../transport/message-channel.ts";
import { cacheFilter, pruneFilters } from "./cache-filters.ts";
import { historyEvents } from "./history-event.ts";
import { type ControlGround, solve } from "./solve.ts";
import { StatusLog } from "./status-log.ts";
import { usageRecord } from "./usage-record.ts";
import { versionRecord, workerRecord } from "./worker-record.ts";

/** BuildKit's API of the daemon (moby/buildkit api/services/control). */
export function controlService(ground: ControlGround): ServiceImpl<typeof Control> {
  const { backend, log } = ground;
  return {
    solve: (request, context) =>
      answered(async () => ({ ExporterResponse: await solve(opOf(context, log), ground, request) })),
    status: (request, context) => answeredAll(() => status(opOf(context, log), ground, timed(context, request))),
    session: (pieces, context) => answeredAll(() => session(ground, pieces, context)),
    info: () => ({ buildkitVersion: versionRecord(backend.worker) }),
    listWorkers: () => answered(async () => ({ record: [await workerRecord(backend.worker)] })),
    diskUsage: (request) =>
      answered(async () => {
        const fits = cacheFilter(request.filter);
        return { record: backend.builds.diskUsage().filter(fits).map(usageRecord) };
      }),
    prune: (request, context) => answeredAll(() => prune(opOf(context, log), ground, request)),
    listenBuildHistory: (request, context) =>
      answeredAll(() => historyEvents(opOf(context, log), backend.builds, timed(context, request))),
    updateBuildHistory: (request, context) =>
      answered(async () => {
        await updateHistory(opOf(context, log), ground, request);
        return {};
      }),
  };
}

/** Says what time it is here, which clients reckon the times of others by. */
function timed<T>(context: HandlerContext, request: T): T {
  context.responseHeader.set("buildkit-current-timestamp", new Date().toISOString());
  return request;
}

/** What a build tells, or told. @throws not-found */
async function* status(op: Op, ground: ControlGround, { Ref: id }: StatusRequest): AsyncGenerator<StatusResponse> {
  const known = ground.backend.builds.history().some((record) => record.id === id);
  // A build may be asked for before it has come; one that another kind of client began is in the history only.
  const log =
    ground.ended.get(id) ?? (known && !ground.statuses.has(id) ? undefined : await ground.statuses.get(op, id));
  if (log !== undefined) return yield* log.follow(op);
  const told = new StatusLog();
  const replayed = ground.backend.builds.replay(op, id, told).finally(() => told.end());
  replayed.catch(() => {});
  yield* told.follow(op);
  await replayed.catch((error: unknown) => {
    throw isEngineError(error, "not-found") ? noSuchJob(id) : error;
  });
}

/** A client's session in messages instead of on a connection of its own. */
async function* session(
  ground: ControlGround,
  pieces: AsyncIterable<BytesPiece>,
  context: HandlerContext,
): AsyncGenerator<BytesPiece> {
  const headers = readSessionHeaders((name) => context.requestHeader.get(name) ?? undefined);
  ground.sessions.checkFree(headers.id);
  const channel = new MessageChannel(pieces);
  context.signal.addEventListener("abort", () => channel.destroy(), { once: true });
  ground.sessions.attach(headers, channel);
  yield* channel.outgoing();
}

async function* prune(op: Op, { backend }: ControlGround, request: PruneRequest) {
  const records = await backend.builds.prune(op, {
    all: request.all,
    filters: pruneFilters(request.filter),
    keepDurationMs: Number(request.keepDuration / 1_000_000n),
    reservedSpaceBytes: Number(request.reservedSpace),
    maxUsedSpaceBytes: Number(request.maxUsedSpace),
    minFreeSpaceBytes: Number(request.minFreeSpace),
  });
  for (const record of records) yield usageRecord(record);
}

/** @throws not-found */
async function updateHistory(op: Op, { backend }: ControlGround, request: UpdateBuildHistoryRequest): Promise<void> {
  const isKnown = backend.builds.history().some(({ id }) => id === request.Ref);
  if (!isKnown) throw new EngineError("not-found", `no such build ${request.Ref}`);
  if (request.Delete) return await backend.builds.forgetHistory(op, [request.Ref]);
  // Finalize asks that nothing more is added to it; nothing ever is.
  if (!request.Finalize) await backend.builds.pinHistory(op, request.Ref, request.Pinned);
}
