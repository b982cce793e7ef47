import type { BuildPruneReport } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { ClassicBuildRequest } from "#core/build/classic-request.ts";
import type { BuildPruneQuery } from "#core/build/contract.ts";
import type { ProgressMessage } from "#formats/progress.ts";

/** What the build routes need of an engine. */
export interface BuildBackend {
  /** Removes cache records that no build uses. @throws invalid-argument for filters */
  pruneCache(op: Op, options: BuildPruneQuery): Promise<BuildPruneReport>;
  /** The classic builder. Each message is one line of the answer. @throws BuildError · invalid-argument */
  classic(op: Op, request: ClassicBuildRequest, tell: (message: ProgressMessage) => void): Promise<void>;
  /** Serves builds on a connection of our own client. @returns what is to be given all that comes */
  connect(op: Op, connection: BuildConnection): { receive(chunk: Uint8Array): void };
  /** Ends a build. No error where there is none of the id. */
  cancel(id: string): void;
}

export interface BuildConnection {
  /** Resolves when more can be sent. */
  readonly send: (bytes: Uint8Array) => Promise<void>;
  /** Aborted when the client has gone. */
  readonly gone: AbortSignal;
}
