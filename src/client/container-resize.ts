import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import { segment } from "./path.ts";

export interface TerminalSize {
  readonly rows: number;
  readonly columns: number;
}

export async function containerResize(op: Op, client: Client, ref: string, size: TerminalSize): Promise<void> {
  await client.done(op, "POST", `/containers/${segment(ref)}/resize`, { query: { h: size.rows, w: size.columns } });
}
