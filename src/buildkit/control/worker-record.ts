import type { MessageInitShape } from "@bufbuild/protobuf";
import type { PruneOptions } from "#core/build/contract.ts";
import type { BuildWorker } from "#core/build/worker.ts";
import type { BuildkitVersionSchema, GCPolicySchema, WorkerRecordSchema } from "../gen/worker.gen.ts";

export function versionRecord({ version }: BuildWorker): MessageInitShape<typeof BuildkitVersionSchema> {
  return { package: "github.com/moby/buildkit", version, revision: "" };
}

/** The engine as dockerd lists itself: one worker. */
export async function workerRecord(worker: BuildWorker): Promise<MessageInitShape<typeof WorkerRecordSchema>> {
  const policies = await worker.gcPolicies();
  const devices = await worker.devices();
  return {
    ID: worker.id,
    Labels: { ...worker.labels },
    platforms: worker.platforms.map((platform) => ({
      Architecture: platform.architecture,
      OS: platform.os,
      Variant: platform.variant ?? "",
    })),
    GCPolicy: policies.map(policyRecord),
    BuildkitVersion: versionRecord(worker),
    CDIDevices: devices.map(({ name, isAutoAllowed, annotations }) => ({
      Name: name,
      AutoAllow: isAutoAllowed,
      Annotations: { ...annotations },
    })),
  };
}

/** A policy's filters are one text, whose parts are alternatives. */
function policyRecord(policy: PruneOptions): MessageInitShape<typeof GCPolicySchema> {
  const conditions = [...policy.filters].flatMap(([key, values]) => [...values].map((value) => `${key}==${value}`));
  return {
    all: policy.all,
    keepDuration: BigInt(policy.keepDurationMs) * 1_000_000n,
    filters: conditions.length === 0 ? [] : [conditions.join(",")],
    reservedSpace: BigInt(policy.reservedSpaceBytes),
    maxUsedSpace: BigInt(policy.maxUsedSpaceBytes),
    minFreeSpace: BigInt(policy.minFreeSpaceBytes),
  };
}
