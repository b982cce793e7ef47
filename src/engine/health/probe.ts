import { zeroValue } from "#api/decode.ts";
import type { HealthcheckResult } from "#api/types.gen.ts";
import { formatDuration } from "#base/duration.ts";
import { messageOf } from "#base/errors.ts";
import { type ExecId, newId } from "#base/ids.ts";
import { type Op, withDeadline } from "#base/op.ts";
import { signalNumbers } from "#base/signals.ts";
import { nowRfc3339Nano } from "#base/time.ts";
import { noExecCommand } from "#core/container/errors.ts";
import { maxProbeOutputBytes } from "#core/container/health.ts";
import type { Task } from "#core/runtime/contract.ts";
import { OutputCollector } from "#sys/output-collector.ts";
import { socketPair } from "#sys/unix-socket.ts";
import type { ContainerEntry } from "../containers/container-entry.ts";
import type { ContainerContext } from "../containers/dependencies.ts";
import { emit } from "../containers/exit.ts";
import { linkedFacts } from "../containers/links.ts";
import { ExecEntry } from "../exec/exec-entry.ts";
import { launchExec } from "../exec/start-exec.ts";

export interface Probe {
  readonly command: readonly string[];
  readonly timeoutMs: number;
}

/** A probe that cannot be started in this time has failed; its own time-out begins when it runs. */
const startTimeoutMs = 30_000;
/** How long output may still come of a probe that has ended. */
const drainMs = 3000;

/** Runs a health check once, and says how it went. Ends with `op`, and ends the probe then. Never rejects. */
export async function runProbe(
  op: Op,
  context: ContainerContext,
  entry: ContainerEntry,
  probe: Probe,
): Promise<HealthcheckResult> {
  const Start = nowRfc3339Nano();
  const outcome = await attempt(op, context, entry, probe).catch((error: unknown) => ({
    ExitCode: -1,
    Output: messageOf(error),
  }));
  return { Start, End: nowRfc3339Nano(), ...outcome };
}

type Outcome = Pick<HealthcheckResult, "ExitCode" | "Output">;

async function attempt(op: Op, context: ContainerContext, entry: ContainerEntry, probe: Probe): Promise<Outcome> {
  if (probe.command.length === 0) throw noExecCommand();
  const exec = execOf(context, entry, probe);
  emit(context, entry, `exec_create: ${exec.commandLine}`, { execID: exec.id });
  const [ours, theirs] = socketPair();
  using output = await OutputCollector.open(ours, maxProbeOutputBytes);
  using starting = withDeadline(op, startTimeoutMs, `starting health check for container ${entry.id}`);
  const streams = { stdin: false, stdout: true, stderr: true, multiplexed: false };
  const client = { fd: theirs, head: new Uint8Array(), detachKeys: new Uint8Array(), ...streams };
  const task = await launchExec(starting, context, exec, [client]);
  const late = await endsLate(op, task, probe.timeoutMs);
  const { exitCode } = await task.exited;
  await Promise.race([output.ended, new Promise((resolve) => setTimeout(resolve, drainMs).unref())]);
  if (!late) return { ExitCode: exitCode, Output: output.text };
  const said = output.text === "" ? "" : `: ${output.text}`;
  const limit = formatDuration(BigInt(Math.round(probe.timeoutMs * 1_000_000)));
  return { ExitCode: -1, Output: `Health check exceeded timeout (${limit})${said}` };
}

function execOf(context: ContainerContext, entry: ContainerEntry, { command }: Probe): ExecEntry {
  const { User, WorkingDir } = entry.record.config;
  const request = { ...zeroValue("ExecCreateRequest"), Cmd: [...command], User, WorkingDir };
  return new ExecEntry(newId<ExecId>(), entry, {
    request: { ...request, AttachStdout: true, AttachStderr: true },
    detachKeys: new Uint8Array(0),
    linkedEnvironment: linkedFacts(context, entry).environment,
  });
}

/** Waits for the probe's end, but kills it when its time is over or nobody wants it any more. Whether it was late. */
async function endsLate(op: Op, task: Task, timeoutMs: number): Promise<boolean> {
  let late = false;
  const kill = () => killQuietly(task);
  const timer = setTimeout(() => {
    late = true;
    kill();
  }, timeoutMs);
  op.signal.addEventListener("abort", kill, { once: true });
  if (op.signal.aborted) kill();
  await task.exited;
  op.signal.removeEventListener("abort", kill);
  clearTimeout(timer);
  return late;
}

function killQuietly(task: Task): void {
  try {
    task.signal(signalNumbers.KILL);
  } catch {
    // It has ended.
  }
}
