import { readJson } from "#api/read-json.ts";
import type { ContainerWaitResponse } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import { readText } from "./body.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

export type WaitCondition = "not-running" | "next-exit" | "removed";

/** A wait that the engine has begun. */
export interface RunningWait {
  /** @throws Error when the engine gave up waiting. */
  readonly result: Promise<ContainerWaitResponse>;
}

/** Begins to wait; resolves when the engine counts from now, so that a start sent after it cannot be missed. */
export async function containerWait(
  op: Op,
  client: Client,
  ref: string,
  options: { readonly condition?: WaitCondition } = {},
): Promise<RunningWait> {
  const query = { condition: options.condition };
  const response = await client.call(op, "POST", `/containers/${segment(ref)}/wait`, { query });
  const result = readText(response.body).then((text) => readJson<ContainerWaitResponse>(text));
  result.catch(() => {});
  return { result };
}
