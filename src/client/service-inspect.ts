import type { Op } from "#base/op.ts";
import { readText } from "./body.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

/** The engine's own JSON of a service; `insertDefaults` fills in what its spec leaves open. */
export async function serviceInspectText(
  op: Op,
  client: Client,
  ref: string,
  options: { readonly insertDefaults?: boolean } = {},
): Promise<string> {
  const query = { insertDefaults: String(options.insertDefaults ?? false) };
  const response = await client.call(op, "GET", `/services/${segment(ref, "service")}`, { query });
  return readText(response.body);
}
