import { expect, test } from "bun:test";
import { zeroValue } from "#api/decode.ts";
import type { ContainerUpdateRequest, HostConfig } from "#api/types.gen.ts";
import { emptyHostConfig } from "./create/empty-config.ts";
import { liveChange, updatedHostConfig } from "./update.ts";

const asked = (change: Partial<ContainerUpdateRequest>) => ({ ...zeroValue("ContainerUpdateRequest"), ...change });
const host = (change: Partial<HostConfig> = {}) => ({ ...emptyHostConfig, ...change });

test("what is not asked for stays", () => {
  const now = host({ Memory: 64 << 20, MemorySwap: 128 << 20, CpuShares: 5 });
  expect(updatedHostConfig(now, asked({}))).toEqual(now);
  const policy = { Name: "on-failure", MaximumRetryCount: 2 };
  expect(updatedHostConfig(now, asked({ CpuShares: 7, PidsLimit: 0, RestartPolicy: policy }))).toEqual({
    ...now,
    CpuShares: 7,
    PidsLimit: 0,
    RestartPolicy: policy,
  });
});

test.each<[Partial<HostConfig>, Partial<ContainerUpdateRequest>, string]>([
  [
    { MemorySwap: 0 },
    { Memory: 64 << 20 },
    "Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time",
  ],
  [
    { CpuPeriod: 1000 },
    { NanoCpus: 1e9 },
    "Conflicting options: Nano CPUs cannot be updated as CPU Period has already been set",
  ],
  [
    { NanoCpus: 1e9 },
    { CpuQuota: 5000 },
    "Conflicting options: CPU Quota cannot be updated as NanoCPUs has already been set",
  ],
  [
    { AutoRemove: true },
    { RestartPolicy: { Name: "always", MaximumRetryCount: 0 } },
    "Restart policy cannot be updated because AutoRemove is enabled for the container",
  ],
])("%j does not go with %j", (now, change, text) => {
  expect(() => updatedHostConfig(host(now), asked(change))).toThrow(text);
});

test("the runtime gets what is asked for, and no more", () => {
  expect(liveChange(asked({}))).toBeUndefined();
  expect(liveChange(asked({ RestartPolicy: { Name: "always", MaximumRetryCount: 0 } }))).toBeUndefined();
  expect(
    liveChange(asked({ Memory: 64 << 20, MemorySwap: -1, NanoCpus: 500_000_000, PidsLimit: 0, CpusetCpus: "0" })),
  ).toEqual({
    memory: { limit: 64 << 20, swap: -1 },
    cpu: { quota: 50_000, period: 100_000, cpus: "0" },
    pids: { limit: -1 },
  });
});
