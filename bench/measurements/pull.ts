import { benchImage } from "../../tools/bench-image.ts";
import { type Contestant, client, costOf } from "../support/contestant.ts";
import { DockerRegistry } from "../support/docker-registry.ts";
import { benchSize, imageRounds, peakMetric, settled } from "../support/image-rounds.ts";
import type { Measurement } from "../support/measurement.ts";
import { watchPeak } from "../support/peak-memory.ts";

const registries = new Map<Contestant, DockerRegistry>();

/** A pull from a registry on the loopback interface. */
export const pullMeasurement: Measurement = {
  name: "pull",
  ...imageRounds,
  metrics: [
    { id: "cpu", title: "pull, CPU", unit: "ms", better: "less", must: { ratio: 0.8 }, aim: { ratio: 0.55 } },
    { id: "wall", title: "pull, wall", unit: "ms", better: "less", must: { ratio: 0.8 }, aim: { ratio: 0.6 } },
    peakMetric("pull"),
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
