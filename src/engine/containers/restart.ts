import type { Op } from "#base/op.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";
import { emit, untilReleased } from "./exit.ts";
import { begin } from "./start.ts";
import { end, type StopOptions } from "./stop.ts";

/** `POST /containers/{id}/restart`: the stop's grace, then a start; starts as well what does not run. */
export async function restart(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  options: StopOptions,
): Promise<void> {
  await entry.lock.run(op, async () => {
    entry.restarting = true;
    try {
      await end(op, context, entry, { ...options, act: "restart" });
      await untilReleased(op, entry);
      await begin(op, context, entry);
    } finally {
      entry.restarting = false;
    }
    emit(context, entry, "restart");
  });
}
