import type { Op } from "#base/op.ts";
import { readText } from "./body.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

/** Kinds of objects that are inspected at `/KIND/NAME`, and their paths. */
export type ObjectKind = "networks" | "volumes" | "nodes" | "services" | "tasks" | "secrets" | "configs";

/** The engine's own JSON of an object. */
export async function objectInspectText(
  op: Op,
  client: Client,
  ref: string,
  options: { readonly kind: ObjectKind },
): Promise<string> {
  const response = await client.call(op, "GET", `/${options.kind}/${segment(ref)}`);
  return readText(response.body);
}

/** The engine's own JSON of a plugin. */
export async function pluginInspectText(op: Op, client: Client, ref: string): Promise<string> {
  const response = await client.call(op, "GET", `/plugins/${segment(ref)}/json`);
  return readText(response.body);
}
