import type { Op } from "#base/op.ts";
import type { Buildkit } from "#buildkit/open-buildkit.ts";
import type { BuildService } from "#core/build/contract.ts";
import type { BuildkitBackend } from "#server/routes/buildkit/backend.ts";
import { listTree, readTreeFile } from "#sys/files/read-tree.ts";
import type { Engine } from "../open-engine.ts";

/** BuildKit's gRPC, whose code is loaded with the first connection that speaks it. */
export function buildkitEntrance(op: Op, engine: Engine, builds: BuildService): BuildkitBackend {
  let opening: Promise<Buildkit> | undefined;
  const open = async (): Promise<Buildkit> => {
    const [{ openBuildkit }, worker] = await Promise.all([import("#buildkit/open-buildkit.ts"), engine.worker(op)]);
    return openBuildkit({ builds, worker, trees: { list: listTree, read: readTreeFile } }, op.log);
  };
  return {
    open() {
      opening ??= open().catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
      return opening;
    },
  };
}
