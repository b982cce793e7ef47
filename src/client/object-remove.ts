import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { nounOf, type ObjectKind } from "./object-inspect.ts";
import { segment } from "./path.ts";

export async function objectRemove(
  op: Op,
  client: Client,
  ref: string,
  options: { readonly kind: ObjectKind | "plugins"; readonly force?: boolean },
): Promise<void> {
  await client.done(op, "DELETE", `/${options.kind}/${segment(ref, nounOf(options.kind))}`, {
    query: { force: options.force },
  });
}
