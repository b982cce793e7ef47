import type { ContainerUpdateRequest } from "#api/types.gen.ts";
import { containerUpdate } from "#client/container-update.ts";
import { atLeast } from "../../arguments.ts";
import { type Command, type Invocation, runs } from "../../command.ts";
import { resourceFlags } from "../../container-spec/resource-flags.ts";
import { parseRestart } from "../../container-spec/restart.ts";
import { forEachResult } from "../../each.ts";
import { bytes } from "../../flags/bytes.ts";
import { string } from "../../flags/scalars.ts";

const flags = {
  "blkio-weight": resourceFlags["blkio-weight"],
  "cpu-period": resourceFlags["cpu-period"],
  "cpu-quota": resourceFlags["cpu-quota"],
  "cpu-rt-period": resourceFlags["cpu-rt-period"],
  "cpu-rt-runtime": resourceFlags["cpu-rt-runtime"],
  "cpu-shares": resourceFlags["cpu-shares"],
  cpus: resourceFlags.cpus,
  "cpuset-cpus": resourceFlags["cpuset-cpus"],
  "cpuset-mems": resourceFlags["cpuset-mems"],
  "kernel-memory": bytes({ usage: "Memory that the kernel may use for the container", hidden: true }),
  memory: resourceFlags.memory,
  "memory-reservation": resourceFlags["memory-reservation"],
  "memory-swap": resourceFlags["memory-swap"],
  "pids-limit": resourceFlags["pids-limit"],
  restart: string({ usage: "When to start again after an exit" }),
};

export const command = {
  usage: "[OPTIONS] CONTAINER [CONTAINER...]",
  arguments: atLeast(1),
  flags,
  aliases: ["docker container update", "docker update"],
} satisfies Command;

export const run = runs(command, async (op, io, client, invocation) => {
  const names = Object.keys(flags) as (keyof typeof flags)[];
  if (!names.some((name) => invocation.changed(name))) {
    throw new Error("you must provide one or more flags when using this command");
  }
  const request = requestOf(invocation.flags);
  const warnings: string[] = [];
  try {
    await forEachResult(io, invocation.args, async (name) => {
      const answer = await containerUpdate(op, client, name, request);
      warnings.push(...(answer.Warnings ?? []));
      return name;
    });
  } finally {
    if (warnings.length > 0) io.stdout.write(`${warnings.join("\n")}\n`);
  }
});

/** What no flag of an update changes. */
const untouched = {
  CgroupParent: "",
  BlkioWeightDevice: null,
  BlkioDeviceReadBps: null,
  BlkioDeviceWriteBps: null,
  BlkioDeviceReadIOps: null,
  BlkioDeviceWriteIOps: null,
  Devices: null,
  DeviceCgroupRules: null,
  DeviceRequests: null,
  MemorySwappiness: null,
  OomKillDisable: null,
  Ulimits: null,
  CpuCount: 0,
  CpuPercent: 0,
  IOMaximumIOps: 0,
  IOMaximumBandwidth: 0,
} as const;

function requestOf(values: Invocation<typeof flags>["flags"]): Partial<ContainerUpdateRequest> {
  return {
    ...untouched,
    BlkioWeight: values["blkio-weight"],
    CpusetCpus: values["cpuset-cpus"],
    CpusetMems: values["cpuset-mems"],
    CpuShares: values["cpu-shares"],
    Memory: values.memory,
    MemoryReservation: values["memory-reservation"],
    MemorySwap: values["memory-swap"],
    CpuPeriod: values["cpu-period"],
    CpuQuota: values["cpu-quota"],
    CpuRealtimePeriod: values["cpu-rt-period"],
    CpuRealtimeRuntime: values["cpu-rt-runtime"],
    NanoCpus: values.cpus,
    ...(values["kernel-memory"] === 0 ? {} : { KernelMemory: values["kernel-memory"] }),
    PidsLimit: values["pids-limit"] || null,
    RestartPolicy: parseRestart(values.restart),
  };
}
