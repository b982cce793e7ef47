import { client, costOf } from "../support/contestant.ts";
import type { Measurement } from "../support/measurement.ts";

/** A command in a running container: `exec NAME true`. */
export const execMeasurement: Measurement = {
  name: "exec",
  metrics: [
    {
      id: "cpu",
      title: "`exec` of true, CPU",
      unit: "ms",
      better: "less",
      must: { ratio: 1 / 2 },
      aim: { figure: 75 },
    },
    { id: "wall", title: "the same, wall", unit: "ms", better: "less" },
  ],
  async prepare(contestant) {
    await client(contestant, ["run", "-d", "--name", "exec-target", "busybox", "sleep", "100000"]);
  },
  async sample(contestant) {
    const { cpuMs, wallMs } = await costOf(contestant, ["exec", "exec-target", "true"]);
    return { cpu: cpuMs, wall: wallMs };
  },
  async tidy(contestant) {
    await client(contestant, ["rm", "-f", "exec-target"]);
  },
};
