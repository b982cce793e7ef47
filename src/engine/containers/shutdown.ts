import { type Op, withDeadline } from "#base/op.ts";
import type { ContainerContext } from "./dependencies.ts";
import { end, graceOf } from "./stop.ts";

/** Stops every running container, all at once, each with its own grace but none longer than the engine's time-out. */
export async function stopAll(op: Op, context: ContainerContext): Promise<void> {
  context.endAll();
  haltRestarts(context);
  const limitS = context.settings.shutdownTimeoutS;
  using limit = limitS < 0 ? undefined : withDeadline(op, (limitS + 5) * 1000, "stop of all containers");
  const bounded = limit ?? op;
  const running = context.table.all().filter((entry) => entry.running);
  const results = await Promise.allSettled(
    running.map((entry) =>
      entry.lock.run(bounded, () => {
        const own = graceOf(context, entry);
        const timeoutS = limitS < 0 ? own : Math.min(own < 0 ? limitS : own, limitS);
        return end(bounded, context, entry, { act: "shutdown", timeoutS });
      }),
    ),
  );
  for (const [index, result] of results.entries()) {
    if (result.status === "rejected") {
      context.log.error("container did not stop", { container: running[index]?.id, error: result.reason });
    }
  }
  await Promise.allSettled(running.map((entry) => entry.released));
}

/** No container is started by itself any more; those that wait are left to the engine's next start. */
function haltRestarts(context: ContainerContext): void {
  for (const entry of context.table.all()) entry.restarts.halt();
}

/** Ends what the engine does for containers by itself, while they go on. */
export function haltAll(context: ContainerContext): void {
  haltRestarts(context);
  for (const entry of context.table.all()) entry.healthWatch?.stop();
}
