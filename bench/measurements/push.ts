import { benchImage } from "../../tools/bench-image.ts";
import { type Contestant, client, costOf } from "../support/contestant.ts";
import { DockerRegistry } from "../support/docker-registry.ts";
import { benchSize, imageRounds, peakMetric, settled } from "../support/image-rounds.ts";
import type { Measurement } from "../support/measurement.ts";
import { watchPeak } from "../support/peak-memory.ts";

const source = "127.0.0.1:5000/bench/image:1";
const target = "127.0.0.1:5001/bench/image:1";
const registries = new Map<Contestant, DockerRegistry>();

/** A push, to an empty registry on the loopback interface, of an image that came from another. */
export const pushMeasurement: Measurement = {
  name: "push",
  ...imageRounds,
  metrics: [
    { id: "cpu", title: "push, CPU", unit: "ms", better: "less" },
    { id: "wall", title: "push, wall", unit: "ms", better: "less", must: { ratio: 0.5 }, aim: { ratio: 0.3 } },
    peakMetric("push"),
    { id: "bare", title: "the same blobs by curl, wall", unit: "ms", better: "less" },
  ],
  async prepare(contestant) {
    const registry = await DockerRegistry.start(contestant, 5000);
    registries.set(contestant, registry);
    await registry.fill("bench/image", await benchImage(benchSize));
    await client(contestant, ["pull", source]);
    await client(contestant, ["tag", source, target]);
    await settled();
  },
  async sample(contestant) {
    const bare = await bareWallMs(contestant);
    await using _empty = await DockerRegistry.start(contestant, 5001);
    const peak = watchPeak(contestant);
    const { cpuMs, wallMs } = await costOf(contestant, ["push", target]);
    const figures = { cpu: cpuMs, wall: wallMs, peak: peak(), bare };
    await settled();
    return figures;
  },
  async tidy(contestant) {
    await client(contestant, ["rmi", source, target]);
    await registries.get(contestant)?.[Symbol.asyncDispose]();
    registries.delete(contestant);
  },
};

/** How long the registry itself takes: the blobs are sent from files by programs that do nothing else. */
async function bareWallMs(contestant: Contestant): Promise<number> {
  await using registry = await DockerRegistry.start(contestant, 5001);
  const layout = await benchImage(benchSize);
  const begin = performance.now();
  await registry.fill("bench/image", layout);
  return performance.now() - begin;
}
