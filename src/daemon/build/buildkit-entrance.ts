import type { Op } from "#base/op.ts";
import type { Buildkit } from "#buildkit/open-buildkit.ts";
import type { BuildService } from "#core/build/contract.ts";
import type { Platform } from "#formats/oci/image.ts";
import { normalizePlatform } from "#formats/oci/platform.ts";
import type { BuildkitBackend } from "#server/routes/buildkit/backend.ts";
import { listTree, readTreeFile } from "#sys/files/read-tree.ts";
import { hostPlatform } from "../host-platform.ts";
import type { Engine } from "../open-engine.ts";

/** BuildKit's gRPC, whose code is loaded with the first connection that speaks it. */
export function buildkitEntrance(op: Op, engine: Engine, builds: BuildService): BuildkitBackend {
  let opening: Promise<Buildkit> | undefined;
  const open = async (): Promise<Buildkit> => {
    const [{ openBuildkit }, info] = await Promise.all([import("#buildkit/open-buildkit.ts"), engine.system.info(op)]);
    const platform = normalizePlatform({ os: info.OSType, architecture: info.Architecture });
    const worker = {
      id: info.ID,
      hostName: info.Name,
      storage: info.Driver,
      platform,
      platforms: runnablePlatforms(platform),
    };
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

/** What this machine's processor runs: of amd64, each level up to its own. */
function runnablePlatforms(platform: Platform): Platform[] {
  const level = Number(/^v(\d)$/.exec(hostPlatform(platform.architecture).variant ?? "")?.[1] ?? 1);
  const levels = Array.from({ length: level - 1 }, (_, index) => ({ ...platform, variant: `v${index + 2}` }));
  return [platform, ...levels];
}
