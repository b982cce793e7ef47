import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { dockerClient, gantryExecutable } from "../../tests/support/peers.ts";
import { type ContestantName, contestantNames } from "./contestant.ts";
import { type Measurement, type Metric, median, type Samples, type Target } from "./measurement.ts";

/** What a file of `bench/data` holds. */
interface Data {
  readonly machine: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly samples: Samples;
}

export function dataFile(measurement: Measurement): string {
  return `bench/data/${measurement.name}.json`;
}

export function writeData(measurement: Measurement, samples: Samples): void {
  const data: Data = { machine: machine(), versions: versionsOf(Object.keys(samples)), samples: rounded(samples) };
  writeFileSync(dataFile(measurement), `${JSON.stringify(data, undefined, 1)}\n`);
}

function machine(): string {
  const processor = cpus()[0]!.model;
  return `${cpus().length} x ${processor}, ${Math.round(totalmem() / 2 ** 30)} GB, Linux ${release()}`;
}

function versionsOf(names: readonly string[]): Record<string, string> {
  const docker = dockerClient();
  const programs: Record<string, string> = {
    ...{ gantry: gantryExecutable(), dockerd: docker, "dockerd-image-store": docker, podman: "podman" },
  };
  return Object.fromEntries(
    names.map((name) => [name, execFileSync(programs[name]!, ["--version"], { encoding: "utf8" }).trim()]),
  );
}

function rounded(samples: Samples): Samples {
  const round = (figure: number): number => Number(figure.toPrecision(4));
  return Object.fromEntries(
    Object.entries(samples).map(([name, rounds]) => [
      name,
      rounds.map((sample) => Object.fromEntries(Object.entries(sample).map(([id, figure]) => [id, round(figure)]))),
    ]),
  );
}

/** Writes `bench/RESULTS.md` from what stands in `bench/data`. */
export function writeResults(measurements: readonly Measurement[]): void {
  const taken = measurements.filter((measurement) => existsSync(dataFile(measurement)));
  const all = taken.map((measurement) => ({ measurement, data: readData(measurement) }));
  const rows = all.flatMap(({ measurement, data }) => measurement.metrics.map((metric) => rowOf(metric, data.samples)));
  const facts = new Set(all.flatMap(({ data }) => [data.machine, ...Object.values(data.versions)]));
  const text = [
    "# Measured",
    "",
    "Written by `bun run bench`; the raw figures are in `bench/data`. A figure is the median, with the least and the greatest",
    "of the rounds behind it. The engines took turns on one machine, each in a network namespace of its own; CPU time is that",
    "of client, engine and all their children, by cgroup. Wall times depend on what else the machine did: only their ratios",
    "mean something. For the peers, the private memory beside a container is that of containerd-shim and conmon.",
    "",
    ...[...facts].map((fact) => `- ${fact}`),
    "",
    "| what | gantry | dockerd | dockerd, image store | podman | gantry / dockerd | must | aim |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
    "",
  ];
  writeFileSync("bench/RESULTS.md", text.join("\n"));
}

function readData(measurement: Measurement): Data {
  return JSON.parse(readFileSync(dataFile(measurement), "utf8")) as Data;
}

function rowOf(metric: Metric, samples: Samples): string {
  const cells = contestantNames.map((name) => cellOf(metric, figuresOf(metric, samples, name)));
  const [ours, theirs] = [figuresOf(metric, samples, "gantry"), figuresOf(metric, samples, "dockerd")];
  const ratio = ours.length > 0 && theirs.length > 0 ? (median(ours) / median(theirs)).toFixed(2) : "";
  const columns = [metric.title, ...cells, ratio, targetText(metric, metric.must), targetText(metric, metric.aim)];
  return `| ${columns.join(" | ")} |`;
}

function figuresOf(metric: Metric, samples: Samples, name: ContestantName): number[] {
  return (samples[name] ?? []).map((sample) => sample[metric.id]!).filter((figure) => figure !== undefined);
}

function cellOf(metric: Metric, figures: readonly number[]): string {
  if (figures.length === 0) return "";
  const show = (figure: number): string => (figure >= 100 ? figure.toFixed(0) : String(Number(figure.toPrecision(3))));
  return `${show(median(figures))} ${metric.unit} (${show(Math.min(...figures))}–${show(Math.max(...figures))})`;
}

function targetText(metric: Metric, target: Target | undefined): string {
  if (target === undefined) return "";
  const sign = metric.better === "less" ? "≤" : "≥";
  return "ratio" in target
    ? `${sign} ${Number(target.ratio.toFixed(3))}x`
    : `${sign} ${target.figure} ${metric.unit}`.trim();
}

/** Whether the figures reach the target; undefined where the peer's are not there. */
export function reaches(metric: Metric, target: Target, samples: Samples): boolean | undefined {
  const [ours, theirs] = [figuresOf(metric, samples, "gantry"), figuresOf(metric, samples, "dockerd")];
  if (ours.length === 0 || ("ratio" in target && theirs.length === 0)) return undefined;
  const bound = "ratio" in target ? target.ratio * median(theirs) : target.figure;
  return metric.better === "less" ? median(ours) <= bound : median(ours) >= bound;
}
