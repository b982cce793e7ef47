import { EngineError } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { BuildService, CacheLocation, ExportRequest, SquashMode } from "#core/build/contract.ts";
import { BuildError } from "#core/build/errors.ts";
import type { FrontendRequest } from "#core/build/request.ts";
import type { BuildWorker } from "#core/build/worker.ts";
import type { FileWorker } from "#core/files/contract.ts";
import { type CallRequest, Wire } from "#formats/build-wire/wire.ts";
import { WireProgress } from "./wire-progress.ts";
import { answerQuestion } from "./wire-questions.ts";
import { WireSession } from "./wire-session.ts";

export interface WireDependencies {
  readonly builds: BuildService;
  readonly files: FileWorker;
  worker(op: Op): Promise<BuildWorker>;
}

/** A connection that our own client has opened for its builds. */
export interface WireConnection {
  /** Resolves when more can be sent. */
  readonly send: (bytes: Uint8Array) => Promise<void>;
  /** Aborted when the client has gone. */
  readonly gone: AbortSignal;
}

/** What our own client asks for (docs/build.md). */
interface WireBuildRequest {
  readonly id: string;
  readonly frontend: FrontendRequest;
  readonly exports: ExportRequest["exports"];
  readonly cacheExports: readonly CacheLocation[];
  readonly cacheImports: readonly CacheLocation[];
  readonly attestations: ExportRequest["attestations"];
  readonly entitlements: readonly string[];
  readonly why: boolean;
  readonly squash?: SquashMode;
}

/** Serves builds on a connection. @returns the wire, to be given what comes */
export function serveWire(op: Op, dependencies: WireDependencies, connection: WireConnection): Wire {
  const wire: Wire = new Wire({
    send: connection.send,
    answer: async (request, stream) => {
      if (request.name !== "build") return await answerQuestion(op, dependencies, { wire, request, stream });
      try {
        return await build(op, dependencies, { wire, gone: connection.gone, request: buildRequest(request) });
      } catch (error) {
        throw explained(error);
      }
    },
  });
  connection.gone.addEventListener("abort", () => wire.close(), { once: true });
  return wire;
}

interface WireBuild {
  readonly wire: Wire;
  readonly gone: AbortSignal;
  readonly request: WireBuildRequest;
}

async function build(op: Op, { builds, files }: WireDependencies, { wire, gone, request }: WireBuild): Promise<object> {
  const session = new WireSession(wire, { gone, files });
  await using job = builds.open(op, {
    ...{ id: request.id, session, why: request.why, cacheImports: request.cacheImports },
    progress: new WireProgress(wire),
    entitlements: new Set(request.entitlements),
    ...(request.frontend.ask === "build" ? { wanted: request } : {}),
  });
  const { sbom } = request.attestations;
  const result = await job.solve(op, {
    ...request.frontend,
    inputs: {},
    ...(sbom === undefined ? {} : { catalogued: true }),
  });
  if (result.answer !== undefined) return { id: job.id, answer: result.answer };
  const { exports, cacheExports, attestations, frontend, squash } = request;
  const epoch = Number(frontend.buildArgs["SOURCE_DATE_EPOCH"] || "NaN");
  const exported = await job.export(op, result, {
    ...{ exports, cacheExports, attestations, request: frontend },
    ...(Number.isNaN(epoch) ? {} : { sourceDateEpoch: epoch }),
    ...(squash === undefined ? {} : { squash }),
  });
  return { id: job.id, exported };
}

/** @throws invalid-argument */
function buildRequest(request: CallRequest): WireBuildRequest {
  const { id, frontend, exports, cacheExports, cacheImports, attestations, entitlements, why, squash } = request;
  const isRequest =
    typeof id === "string" &&
    typeof frontend === "object" &&
    frontend !== null &&
    [exports, cacheExports, cacheImports, entitlements].every(Array.isArray) &&
    typeof attestations === "object" &&
    typeof why === "boolean" &&
    [undefined, "above-base", "all"].includes(squash as string | undefined);
  if (!isRequest) throw new EngineError("invalid-argument", "invalid request for a build");
  return request as unknown as WireBuildRequest;
}

/** With what a client shows of an error besides its text. */
function explained(error: unknown): unknown {
  if (!(error instanceof BuildError)) return error;
  const { location, exitCode, vertex } = error;
  return new EngineError(error.kind, error.message, {
    data: { wireFacts: { location, exitCode, vertex } },
    cause: error,
  });
}
