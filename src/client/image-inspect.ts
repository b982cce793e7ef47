import type { Op } from "#base/op.ts";
import { readText } from "./body.ts";
import type { Client } from "./client.ts";
import { ApiError } from "./errors.ts";
import { imagePath } from "./path.ts";

/** The engine's own JSON, with every digit it sent. `platform` is the JSON of an OCI platform. */
export async function imageInspectText(
  op: Op,
  client: Client,
  ref: string,
  options: { readonly platform?: string } = {},
): Promise<string> {
  if (ref === "") throw new ApiError(404, "", "Error: No such image: ");
  const query = { platform: options.platform || undefined };
  const response = await client.call(op, "GET", `/images/${imagePath(ref)}/json`, { query });
  return readText(response.body);
}
