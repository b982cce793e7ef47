import { expect, test } from "bun:test";
import { EngineError } from "#base/errors.ts";
import { backgroundOp, silentLog } from "#base/op.ts";
import type { ResourceUsage, UsageReader } from "#core/usage/contract.ts";
import { type Sample, type Sampled, UsageSampler } from "./sampler.ts";

const usage = { cpu: {}, memory: {}, pids: {}, blkio: {} } as unknown as ResourceUsage;

function bench(read: () => Promise<ResourceUsage> = async () => usage) {
  let reads = 0;
  const reader: UsageReader = {
    read: async () => {
      reads++;
      return read();
    },
    processes: async () => [],
    machine: async () => ({ usageNs: 1, onlineCpus: 2 }),
  };
  const sampler = new UsageSampler({ reader, log: silentLog, intervalMs: 5 });
  const state = { running: true, gone: false };
  const sampled: Sampled = {
    subject: () => (state.running ? { containerId: "c", pid: 1, networks: false } : undefined),
    gone: () => state.gone,
  };
  return { sampler, sampled, state, reads: () => reads };
}

/** Follows until `count` samples have come. */
async function taken(sampler: UsageSampler, sampled: Sampled, count: number): Promise<Sample[]> {
  const ending = new AbortController();
  const samples: Sample[] = [];
  const op = { signal: ending.signal, log: silentLog };
  await sampler
    .follow(op, sampled, (sample) => {
      samples.push(sample);
      if (samples.length === count) ending.abort();
    })
    .catch(() => {});
  return samples;
}

test("however many look, each round reads once", async () => {
  const { sampler, sampled, reads } = bench();
  const seen = await Promise.all(Array.from({ length: 20 }, () => taken(sampler, sampled, 4)));
  expect(seen.every((samples) => samples.length === 4)).toBe(true);
  expect(new Set(seen.flat()).size).toBe(4);
  expect(reads()).toBe(4);
  expect(sampler.watchCount).toBe(0);
});

test("who comes later gets the last sample at once", async () => {
  const { sampler, sampled } = bench();
  const first = taken(sampler, sampled, 3);
  await taken(sampler, sampled, 2);
  const [late] = await taken(sampler, sampled, 1);
  expect(await first).toContain(late as Sample);
});

test("what does not run has a sample without figures, and a lost cgroup is that", async () => {
  const { sampler, sampled, state } = bench(() => Promise.reject(new EngineError("not-found", "gone")));
  expect((await taken(sampler, sampled, 1))[0]).not.toHaveProperty("usage");
  state.running = false;
  expect(await sampler.sample(backgroundOp(), sampled)).toMatchObject({ machine: { onlineCpus: 2 } });
});

test("a removed container ends the streams", async () => {
  const { sampler, sampled, state } = bench();
  const following = sampler.follow(backgroundOp(), sampled, () => {
    state.gone = true;
  });
  await following;
  expect(sampler.watchCount).toBe(0);
});

test("a listener that throws ends alone", async () => {
  const { sampler, sampled } = bench();
  const other = taken(sampler, sampled, 3);
  const failed = sampler.follow(backgroundOp(), sampled, () => {
    throw new Error("broken pipe");
  });
  expect(await failed.catch((error: unknown) => error)).toEqual(new Error("broken pipe"));
  expect(await other).toHaveLength(3);
});
