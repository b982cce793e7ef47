import { readJson } from "#api/read-json.ts";
import type { ContainerInspectResponse } from "#api/types.gen.ts";
import type { Op } from "#base/op.ts";
import { readText } from "./body.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

export interface ContainerInspectOptions {
  readonly size?: boolean;
}

/** The engine's own JSON, with every digit it sent. */
export async function containerInspectText(
  op: Op,
  client: Client,
  ref: string,
  options: ContainerInspectOptions = {},
): Promise<string> {
  const response = await client.call(op, "GET", `/containers/${segment(ref)}/json`, { query: { size: options.size } });
  return readText(response.body);
}

export async function containerInspect(
  op: Op,
  client: Client,
  ref: string,
  options: ContainerInspectOptions = {},
): Promise<ContainerInspectResponse> {
  return readJson<ContainerInspectResponse>(await containerInspectText(op, client, ref, options));
}
