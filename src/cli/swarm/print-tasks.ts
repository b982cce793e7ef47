import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import type { SwarmTask } from "#client/swarm-types.ts";
import { filter } from "../flags/filter.ts";
import { bool, string } from "../flags/scalars.ts";
import { naturalOrder } from "../format/natural-order.ts";
import { printListing } from "../format/print-listing.ts";
import { type NamedTask, taskColumns, taskListing } from "../format/task-listing.ts";
import type { Io } from "../io/io.ts";
import { SwarmNames } from "./names.ts";

/** Flags of `ps` of services, nodes and stacks. */
export const taskFlags = {
  filter: filter({ short: "f", usage: "Show only what meets the conditions" }),
  format: string({ usage: "Show each task as a Go template says" }),
  "no-resolve": bool({ usage: "Show ids in place of names" }),
  "no-trunc": bool({ usage: "Show everything in full length" }),
  quiet: bool({ short: "q", usage: "Only show ids" }),
};

export interface TaskOptions {
  readonly tasks: readonly SwarmTask[];
  readonly format: string;
  readonly resolve: boolean;
  readonly truncate: boolean;
  readonly quiet: boolean;
}

/** Prints tasks by their names; in a table the older ones of a place are indented below the newest. */
export async function printTasks(op: Op, io: Io, client: Client, options: TaskOptions): Promise<void> {
  const { truncate, quiet } = options;
  const format = options.format || (quiet ? "" : io.config.tasksFormat) || "table";
  const named = await namedTasks(op, client, options);
  const rows = format.startsWith("table") ? indented(named) : named;
  const listing = taskListing({ now: io.now(), truncate });
  await printListing(io, listing, { rows, format, quiet, columns: taskColumns });
}

/** By name, and those of one name by age, the newest first. */
async function namedTasks(op: Op, client: Client, { tasks, resolve }: TaskOptions): Promise<NamedTask[]> {
  const names = new SwarmNames(client, { resolve });
  const named: NamedTask[] = [];
  for (const task of tasks) {
    const service = await names.service(op, task.ServiceID);
    const place = task.Slot === undefined || task.Slot === 0 ? (task.NodeID ?? "") : String(task.Slot);
    named.push({ task, name: `${service}.${place}`, node: "" });
  }
  named.sort((a, b) => naturalOrder(a.name, b.name) || Date.parse(b.task.CreatedAt) - Date.parse(a.task.CreatedAt));
  const rows: NamedTask[] = [];
  for (const row of named) rows.push({ ...row, node: await names.node(op, row.task.NodeID ?? "") });
  return rows;
}

/** A task that is listed twice is, as in Docker, indented in both places. */
function indented(rows: readonly NamedTask[]): NamedTask[] {
  const shown = new Map<string, string>();
  for (const [index, { task, name }] of rows.entries()) {
    shown.set(task.ID, rows[index - 1]?.name === name ? ` \\_ ${name}` : name);
  }
  return rows.map((row) => ({ ...row, name: shown.get(row.task.ID) ?? row.name }));
}
