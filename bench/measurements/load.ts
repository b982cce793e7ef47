import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { benchImage } from "../../tools/bench-image.ts";
import { type Contestant, client, costOf } from "../support/contestant.ts";
import { DockerRegistry } from "../support/docker-registry.ts";
import { benchSize, imageRounds, peakMetric, settled } from "../support/image-rounds.ts";
import type { Measurement } from "../support/measurement.ts";
import { watchPeak } from "../support/peak-memory.ts";

const image = "127.0.0.1:5000/bench/image:1";
const archive = (contestant: Contestant): string => `${tmpdir()}/bench-${process.pid}-${contestant.name}.tar`;

/** Of the archive that the engine's own `save` wrote of an image that came from a registry. */
export const loadMeasurement: Measurement = {
  name: "load",
  ...imageRounds,
  metrics: [
    { id: "saveCpu", title: "`save`, CPU", unit: "ms", better: "less", must: { ratio: 1 }, aim: { ratio: 0.6 } },
    { id: "saveWall", title: "`save`, wall", unit: "ms", better: "less", must: { ratio: 1 }, aim: { ratio: 0.6 } },
    { id: "loadCpu", title: "`load`, CPU", unit: "ms", better: "less", must: { ratio: 1 }, aim: { ratio: 0.6 } },
    { id: "loadWall", title: "`load`, wall", unit: "ms", better: "less", must: { ratio: 1 }, aim: { ratio: 0.6 } },
    peakMetric("`load`"),
  ],
  async prepare(contestant) {
    await using registry = await DockerRegistry.start(contestant, 5000);
    await registry.fill("bench/image", await benchImage(benchSize));
    await client(contestant, ["pull", image]);
    await settled();
  },
  async sample(contestant) {
    const file = archive(contestant);
    const saved = await costOf(contestant, ["save", "-o", file, image]);
    await client(contestant, ["rmi", image]);
    await settled();
    const peak = watchPeak(contestant);
    const loaded = await costOf(contestant, ["load", "-i", file]);
    const figures = { loadCpu: loaded.cpuMs, loadWall: loaded.wallMs, peak: peak() };
    rmSync(file);
    await settled();
    return { saveCpu: saved.cpuMs, saveWall: saved.wallMs, ...figures };
  },
  async tidy(contestant) {
    await client(contestant, ["rmi", image]);
  },
};
