import { setTimeout as sleep } from "node:timers/promises";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { objectList } from "#client/object-list.ts";
import { serviceInspectText } from "#client/service-inspect.ts";
import type { SwarmNode, SwarmTask } from "#client/swarm-types.ts";
import type { Io } from "../io/io.ts";
import { convergence } from "./convergence.ts";
import type { SwarmService } from "./service.ts";

const pauseMs = 200;
const defaultMonitorNanos = 5e9;

/**
 * Waits until all tasks of a service do as it says and have done so for as long as they are to be watched.
 * @throws Error when the engine stops an update
 */
export async function awaitService(
  op: Op,
  io: Io,
  client: Client,
  { id, quiet }: { readonly id: string; readonly quiet: boolean },
): Promise<void> {
  let last = "";
  const say = (line: string): void => {
    if (!quiet && line !== last) io.stdout.write(`${line}\n`);
    last = line;
  };
  let since: number | undefined;
  for (;;) {
    const service = JSON.parse(await serviceInspectText(op, client, id)) as SwarmService;
    const monitorMs = (service.Spec.UpdateConfig?.Monitor || defaultMonitorNanos) / 1e6;
    if (isSettled(service, since !== undefined)) return;
    if (since !== undefined && io.now() - since >= monitorMs) return say(`verify: Service ${id} converged`);
    const { done, wanted } = await progressOf(op, client, service);
    say(`overall progress: ${done} out of ${wanted} tasks`);
    const converged = done === wanted && wanted > 0;
    if (converged && service.JobStatus !== undefined) return say("job complete");
    if (!converged && since !== undefined) say("verify: Detected task failure");
    since = converged ? (since ?? io.now()) : undefined;
    await sleep(pauseMs, undefined, { signal: op.signal });
  }
}

/** Whether the engine says that there is nothing more to wait for. @throws Error when it gave an update up */
function isSettled({ UpdateStatus }: SwarmService, converged: boolean): boolean {
  const { State = "", Message = "" } = UpdateStatus ?? {};
  if (State === "paused") throw new Error(`service update paused: ${Message}`);
  if (State === "rollback_paused") throw new Error(`service rollback paused: ${Message}`);
  return State === "completed" && !converged;
}

async function progressOf(op: Op, client: Client, service: SwarmService) {
  const filters = { service: [service.ID], "_up-to-date": ["true"] };
  const tasks = await objectList<SwarmTask>(op, client, "tasks", { filters });
  const nodes = await objectList<SwarmNode>(op, client, "nodes");
  const active = new Set(nodes.filter(({ Status }) => Status.State !== "down").map(({ ID }) => ID));
  return convergence(service, tasks, active);
}
