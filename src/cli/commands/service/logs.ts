import type { Op } from "#base/op.ts";
import type { Client } from "#client/client.ts";
import { isStatus } from "#client/errors.ts";
import { objectInspectText } from "#client/object-inspect.ts";
import { serviceInspectText } from "#client/service-inspect.ts";
import { serviceLogs } from "#client/service-logs.ts";
import type { SwarmTask } from "#client/swarm-types.ts";
import { exactly } from "../../arguments.ts";
import { type Command, runs } from "../../command.ts";
import { bool, string } from "../../flags/scalars.ts";
import type { SwarmService } from "../../services/service.ts";
import { TaskPrefixes } from "../../services/task-prefixes.ts";
import { copyFrames, copyRaw } from "../../streams/copy-output.ts";
import { checkedTimestamp } from "../../values/timestamp.ts";

export const command = {
  usage: "[OPTIONS] SERVICE|TASK",
  arguments: exactly(1),
  flags: {
    details: bool({ usage: "Show what the log driver keeps with each line, too" }),
    follow: bool({ short: "f", usage: "Follow what is written from now on" }),
    "no-resolve": bool({ usage: "Show ids in place of names" }),
    "no-task-ids": bool({ usage: "Leave out the ids of tasks" }),
    "no-trunc": bool({ usage: "Don't cut anything off" }),
    raw: bool({ usage: "Show the lines as they were written, without their tasks" }),
    since: string({ usage: 'Only lines since a time ("2013-01-02T13:23:37Z") or a span before now ("42m")' }),
    tail: string({ short: "n", usage: "How many of the last lines to show", default: "all" }),
    timestamps: bool({ short: "t", usage: "Show the time of each line" }),
  },
} satisfies Command;

export const run = runs(command, async (op, io, client, { flags, args: [ref = ""] }) => {
  const { kind, tty, width } = await sourceOf(op, client, ref);
  if (tty && !flags.raw) throw new Error("tty service logs only supported with --raw");
  const { details, follow, timestamps, raw, since, tail } = flags;
  const body = await serviceLogs(op, client, ref, {
    kind,
    follow,
    timestamps,
    tail,
    // Which task a line is of stands in its details.
    details: details || !raw,
    since: checkedTimestamp(since, io.now(), "since"),
  });
  if (tty) return await copyRaw(body, io.stdout);
  if (raw) return await copyFrames(body, io);
  const options = { resolve: !flags["no-resolve"], ids: !flags["no-task-ids"], truncate: !flags["no-trunc"] };
  const prefixes = new TaskPrefixes(client, { ...options, width, details, timestamps });
  await prefixes.copy(op, body, io);
});

interface LogSource {
  readonly kind: "services" | "tasks";
  readonly tty: boolean;
  /** Digits of the greatest number of a task. */
  readonly width: number;
}

/** What has the name, a service or else a task. */
async function sourceOf(op: Op, client: Client, ref: string): Promise<LogSource> {
  try {
    const { Spec } = JSON.parse(await serviceInspectText(op, client, ref)) as SwarmService;
    const width = String(Spec.Mode?.Replicated?.Replicas ?? 1).length;
    return { kind: "services", tty: Spec.TaskTemplate.ContainerSpec?.TTY === true, width };
  } catch (error) {
    if (!isStatus(error, 404)) throw error;
  }
  try {
    const { Spec, Slot = 0 } = JSON.parse(await objectInspectText(op, client, ref, { kind: "tasks" })) as SwarmTask;
    return { kind: "tasks", tty: Spec.ContainerSpec?.TTY === true, width: String(Slot).length };
  } catch (error) {
    throw isStatus(error, 404) ? new Error(`no such task or service: ${ref}`) : error;
  }
}
