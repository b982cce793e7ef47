import type { Op } from "#base/op.ts";
import { zeroTime } from "#base/time.ts";
import { wantsRestart } from "#core/container/restart-policy.ts";
import { startOrder } from "#core/container/start-order.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";
import { start } from "./start.ts";

const atOnce = 4;

/**
 * Starts what ran when the engine ended, and whatever else the restart policies want, as the engine starts: oldest first,
 * and each container after those that it links to or whose namespaces it joins. One that fails does not hold up the others.
 */
export async function startByPolicy(op: Op, context: ContainerContext): Promise<void> {
  const entries = context.table.all().filter(isWanted).reverse();
  const waves = startOrder(entries.map((entry) => ({ id: entry.id, needs: donorsOf(context, entry) })));
  for (const wave of waves) {
    const left = wave.map((id) => context.table.find(id));
    await Promise.all(Array.from({ length: atOnce }, () => startNext(op, context, left)));
  }
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

async function startNext(op: Op, context: ContainerContext, left: ContainerEntry[]): Promise<void> {
  for (let entry = left.shift(); entry !== undefined; entry = left.shift()) {
    if (context.endsAll.aborted || entry.running || !context.table.has(entry)) continue;
    try {
      await start(op, context, entry);
    } catch (error) {
      context.log.error("container was not started with the engine", { container: entry.id, error });
    }
  }
}
