import { messageOf } from "#base/errors.ts";
import type { HistoryRecord } from "#core/build/contract.ts";
import type { FrontendRequest } from "#core/build/request.ts";
import { platformText } from "#formats/oci/platform.ts";
import type { JobRecord } from "./job.ts";
import type { ToldBuild } from "./told-build.ts";

/** What the history will say of a build that runs. */
export class RecordedJob implements JobRecord {
  readonly #id: string;
  readonly #createdAt: number;
  readonly told: ToldBuild;
  #request: Readonly<Record<string, string>> = {};
  #result: Readonly<Record<string, string>> = {};
  #error: string | undefined;

  constructor(id: string, createdAt: number, told: ToldBuild) {
    this.#id = id;
    this.#createdAt = createdAt;
    this.told = told;
  }

  solving(request: FrontendRequest): void {
    this.#request = requestFacts(request);
    this.#error = undefined;
  }

  exported(result: Readonly<Record<string, string>>): void {
    this.#result = { ...this.#result, ...result };
  }

  failed(error: unknown): void {
    this.#error = messageOf(error);
  }

  /** @param completedAt undefined while it runs */
  describe(completedAt: number | undefined): HistoryRecord {
    return {
      id: this.#id,
      createdAt: this.#createdAt,
      completedAt,
      error: this.#error,
      request: this.#request,
      steps: this.told.steps(),
      result: this.#result,
    };
  }
}

/** By the names that BuildKit's frontend has for them. */
function requestFacts(request: FrontendRequest): Record<string, string> {
  const { target, platforms, buildArgs, labels, dockerfile, context, facts } = request;
  return {
    ...("path" in dockerfile ? { filename: dockerfile.path } : {}),
    ...("url" in context ? { context: context.url } : {}),
    ...(target === "" ? {} : { target }),
    ...(platforms.length === 0 ? {} : { platform: platforms.map(platformText).join(",") }),
    ...Object.fromEntries(Object.entries(buildArgs).map(([name, value]) => [`build-arg:${name}`, value])),
    ...Object.fromEntries(Object.entries(labels).map(([name, value]) => [`label:${name}`, value])),
    ...facts,
  };
}
