import type { SwarmTask } from "#client/swarm-types.ts";
import type { SwarmService } from "./service.ts";

/** States in the order in which tasks pass them. */
const order = [
  "new",
  "allocated",
  "pending",
  "assigned",
  "accepted",
  "preparing",
  "ready",
  "starting",
  "running",
  "complete",
  "shutdown",
  "failed",
  "rejected",
];
const rank = (state: string): number => order.indexOf(state);

export interface Convergence {
  /** Tasks that do what they are to do. */
  readonly done: number;
  readonly wanted: number;
}

/** How far the tasks of a service are; those on nodes that are down do not count. */
export function convergence(
  { Spec: { Mode = {} }, JobStatus }: SwarmService,
  tasks: readonly SwarmTask[],
  activeNodes: ReadonlySet<string>,
): Convergence {
  const here = tasks.filter(({ NodeID = "" }) => NodeID === "" || activeNodes.has(NodeID));
  if (JobStatus !== undefined || Mode.ReplicatedJob !== undefined || Mode.GlobalJob !== undefined) {
    const done = here.filter(({ Status }) => Status.State === "complete").length;
    return { done, wanted: Mode.ReplicatedJob?.TotalCompletions ?? here.length };
  }
  const isReplicated = Mode.Replicated !== undefined;
  const newest = [...byPlace(here, isReplicated).values()];
  const done = newest.filter(
    ({ Status, DesiredState }) => Status.State === "running" && rank(DesiredState) <= rank("running"),
  );
  return { done: done.length, wanted: Mode.Replicated?.Replicas ?? (isReplicated ? 1 : newest.length) };
}

/** One task per place: the one that is to get least far. */
function byPlace(tasks: readonly SwarmTask[], bySlot: boolean): Map<string, SwarmTask> {
  const chosen = new Map<string, SwarmTask>();
  for (const task of tasks) {
    const place = bySlot ? String(task.Slot ?? 0) : (task.NodeID ?? "");
    const other = chosen.get(place);
    if (other === undefined || isBefore(task, other)) chosen.set(place, task);
  }
  return chosen;
}

function isBefore(a: SwarmTask, b: SwarmTask): boolean {
  const desired = rank(a.DesiredState) - rank(b.DesiredState);
  return desired === 0 ? rank(a.Status.State) > rank(b.Status.State) : desired < 0;
}
