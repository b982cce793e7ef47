import { readFileSync } from "node:fs";
import { processesOf } from "../../tests/support/residue.ts";
import { type Contestant, client } from "../support/contestant.ts";
import type { Measurement } from "../support/measurement.ts";

const containers = 20;
const settleMs = 3_000;

/** What an idle container takes: its helper's private memory, and the whole machine's memory by MemAvailable. */
export const memoryMeasurement: Measurement = {
  name: "memory",
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
    await Bun.sleep(settleMs);
    const before = availableMb();
    const names = Array.from({ length: containers }, (_, i) => `idle-${i}`);
    for (const name of names) await client(contestant, ["run", "-d", "--name", name, "busybox", "sleep", "100000"]);
    await Bun.sleep(settleMs);
    const machine = (before - availableMb()) / containers;
    const helper = helpersPrivateMb(contestant) / containers;
    await client(contestant, ["rm", "-f", ...(contestant.name === "podman" ? ["-t", "0"] : []), ...names]);
    return { helper, machine };
  },
};

function availableMb(): number {
  return Number(/^MemAvailable: +(\d+)/m.exec(readFileSync("/proc/meminfo", "utf8"))![1]) / 1024;
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
