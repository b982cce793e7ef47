import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { systemVersion } from "#client/system-version.ts";

/**
 * Whether the engine is Gantry's: there a container can take over from another one, and versions of projects are kept.
 * Docker's can do neither, and would not say so.
 */
export async function isGantry(op: Op, client: Client): Promise<boolean> {
  const { Platform } = await systemVersion(op, client);
  return Platform?.Name === "Gantry";
}
