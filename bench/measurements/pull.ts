import { benchImage } from "../../tools/bench-image.ts";
import { type Contestant, client, costOf } from "../support/contestant.ts";
import { DockerRegistry } from "../support/docker-registry.ts";
import type { Measurement } from "../support/measurement.ts";
import { watchPeak } from "../support/peak-memory.ts";

export const benchSize = process.env["BENCH_IMAGE"] === "small" ? "small" : "whole";
const registries = new Map<Contestant, DockerRegistry>();

/** A pull from a registry on the loopback interface. */
export const pullMeasurement: Measurement = {
  name: "pull",
  rounds: 5,
  contestants: ["gantry", "dockerd", "dockerd-image-store"],
  metrics: [
    { id: "cpu", title: "pull, CPU", unit: "ms", better: "less", must: { ratio: 0.8 }, aim: { ratio: 0.55 } },
    { id: "wall", title: "pull, wall", unit: "ms", better: "less", must: { ratio: 0.8 }, aim: { ratio: 0.6 } },
    {
      id: "peak",
      title: "pull, peak memory above idle",
      unit: "MB",
      better: "less",
      must: { figure: 150 },
      aim: { figure: 64 },
    },
  ],
  async prepare(contestant) {
    const registry = await DockerRegistry.start(contestant, 5000);
    registries.set(contestant, registry);
    await registry.fill("bench/image", await benchImage(benchSize));
  },
  async sample(contestant) {
    const image = `${registries.get(contestant)!.address}/bench/image:1`;
    const peak = watchPeak(contestant);
    const { cpuMs, wallMs } = await costOf(contestant, ["pull", image]);
    const figures = { cpu: cpuMs, wall: wallMs, peak: peak() };
    await client(contestant, ["rmi", image]);
    await settled();
    return figures;
  },
  async tidy(contestant) {
    await registries.get(contestant)?.[Symbol.asyncDispose]();
    registries.delete(contestant);
  },
};

/** Removed files are really gone, and what was written is on the disk: no round pays for the one before. */
export async function settled(): Promise<void> {
  await Bun.sleep(3_000);
  await Bun.spawn(["sync"]).exited;
}
