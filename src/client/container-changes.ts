import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

/** A path that differs from the image. */
export interface FilesystemChange {
  /** 0 changed, 1 added, 2 deleted. */
  readonly Kind: 0 | 1 | 2;
  readonly Path: string;
}

export async function containerChanges(op: Op, client: Client, ref: string): Promise<readonly FilesystemChange[]> {
  return (
    (await client.json<readonly FilesystemChange[] | null>(op, "GET", `/containers/${segment(ref)}/changes`)) ?? []
  );
}
