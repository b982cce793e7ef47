import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";
import type { HijackedStream } from "./transport.ts";

export interface ContainerAttachOptions {
  readonly stream?: boolean;
  readonly stdin?: boolean;
  readonly stdout?: boolean;
  readonly stderr?: boolean;
  readonly logs?: boolean;
  /** Empty: the engine's. */
  readonly detachKeys?: string;
}

/** The container's streams: raw with a terminal, Docker's frames otherwise. */
export function containerAttach(
  op: Op,
  client: Client,
  ref: string,
  options: ContainerAttachOptions,
): Promise<HijackedStream> {
  const query = { ...options, detachKeys: options.detachKeys || undefined };
  return client.hijack(op, `/containers/${segment(ref)}/attach`, { query });
}
