import type { Measurement, Metric } from "./measurement.ts";

/** What measurements of whole images share: who takes part, how often, and where their data lie. */
export const imageRounds = {
  rounds: 5,
  ownDisk: true,
  contestants: ["gantry", "dockerd", "dockerd-image-store"],
} satisfies Partial<Measurement>;

export const benchSize = process.env["BENCH_IMAGE"] === "small" ? "small" : "whole";

/** How much memory an engine takes for it, at the most. */
export function peakMetric(action: string): Metric {
  return {
    id: "peak",
    title: `${action}, peak memory above idle`,
    unit: "MB",
    better: "less",
    must: { figure: 150 },
    aim: { figure: 64 },
  };
}

/** Removed files are really gone, and what was written is on the disk: no round pays for the one before. */
export async function settled(): Promise<void> {
  await Bun.sleep(3_000);
  await Bun.spawn(["sync"]).exited;
}
