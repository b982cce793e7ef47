import type { Histogram } from "./action-times.ts";

/** One metric as Prometheus reads it; labels are written as they are given, without their values' quotes. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly samples: readonly Sample[];
}

type Labels = Readonly<Record<string, string>>;
export type Sample =
  | { readonly labels?: Labels; readonly value: number }
  | { readonly labels?: Labels; readonly times: Histogram };

/** The text format of Prometheus 0.0.4. */
export function metricsText(metrics: readonly Metric[]): string {
  return metrics
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, help, type, samples }) => {
      const lines = samples.flatMap((sample) => sampleLines(name, sample));
      return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].map((line) => `${line}\n`).join("");
    })
    .join("");
}

function sampleLines(name: string, sample: Sample): string[] {
  const { labels = {} } = sample;
  if ("value" in sample) return [`${name}${labelText(labels)} ${sample.value}`];
  const { buckets, sum, count } = sample.times;
  return [
    ...buckets.map(([bound, within]) => `${name}_bucket${labelText({ ...labels, le: bound })} ${within}`),
    `${name}_sum${labelText(labels)} ${sum}`,
    `${name}_count${labelText(labels)} ${count}`,
  ];
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
