import { costOf } from "../support/contestant.ts";
import type { Measurement } from "../support/measurement.ts";

/** A container's whole life: `run --rm busybox true` on the default bridge. */
export const runMeasurement: Measurement = {
  name: "run",
  metrics: [
    {
      id: "cpu",
      title: "`run --rm busybox true`, CPU",
      unit: "ms",
      better: "less",
      must: { ratio: 1 / 4 },
      aim: { ratio: 1 / 8 },
    },
    { id: "wall", title: "the same, wall", unit: "ms", better: "less", must: { ratio: 1 / 4 }, aim: { ratio: 1 / 7 } },
  ],
  /** An engine is a program that runs for long: all get the same runs before those that count. */
  async prepare(contestant) {
    for (let warmUp = 0; warmUp < 15; warmUp++) await costOf(contestant, ["run", "--rm", "busybox", "true"]);
  },
  async sample(contestant) {
    const { cpuMs, wallMs } = await costOf(contestant, ["run", "--rm", "busybox", "true"]);
    return { cpu: cpuMs, wall: wallMs };
  },
};
