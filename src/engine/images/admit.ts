import { type Op, throwIfEnded } from "#base/op.ts";
import type { EventSink } from "#core/events/contract.ts";
import type { Descriptor } from "#formats/oci/image.ts";

/** An image on its way in or out, and by which door. */
export interface Passage {
  readonly by: "load" | "import" | "save" | "commit" | "build" | "rollback" | "run" | "pull" | "push" | "receive";
  readonly target: Descriptor;
  /** Normalised names it comes with. */
  readonly names: readonly string[];
}

/**
 * The one place that every image passes before it is stored, used or sent (architecture, rule 10). Lets all pass: a
 * policy that refuses throws `forbidden` here. Each passage is an event `admit`, which those get who ask for it: Docker has none such.
 */
export async function admitImage(op: Op, events: EventSink, { by, target, names }: Passage): Promise<void> {
  throwIfEnded(op);
  const attributes = { by, decision: "allow", name: names.join(",") };
  events.emit({ type: "image", action: "admit", actorId: target.digest, attributes, quiet: true });
}
