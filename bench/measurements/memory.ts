import { readFileSync, writeFileSync } from "node:fs";
import { succeed } from "../../tests/support/command.ts";
import { processesOf } from "../../tests/support/residue.ts";
import { type Contestant, client } from "../support/contestant.ts";
import type { Measurement } from "../support/measurement.ts";

const containers = 40;
const settleMs = 3_000;

/**
 * What an idle container takes: its helper's private memory, and what the whole machine lacks while the containers are
 * there: MemFree without any cache, against the mean of before and after, so that what grows slowly cancels out.
 */
export const memoryMeasurement: Measurement = {
  name: "memory",
  rounds: 5,
  metrics: [
    {
      id: "helper",
      title: "private memory of the process beside a container",
      unit: "MB",
      better: "less",
      must: { figure: 0.3 },
      aim: { figure: 0.15 },
    },
    {
      id: "machine",
      title: "whole machine per idle container",
      unit: "MB",
      better: "less",
      must: { figure: 2.5 },
      aim: { figure: 1.5 },
    },
  ],
  async sample(contestant) {
    const before = await freeMb();
    const names = Array.from({ length: containers }, (_, i) => `idle-${i}`);
    for (const name of names) await client(contestant, ["run", "-d", "--name", name, "busybox", "sleep", "100000"]);
    const during = await freeMb();
    const helper = helpersPrivateMb(contestant) / containers;
    await client(contestant, ["rm", "-f", ...(contestant.name === "podman" ? ["-t", "0"] : []), ...names]);
    const after = await freeMb();
    return { helper, machine: ((before + after) / 2 - during) / containers };
  },
};

/** @see kernel Documentation/admin-guide/sysctl/vm.rst, "drop_caches": page cache and slabs that can be reclaimed go. */
async function freeMb(): Promise<number> {
  await Bun.sleep(settleMs);
  await succeed(["sync"]);
  writeFileSync("/proc/sys/vm/drop_caches", "3");
  await Bun.sleep(200);
  return Number(/^MemFree: +(\d+)/m.exec(readFileSync("/proc/meminfo", "utf8"))![1]) / 1024;
}

function helpersPrivateMb(contestant: Contestant): number {
  const helpers = processesOf(contestant.mark).filter((pid) =>
    readFileSync(`/proc/${pid}/comm`, "utf8").startsWith(contestant.helper),
  );
  if (helpers.length !== containers) throw new Error(`${contestant.name}: ${helpers.length} ${contestant.helper}`);
  return helpers.reduce((sum, pid) => sum + privateMb(pid), 0);
}

/** @see kernel Documentation/ABI/testing/procfs-smaps_rollup */
function privateMb(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  return [...rollup.matchAll(/^Private_\w+: +(\d+)/gm)].reduce((sum, match) => sum + Number(match[1]), 0) / 1024;
}
