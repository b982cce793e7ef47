import { setTimeout as sleep } from "node:timers/promises";
import type { Op } from "#base/op.ts";
import { Slots } from "#base/slots.ts";
import { zeroTime } from "#base/time.ts";
import { type ProjectNeed, projectNeeds } from "#core/container/project-needs.ts";
import { wantsRestart } from "#core/container/restart-policy.ts";
import { startOrder } from "#core/container/start-order.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";
import { start } from "./start.ts";

const atOnce = 4;
const lookAgainMs = 100;
/** A project comes up late rather than never. */
const longestWaitMs = 300_000;

/**
 * Starts what ran when the engine ended, and whatever else the restart policies want, as the engine starts: oldest first,
 * and each container after those that it links to or whose namespaces it joins. One of a Compose project waits for those
 * that it depends on to be as it wants them: healthy, or done. One that fails does not hold up the others.
 */
export async function startByPolicy(op: Op, context: ContainerContext): Promise<void> {
  const all = context.table.all();
  const records = all.map(({ record }) => record);
  const planned = all
    .filter(isWanted)
    .reverse()
    .map((entry) => ({ entry, donors: donorsOf(context, entry), needs: projectNeeds(entry.record, records) }));
  const order = startOrder(
    planned.map(({ entry, donors, needs }) => ({ id: entry.id, needs: [...donors, ...needs.map(({ id }) => id)] })),
  );
  const slots = new Slots(atOnce);
  const started = new Map<string, Promise<void>>();
  for (const wave of order) {
    const before = new Map(started);
    for (const { entry, donors, needs } of planned.filter((one) => wave.includes(one.entry.id))) {
      const begun = async (): Promise<void> => {
        for (const id of [...donors, ...needs.map((need) => need.id)]) await before.get(id);
        await Promise.all(needs.map((need) => untilMet(context, entry, need)));
        await slots.run(op, () => startOne(op, context, entry));
      };
      started.set(entry.id, begun());
    }
  }
  await Promise.all(started.values());
}

function isWanted(entry: ContainerEntry): boolean {
  const { state, restartCount, manuallyStopped = false, hostConfig } = entry.record;
  if (entry.running || entry.awaitsRestart || state.startedAt === zeroTime) return false;
  return wantsRestart(hostConfig.RestartPolicy, { exitCode: state.exitCode, restartCount, manuallyStopped });
}

function donorsOf(context: ContainerContext, { record: { hostConfig, links = [] } }: ContainerEntry): string[] {
  const joined = [hostConfig.NetworkMode, hostConfig.IpcMode, hostConfig.PidMode].flatMap((mode) => {
    const id = mode.startsWith("container:") ? context.table.idOf(mode.slice("container:".length)) : undefined;
    return id === undefined ? [] : [id];
  });
  return [...joined, ...links.map(({ target }) => target)];
}

/** Waits no longer than it takes to see that it may not come to it. */
async function untilMet(context: ContainerContext, entry: ContainerEntry, need: ProjectNeed): Promise<void> {
  const end = performance.now() + longestWaitMs;
  while (!isDecided(context, need) && !context.endsAll.aborted) {
    if (performance.now() >= end) {
      context.log.warn("a container is started though another is not as it wants it", {
        ...{ container: entry.id, needs: need.id, condition: need.condition },
      });
      return;
    }
    await sleep(lookAgainMs);
  }
}

function isDecided(context: ContainerContext, { id, condition }: ProjectNeed): boolean {
  const needed = context.table.withId(id);
  if (needed === undefined || (!needed.running && !needed.awaitsRestart) || condition === "service_started")
    return true;
  const { health } = needed.record;
  return condition === "service_healthy" && health?.Status !== "starting";
}

async function startOne(op: Op, context: ContainerContext, entry: ContainerEntry): Promise<void> {
  if (context.endsAll.aborted || entry.running || !context.table.has(entry)) return;
  try {
    await start(op, context, entry);
  } catch (error) {
    context.log.error("container was not started with the engine", { container: entry.id, error });
  }
}
