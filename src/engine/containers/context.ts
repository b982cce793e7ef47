import type { Op } from "#base/op.ts";
import { unknownRuntime } from "#core/container/errors.ts";
import { systemdCgroupArgument } from "#core/container/oci-spec/cgroups-path.ts";
import type { ContainerRecord } from "#core/container/record.ts";
import type { Durability } from "#core/store/contract.ts";
import { UsageSampler } from "../stats/sampler.ts";
import type { ContainerEntry } from "./container-entry.ts";
import { ContainerTable } from "./container-table.ts";
import type { ContainerContext, ContainerDependencies, RecordChange } from "./dependencies.ts";

/** The dependencies with the table of containers, and the one way in which a record changes. */
export function makeContext(dependencies: ContainerDependencies): ContainerContext {
  const ending = new AbortController();
  return {
    ...dependencies,
    endsAll: ending.signal,
    endAll: () => ending.abort(),
    table: new ContainerTable(),
    healthChecks: { total: 0, failed: 0 },
    sampler: new UsageSampler({ reader: dependencies.usage, log: dependencies.log }),
    save(op: Op, entry: ContainerEntry, change: Partial<ContainerRecord>, durability: Durability) {
      return this.saveAll(op, [[entry, change]], durability);
    },
    async saveAll(op: Op, changes: readonly RecordChange[], durability: Durability) {
      for (const [entry, change] of changes) entry.record = withoutStaleLease({ ...entry.record, ...change });
      const puts = changes.map(([{ id, record }]) => ({ put: "container", key: id, value: record }) as const);
      await dependencies.store.commit(op, puts, durability);
    },
    note(entry: ContainerEntry, change: Partial<ContainerRecord>) {
      entry.record = { ...entry.record, ...change };
    },
    runtimeOf(name) {
      const runtime = dependencies.settings.runtimes.find((candidate) => candidate.name === name);
      if (runtime === undefined) throw unknownRuntime(name);
      if (dependencies.settings.cgroupDriver !== "systemd") return runtime;
      return { ...runtime, args: [...runtime.args, systemdCgroupArgument] };
    },
  };
}

/** Only a container that starts or runs holds networks. */
function withoutStaleLease(record: ContainerRecord): ContainerRecord {
  if (["starting", "starting-again", "running", "paused"].includes(record.state.status) || record.lease === undefined)
    return record;
  const { lease: _, ...rest } = record;
  return rest;
}
