/**
 * `bun run bench`: measures Gantry against dockerd and podman, writes `bench/data` and `bench/RESULTS.md`, and fails when
 * a peer is missing or a target that must be reached is not.
 *   bun run bench [--rounds N] [--engines gantry,dockerd,dockerd-image-store,podman] [MEASUREMENT…]
 */
import { parseArgs } from "node:util";
import { buildMeasurement } from "./measurements/build.ts";
import { callsMeasurement } from "./measurements/calls.ts";
import { clientMeasurement } from "./measurements/client.ts";
import { composeMeasurement } from "./measurements/compose.ts";
import { execMeasurement } from "./measurements/exec.ts";
import { listMeasurement } from "./measurements/list.ts";
import { loadMeasurement } from "./measurements/load.ts";
import { logsMeasurement } from "./measurements/logs.ts";
import { memoryMeasurement } from "./measurements/memory.ts";
import { pullMeasurement } from "./measurements/pull.ts";
import { pushMeasurement } from "./measurements/push.ts";
import { readyMeasurement } from "./measurements/ready.ts";
import { runMeasurement } from "./measurements/run.ts";
import { startsMeasurement } from "./measurements/starts.ts";
import {
  type Contestant,
  type ContestantName,
  contestantNames,
  type Ground,
  openContestant,
  usualContestants,
} from "./support/contestant.ts";
import { type Measurement, median, type Samples, take } from "./support/measurement.ts";
import { reaches, writeData, writeResults } from "./support/results.ts";

const measurements: readonly Measurement[] = [
  runMeasurement,
  callsMeasurement,
  execMeasurement,
  clientMeasurement,
  logsMeasurement,
  listMeasurement,
  memoryMeasurement,
  startsMeasurement,
  readyMeasurement,
  pullMeasurement,
  pushMeasurement,
  loadMeasurement,
  buildMeasurement,
  composeMeasurement,
];

function report(measurement: Measurement, samples: Samples): string[] {
  const missed: string[] = [];
  for (const metric of measurement.metrics) {
    const figures = Object.entries(samples).flatMap(([name, rounds]) => {
      const own = rounds.flatMap((round) => round[metric.id] ?? []);
      return own.length === 0 ? [] : [`${name} ${Number(median(own).toPrecision(3))}`];
    });
    const reached = metric.must === undefined ? undefined : reaches(metric, metric.must, samples);
    if (reached === false) missed.push(metric.title);
    console.log(`${reached === false ? "MISS" : "    "} ${metric.title}: ${figures.join(", ")} ${metric.unit}`);
  }
  return missed;
}

async function measure(
  chosen: readonly Measurement[],
  names: readonly ContestantName[],
  run: Ground & { readonly rounds: number },
): Promise<string[]> {
  const contestants: Contestant[] = [];
  const missed: string[] = [];
  try {
    const wanted = new Set(chosen.flatMap((measurement) => measurement.contestants ?? usualContestants));
    for (const name of names.filter((one) => wanted.has(one))) contestants.push(await openContestant(name, run));
    for (const measurement of chosen) {
      const samples = await take(measurement, contestants, run.rounds);
      writeData(measurement, samples);
      missed.push(...report(measurement, samples));
    }
  } finally {
    const closed = await Promise.allSettled(contestants.map((contestant) => contestant.close()));
    for (const outcome of closed) if (outcome.status === "rejected") console.error(outcome.reason);
  }
  return missed;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "12" },
    engines: { type: "string", default: contestantNames.join(",") },
  },
});
const unknown = positionals.filter((name) => !measurements.some((measurement) => measurement.name === name));
if (unknown.length > 0) throw new RangeError(`no such measurement: ${unknown.join(", ")}`);
const chosen = measurements.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const engines = values.engines.split(",") as ContestantName[];
const missed: string[] = [];
for (const ownDisk of [false, true]) {
  const those = chosen.filter((measurement) => (measurement.ownDisk ?? false) === ownDisk);
  if (those.length > 0) missed.push(...(await measure(those, engines, { ownDisk, rounds: Number(values.rounds) })));
}
writeResults(measurements);
if (missed.length > 0) console.log(`not reached: ${missed.join("; ")}`);
process.exitCode = missed.length > 0 ? 1 : 0;
