import { setTimeout as sleep } from "node:timers/promises";
import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { objectList } from "#client/object-list.ts";
import type { SwarmTask } from "#client/swarm-types.ts";
import type { FilterValues } from "../flags/filter.ts";

const pauseMs = 200;
const ended = new Set(["complete", "shutdown", "failed", "rejected", "remove", "orphaned"]);

/** Waits until no task that meets the filters runs or is to run. */
export async function awaitTasksEnd(op: Op, client: Client, filters: FilterValues): Promise<void> {
  for (;;) {
    const tasks = await objectList<SwarmTask>(op, client, "tasks", { filters });
    if (tasks.every(({ Status }) => ended.has(Status.State))) return;
    await sleep(pauseMs, undefined, { signal: op.signal });
  }
}
