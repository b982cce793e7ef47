import { backgroundOp, type Op } from "#base/op.ts";
import { isAutoAllowed } from "#core/build/devices.ts";
import type { BuildDevice, BuildWorker } from "#core/build/worker.ts";
import type { DescribedDevices } from "#core/devices/contract.ts";
import type { DeviceTable } from "#core/devices/device-table.ts";
import type { SystemService } from "#engine/system/system-service.ts";
import type { Platform } from "#formats/oci/image.ts";
import { normalizePlatform } from "#formats/oci/platform.ts";
import type { DaemonConfig } from "../config/daemon-config.ts";
import { hostPlatform } from "../host-platform.ts";
import { gcPolicies } from "./gc-policies.ts";

export interface WorkerGround {
  readonly system: SystemService;
  readonly devices: DescribedDevices;
  /** In force when it is asked for. */
  config(): DaemonConfig;
}

/** The engine as builds' clients list it. */
export async function buildWorker(op: Op, { system, devices, config }: WorkerGround): Promise<BuildWorker> {
  const info = await system.info(op);
  const platform = normalizePlatform({ os: info.OSType, architecture: info.Architecture });
  return {
    id: info.ID,
    version: "v0.25.1",
    labels: {
      "org.mobyproject.buildkit.worker.executor": "oci",
      "org.mobyproject.buildkit.worker.hostname": info.Name,
      "org.mobyproject.buildkit.worker.snapshotter": info.Driver,
    },
    platform,
    platforms: runnablePlatforms(platform),
    gcPolicies: () => gcPolicies(config().builder, config().dataRoot),
    devices: async () => listed(await devices.read(backgroundOp(op.log))),
  };
}

function listed(table: DeviceTable): BuildDevice[] {
  return table.names().map((name) => ({
    name,
    isAutoAllowed: isAutoAllowed(name, table),
    annotations: table.annotationsOf(name),
  }));
}

/** What this machine's processor runs: of amd64, each level up to its own. */
function runnablePlatforms(platform: Platform): Platform[] {
  const level = Number(/^v(\d)$/.exec(hostPlatform(platform.architecture).variant ?? "")?.[1] ?? 1);
  const levels = Array.from({ length: level - 1 }, (_, index) => ({ ...platform, variant: `v${index + 2}` }));
  return [platform, ...levels];
}
