import type { ContainerWhy } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { ApiError } from "./errors.ts";
import { segment } from "./path.ts";

/** Gantry's own: why a container is as it is. @throws ApiError · Error where the engine is another */
export async function containerWhy(op: Op, client: Client, ref: string): Promise<ContainerWhy> {
  try {
    return await client.json(op, "GET", `/containers/${segment(ref)}/why`);
  } catch (error) {
    const unknownCall = error instanceof ApiError && (error.status === 501 || error.engineMessage === "page not found");
    if (!unknownCall) throw error;
    const text = `not supported: why by the engine at ${client.host}: only Gantry keeps how containers end`;
    throw new Error(text, { cause: error });
  }
}
