import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { systemVersion } from "#client/system-version.ts";

/** Whether a container of the engine can take over from another one. Docker's cannot, and would not say so. */
export async function canTakeOver(op: Op, client: Client): Promise<boolean> {
  const { Platform } = await systemVersion(op, client);
  return Platform?.Name === "Gantry";
}
