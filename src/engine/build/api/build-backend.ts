import type { BuildPruneReport } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { ClassicBuildRequest } from "#core/build/classic-request.ts";
import type { BuildPruneQuery, BuildService } from "#core/build/contract.ts";
import type { BuildWorker } from "#core/build/worker.ts";
import type { EventSink } from "#core/events/contract.ts";
import type { Wire } from "#formats/build-wire/wire.ts";
import type { ProgressMessage } from "#formats/progress.ts";
import { type ClassicDependencies, classicBuild } from "../classic/classic-build.ts";
import { serveWire, type WireConnection } from "../wire/wire-build.ts";
import { pruneReport } from "./prune-report.ts";

/** The builder as Docker's API asks it. */
export interface BuildBackend {
  pruneCache(op: Op, query: BuildPruneQuery): Promise<BuildPruneReport>;
  classic(op: Op, request: ClassicBuildRequest, tell: (message: ProgressMessage) => void): Promise<void>;
  connect(op: Op, connection: WireConnection): Wire;
  cancel(id: string): void;
}

interface BackendParts {
  readonly events: EventSink;
  worker(op: Op): Promise<BuildWorker>;
}

export function buildBackend(
  builds: BuildService,
  { events, worker, ...classic }: Omit<ClassicDependencies, "builds"> & BackendParts,
): BuildBackend {
  return {
    classic: (op, request, tell) => classicBuild(op, { builds, ...classic }, request, tell),
    pruneCache: (op, query) => pruneReport(op, { builds, events }, query),
    connect: (op, connection) => serveWire(op, { builds, files: classic.files, worker }, connection),
    cancel: (id) => builds.cancel(id),
  };
}
