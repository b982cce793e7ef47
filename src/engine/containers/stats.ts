import type { StatsResponse } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { UsageSubject } from "#core/usage/contract.ts";
import { emptyStats, statsView } from "#core/usage/stats-view.ts";
import type { Sample, Sampled } from "../stats/sampler.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";

export interface StatsOptions {
  readonly stream: boolean;
  /** Not to wait for a second sample to compare with. */
  readonly oneShot: boolean;
}

export type StatsSink = (stats: StatsResponse) => void;

/** `GET /containers/{id}/stats`. A stream lasts until the container is removed, or the op ends. */
export async function stats(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  { options, sink }: { readonly options: StatsOptions; readonly sink: StatsSink },
): Promise<void> {
  const subject = { id: entry.id, name: `/${entry.record.name}` };
  if (options.stream) return follow(op, context, entry, sink);
  if (!entry.running) return sink(emptyStats(subject));
  if (options.oneShot)
    return sink(statsView({}, await context.sampler.sample(op, sampledOf(context, entry)), undefined));
  sink(await compared(op, context, entry));
}

async function follow(op: Op, context: ContainerContext, entry: ContainerEntry, sink: StatsSink): Promise<void> {
  let previous: Sample | undefined;
  await context.sampler.follow(op, sampledOf(context, entry), (sample) => {
    sink(statsView({ id: entry.id, name: `/${entry.record.name}` }, sample, previous));
    previous = sample;
  });
}

/** The second of two samples. */
async function compared(op: Op, context: ContainerContext, entry: ContainerEntry): Promise<StatsResponse> {
  const ending = new AbortController();
  const signal = AbortSignal.any([op.signal, ending.signal]);
  let previous: Sample | undefined;
  let answer: StatsResponse | undefined;
  const take = (sample: Sample): void => {
    const subject = { id: entry.id, name: `/${entry.record.name}` };
    if (previous !== undefined) {
      answer = statsView(subject, sample, previous);
      ending.abort();
    }
    previous = sample;
  };
  try {
    await context.sampler.follow({ signal, log: op.log }, sampledOf(context, entry), take);
  } catch (error) {
    if (answer === undefined) throw error;
  }
  return answer ?? emptyStats({ id: entry.id, name: `/${entry.record.name}` });
}

/** One per container, so that all who look share its samples. */
function sampledOf(context: ContainerContext, entry: ContainerEntry): Sampled {
  entry.sampled ??= {
    subject: () => subjectOf(context, entry),
    gone: () => !context.table.has(entry),
  };
  return entry.sampled;
}

/** Networks are shown of containers that have some of their own, or share another's. */
function subjectOf(context: ContainerContext, entry: ContainerEntry): UsageSubject | undefined {
  if (entry.task === undefined) return undefined;
  return { containerId: entry.id, pid: entry.task.pid, networks: hasNetworks(context, entry) };
}

function hasNetworks(context: ContainerContext, entry: ContainerEntry): boolean {
  const { NetworkMode } = entry.record.hostConfig;
  if (NetworkMode === "host" || NetworkMode === "none") return false;
  const other = NetworkMode.startsWith("container:")
    ? context.table.idOf(NetworkMode.slice("container:".length))
    : undefined;
  return other === undefined || hasNetworks(context, context.table.find(other));
}
