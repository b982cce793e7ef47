import type { RehearsalAct, RehearsalOutcome } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { ApiError } from "./errors.ts";

/** Statuses of engines that do not know the call. */
const unknownCall = [404, 405, 501];

/**
 * Gantry's own: what destructive calls would do, played one after the other; nothing is changed. @throws Error where the
 * engine is another, which does not know the call and so does nothing either
 */
export async function rehearsal(op: Op, client: Client, acts: readonly RehearsalAct[]): Promise<RehearsalOutcome[]> {
  try {
    return await client.json(op, "POST", "/rehearsal", { json: { Acts: acts } });
  } catch (error) {
    if (!(error instanceof ApiError && unknownCall.includes(error.status))) throw error;
    throw new Error(`not supported: a dry run by the engine at ${client.host}: only Gantry knows what would go`, {
      cause: error,
    });
  }
}
