import type { SwarmPort } from "#client/swarm-types.ts";
import type { SwarmService } from "../services/service.ts";
import { plainImage } from "./plain-image.ts";
import type { Listing } from "./table.ts";
import { shortId } from "./text.ts";

/** The columns of a plain table. */
export const serviceColumns = ["ID", "Name", "Mode", "Replicas", "Image", "Ports"];

const column = (header: string, value: (service: SwarmService) => string) => ({ header, value });

/** What `service ls` and `stack services` can show of a service. */
export const serviceListing: Listing<SwarmService> = {
  typeName: "*service.serviceContext",
  columns: {
    ID: column("ID", ({ ID }) => shortId(ID)),
    Name: column("NAME", ({ Spec }) => Spec.Name ?? ""),
    Mode: column("MODE", modeText),
    Replicas: column("REPLICAS", replicasText),
    Image: column("IMAGE", ({ Spec }) => plainImage(Spec.TaskTemplate.ContainerSpec?.Image ?? "")),
    Ports: column("PORTS", ({ Endpoint }) => portsText(Endpoint?.Ports ?? [])),
  },
  rawSpaced: true,
  raw: [
    ["id", "ID"],
    ["name", "Name"],
    ["mode", "Mode"],
    ["replicas", "Replicas"],
    ["image", "Image"],
    ["ports", "Ports"],
  ],
};

function modeText({ Spec: { Mode } }: SwarmService): string {
  if (Mode?.Global !== undefined) return "global";
  if (Mode?.Replicated !== undefined) return "replicated";
  if (Mode?.ReplicatedJob !== undefined) return "replicated job";
  return Mode?.GlobalJob === undefined ? "" : "global job";
}

function replicasText({ Spec: { Mode, TaskTemplate }, ServiceStatus = {} }: SwarmService): string {
  const { RunningTasks: running = 0, DesiredTasks: desired = 0, CompletedTasks: completed = 0 } = ServiceStatus;
  const counts = `${running}/${desired}`;
  if (Mode?.ReplicatedJob !== undefined) {
    return `${counts} (${completed}/${Mode.ReplicatedJob.TotalCompletions ?? 0} completed)`;
  }
  if (Mode?.GlobalJob !== undefined) return `${counts} (${completed}/${desired + completed} completed)`;
  const most = Mode?.Replicated === undefined ? 0 : (TaskTemplate.Placement?.MaxReplicas ?? 0);
  return most > 0 ? `${counts} (max ${most} per node)` : counts;
}

interface PortRange {
  readonly protocol: string;
  readonly published: number;
  readonly target: number;
  count: number;
}

/** Ports that every node publishes; neighbours on both sides are a range. */
function portsText(ports: readonly SwarmPort[]): string {
  const ranges: PortRange[] = [];
  const published = ports.filter(({ PublishMode }) => PublishMode === "ingress");
  for (const { Protocol = "tcp", PublishedPort = 0, TargetPort = 0 } of published.sort(byPort)) {
    const last = ranges.at(-1);
    const follows =
      last !== undefined &&
      last.protocol === Protocol &&
      PublishedPort === last.published + last.count &&
      TargetPort === last.target + last.count;
    if (follows) last.count++;
    else ranges.push({ protocol: Protocol, published: PublishedPort, target: TargetPort, count: 1 });
  }
  return ranges
    .map(({ protocol, published: from, target, count }) => `*:${span(from, count)}->${span(target, count)}/${protocol}`)
    .join(", ");
}

function span(first: number, count: number): string {
  return count === 1 ? String(first) : `${first}-${first + count - 1}`;
}

function byPort(a: SwarmPort, b: SwarmPort): number {
  const protocols = (a.Protocol ?? "") < (b.Protocol ?? "") ? -1 : Number(a.Protocol !== b.Protocol);
  return protocols || (a.PublishedPort ?? 0) - (b.PublishedPort ?? 0);
}
