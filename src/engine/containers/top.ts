import type { ContainerTopResponse } from "#api/types.gen.ts";
import { EngineError } from "#base/errors.ts";
import { type Op, withDeadline } from "#base/op.ts";
import { isRestarting, notRunning } from "#core/container/errors.ts";
import { processesOf } from "#core/container/ps-output.ts";
import { isErrno } from "#sys/libc.ts";
import { type Ended, runToEnd } from "#sys/spawn.ts";
import type { ContainerEntry } from "./container-entry.ts";
import type { ContainerContext } from "./dependencies.ts";
import { emit } from "./exit.ts";

const patienceMs = 30_000;

/** `GET /containers/{id}/top` with arguments that are checked: what the host's `ps` shows of the container's processes. */
export async function top(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  psArguments: string,
): Promise<ContainerTopResponse> {
  if (entry.task === undefined) throw entry.awaitsRestart ? isRestarting(entry.id) : notRunning(entry.id);
  const pids = await context.usage.processes(op, { containerId: entry.id, pid: entry.task.pid });
  using bounded = withDeadline(op, patienceMs, "ps");
  const answer = processesOf(await psOutput(bounded, psArguments.split(" "), pids), new Set(pids));
  emit(context, entry, "top");
  return answer;
}

/** Some of the options that `ps` knows do not go with a choice of processes. */
async function psOutput(op: Op, list: readonly string[], pids: readonly number[]): Promise<string> {
  const chosen = await ps(op, [...list, `-q${pids.join(",")}`]);
  if (chosen.code === 0) return chosen.output;
  const all = await ps(op, list);
  if (all.code === 0) return all.output;
  const [reason = ""] = all.errors.split("\n", 1);
  throw new EngineError("system", `ps: ${reason === "" ? `exit status ${all.code}` : reason}`);
}

async function ps(op: Op, list: readonly string[]): Promise<Ended> {
  try {
    return await runToEnd(["ps", ...list], op.signal);
  } catch (error) {
    if (!isErrno(error, "ENOENT")) throw error;
    throw new EngineError("system", 'ps: exec: "ps": executable file not found in $PATH', { cause: error });
  }
}
