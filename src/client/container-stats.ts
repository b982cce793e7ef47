import type { StatsResponse } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import { readJsonLines } from "./body.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

export interface ContainerStatsOptions {
  /** One figure a second until the container is removed; otherwise one. */
  readonly stream: boolean;
  /** Without a second sample to compare with, which takes a second. */
  readonly oneShot?: boolean;
}

/** What a container uses. */
export async function* containerStats(
  op: Op,
  client: Client,
  ref: string,
  options: ContainerStatsOptions,
): AsyncGenerator<StatsResponse, void, undefined> {
  const query = { stream: options.stream ? "1" : "0", "one-shot": options.oneShot };
  const response = await client.call(op, "GET", `/containers/${segment(ref)}/stats`, { query });
  yield* readJsonLines<StatsResponse>(response.body);
}
