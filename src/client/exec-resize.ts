import type { Op } from "#base/op.ts";
import type { Client } from "./client.ts";
import type { TerminalSize } from "./container-resize.ts";
import { segment } from "./path.ts";

export async function execResize(op: Op, client: Client, id: string, size: TerminalSize): Promise<void> {
  await client.done(op, "POST", `/exec/${segment(id, "exec")}/resize`, { query: { h: size.rows, w: size.columns } });
}
