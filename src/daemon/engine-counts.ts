import type { ContainerContext } from "#engine/containers/dependencies.ts";
import type { Images } from "#engine/images/images.ts";
import type { Counts } from "#engine/system/system-facts.ts";

/** How many containers there are in each state, and images. */
export function countsOf(context: ContainerContext, images: Images): Counts {
  const counts = { running: 0, paused: 0, stopped: 0 };
  for (const entry of context.table.all()) {
    if (entry.paused) counts.paused += 1;
    else if (entry.running) counts.running += 1;
    else counts.stopped += 1;
  }
  return { ...counts, images: images.count() };
}
