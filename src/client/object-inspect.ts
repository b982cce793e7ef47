import type { Op } from "#base/op.ts";
import { readText } from "./body.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

/** Kinds of objects that are inspected at `/KIND/NAME`, and their paths. */
export type ObjectKind = "networks" | "volumes" | "nodes" | "services" | "tasks" | "secrets" | "configs";

/** One of the kind, as messages call it. */
export const nounOf = (kind: ObjectKind | "plugins"): string => kind.replace(/s$/, "");

/** The engine's own JSON of an object. */
export async function objectInspectText(
  op: Op,
  client: Client,
  ref: string,
  options: { readonly kind: ObjectKind },
): Promise<string> {
  const response = await client.call(op, "GET", `/${options.kind}/${segment(ref, nounOf(options.kind))}`);
  return readText(response.body);
}

/** The engine's own JSON of a plugin. */
export async function pluginInspectText(op: Op, client: Client, ref: string): Promise<string> {
  const response = await client.call(op, "GET", `/plugins/${segment(ref, "plugin")}/json`);
  return readText(response.body);
}
