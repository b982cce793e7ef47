import type { MessageInitShape } from "@bufbuild/protobuf";
import type { BuildWorker } from "../backend.ts";
import type { WorkerRecordSchema } from "../gen/worker.gen.ts";

/** The BuildKit whose API this is, as clients read it to know what they may ask for. */
export const buildkitVersion = { package: "github.com/moby/buildkit", version: "v0.25.1", revision: "" } as const;

/** The engine as dockerd lists itself: one worker. */
export function workerRecord({
  id,
  hostName,
  storage,
  platforms,
}: BuildWorker): MessageInitShape<typeof WorkerRecordSchema> {
  return {
    ID: id,
    Labels: {
      "org.mobyproject.buildkit.worker.executor": "oci",
      "org.mobyproject.buildkit.worker.hostname": hostName,
      "org.mobyproject.buildkit.worker.snapshotter": storage,
    },
    platforms: platforms.map((platform) => ({
      Architecture: platform.architecture,
      OS: platform.os,
      Variant: platform.variant ?? "",
    })),
    BuildkitVersion: buildkitVersion,
  };
}
