import { isEngineError, messageOf } from "#base/errors.ts";
import type { FrontendResult, HistoryFailure, HistoryRecord } from "#core/build/contract.ts";
import type { BuildErrorFacts } from "#core/build/errors.ts";
import { keptArguments } from "#core/build/kept-arguments.ts";
import type { FrontendRequest } from "#core/build/request.ts";
import { networkModeOf } from "#core/build/run-operation.ts";
import type { Platform } from "#formats/oci/image.ts";
import { platformText } from "#formats/oci/platform.ts";
import { type HistoryDocuments, historyDocuments } from "./history-documents.ts";
import type { JobRecord } from "./job.ts";
import type { ToldBuild } from "./told-build.ts";

/** What the history will say of a build that runs. */
export class RecordedJob implements JobRecord {
  readonly #id: string;
  readonly #createdAt: number;
  readonly told: ToldBuild;
  /** What a client asked of the history meanwhile. */
  pinned = false;
  #request: Readonly<Record<string, string>> = {};
  #result: Readonly<Record<string, string>> = {};
  #error: string | undefined;
  #failure: HistoryFailure | undefined;
  #asked: FrontendRequest | undefined;
  #built: FrontendResult | undefined;

  constructor(id: string, createdAt: number, told: ToldBuild) {
    this.#id = id;
    this.#createdAt = createdAt;
    this.told = told;
  }

  solving(request: FrontendRequest): void {
    this.#request = requestFacts(request);
    this.#asked = request;
    this.#error = undefined;
    this.#failure = undefined;
  }

  solved(result: FrontendResult): void {
    this.#built = result;
  }

  exported(result: Readonly<Record<string, string>>): void {
    this.#result = { ...this.#result, ...result };
  }

  failed(error: unknown): void {
    this.#error = messageOf(error);
    this.#failure = failureOf(error);
  }

  /** What is to be remembered of it beside the record. */
  documents(completedAt: number, hostPlatform: Platform): HistoryDocuments {
    return historyDocuments({
      ...{ id: this.#id, request: this.#asked, built: this.#built, said: this.#result },
      ...{ hostPlatform, createdAt: this.#createdAt, completedAt },
    });
  }

  /** @param completedAt undefined while it runs */
  describe(completedAt: number | undefined, attachments: HistoryRecord["attachments"] = []): HistoryRecord {
    return {
      id: this.#id,
      createdAt: this.#createdAt,
      completedAt,
      error: this.#error,
      ...(this.#failure === undefined ? {} : { failure: this.#failure }),
      request: this.#request,
      steps: this.told.steps(),
      result: this.#result,
      ...(this.pinned ? { pinned: true } : {}),
      attachments,
    };
  }
}

function failureOf(error: unknown): HistoryFailure {
  const { location, vertex, exitCode } = error as BuildErrorFacts;
  return { kind: isEngineError(error) ? error.kind : "unknown", location, vertex, exitCode };
}

/** By the names that BuildKit's frontend has for them. */
function requestFacts(request: FrontendRequest): Record<string, string> {
  const { target, platforms, dockerfile, context, facts } = request;
  // The place is only for comparisons of steps.
  const { place: _, ...told } = facts;
  return {
    ...("path" in dockerfile ? { filename: dockerfile.path } : {}),
    ...("url" in context ? { context: context.url } : {}),
    ...(target === "" ? {} : { target }),
    ...(platforms.length === 0 ? {} : { platform: platforms.map(platformText).join(",") }),
    ...(request.multiPlatform === true ? { "multi-platform": "true" } : {}),
    ...prefixed("build-arg:", keptArguments(request.buildArgs)),
    ...prefixed("label:", request.labels),
    ...prefixed("context:", request.namedContexts),
    ...runFacts(request),
    ...told,
  };
}

function runFacts({ noCache, resolveMode, network, hostname, limits }: FrontendRequest): Record<string, string> {
  const { extraHosts, ulimits, shmSizeBytes, cgroupParent } = limits;
  return {
    ...(noCache === "all" ? { "no-cache": "" } : noCache.length === 0 ? {} : { "no-cache": noCache.join(",") }),
    ...(resolveMode === "default" ? {} : { "image-resolve-mode": resolveMode }),
    ...(network === "default" ? {} : { "force-network-mode": networkModeOf(network) }),
    ...(hostname === "" ? {} : { hostname }),
    ...(extraHosts.length === 0 ? {} : { "add-hosts": extraHosts.map(({ host, ip }) => `${host}=${ip}`).join(",") }),
    ...(ulimits.length === 0
      ? {}
      : { ulimit: ulimits.map(({ name, soft, hard }) => `${name}=${soft}:${hard}`).join(",") }),
    ...(shmSizeBytes === undefined ? {} : { "shm-size": String(shmSizeBytes) }),
    ...(cgroupParent === undefined ? {} : { "cgroup-parent": cgroupParent }),
  };
}

function prefixed(prefix: string, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value]));
}
