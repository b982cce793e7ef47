import { costOf } from "../support/contestant.ts";
import type { Measurement } from "../support/measurement.ts";

/** What the client alone costs: `ps` without containers, and `version`. */
export const clientMeasurement: Measurement = {
  name: "client",
  metrics: [
    { id: "ps-cpu", title: "client: `ps`, CPU", unit: "ms", better: "less", must: { ratio: 1 }, aim: { ratio: 0.6 } },
    { id: "ps-wall", title: "the same, wall", unit: "ms", better: "less", must: { ratio: 1 }, aim: { ratio: 0.6 } },
    {
      id: "version-cpu",
      title: "client: `version`, CPU",
      unit: "ms",
      better: "less",
      must: { ratio: 1 },
      aim: { ratio: 0.6 },
    },
    {
      id: "version-wall",
      title: "the same, wall",
      unit: "ms",
      better: "less",
      must: { ratio: 1 },
      aim: { ratio: 0.6 },
    },
  ],
  async sample(contestant) {
    const ps = await costOf(contestant, ["ps"]);
    const version = await costOf(contestant, ["version"]);
    return {
      "ps-cpu": ps.clientCpuMs,
      "ps-wall": ps.wallMs,
      "version-cpu": version.clientCpuMs,
      "version-wall": version.wallMs,
    };
  },
};
