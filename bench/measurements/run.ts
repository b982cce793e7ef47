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
  async sample(contestant) {
    const { cpuMs, wallMs } = await costOf(contestant, ["run", "--rm", "busybox", "true"]);
    return { cpu: cpuMs, wall: wallMs };
  },
};
