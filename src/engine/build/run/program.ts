import { isEngineError } from "#base/errors.ts";
import { backgroundOp, endedError, type Op, orEnd, withDeadline } from "#base/op.ts";
import { signalNumbers } from "#base/signals.ts";
import { processFailed } from "#core/build/errors.ts";
import { outOfMemory, processNotRun } from "#core/build/run/errors.ts";
import type { RunOperation } from "#core/build/run-operation.ts";
import type { StepContext } from "#core/build/runners.ts";
import type { ExitRecord, RunSpec, Task } from "#core/runtime/contract.ts";
import type { FdHandle } from "#sys/fd-handle.ts";
import { deadlines } from "../../containers/deadlines.ts";
import type { StepDependencies } from "./dependencies.ts";
import { ProgramOutput } from "./program-output.ts";

export interface Program {
  readonly spec: Omit<RunSpec, "io" | "rootfs">;
  /** Given away when the program starts. */
  readonly rootfs: FdHandle;
  readonly operation: RunOperation;
  readonly context: Pick<StepContext, "output">;
}

type Runtime = Pick<StepDependencies, "tasks">;

/**
 * Runs a step's program to its end, and waits until nothing of it is left. Ends it with `op`.
 * @throws BuildError with its exit code, when that is not 0
 */
export async function runProgram(op: Op, runtime: Runtime, program: Program): Promise<void> {
  const { args } = program.operation;
  using output = await ProgramOutput.open(program.context.output);
  const task = await start(op, runtime, program, output);
  const exit = await untilEnd(op, task);
  task.acknowledge();
  await Promise.all([output.ended, untilReleased(op, runtime, program, task)]);
  if (op.signal.aborted) throw endedError(op);
  if (exit.exitCode === 0) return;
  throw exit.oomKilled ? outOfMemory(args, exit.exitCode) : processFailed(args, exit.exitCode);
}

async function start(op: Op, { tasks }: Runtime, program: Program, output: ProgramOutput): Promise<Task> {
  const io = { tty: false, stdin: false, stdinOnce: false, attached: [output.client()] };
  using starting = withDeadline(op, deadlines.runtimeMs, "start of a build step by the runtime");
  try {
    return await tasks.run(starting, { ...program.spec, rootfs: program.rootfs.give(), io });
  } catch (error) {
    throw notStarted(error, program);
  }
}

/** What the runtime says of the program is shown where the program would have written; the exit code is the runtime's, as in BuildKit. */
function notStarted(error: unknown, { operation: { args }, context }: Program): unknown {
  if (isEngineError(error, "canceled", "deadline-exceeded")) return error;
  if (!isEngineError(error) || error.code !== "runtime.failure") return processNotRun(args, error);
  const reason = error.message.replace(/^.* create failed: /, "");
  context.output("stderr", Buffer.from(`runc run failed: ${reason}\n`));
  return processFailed(args, 1, { cause: error });
}

/** The program's end; it is killed when `op` ends first. */
async function untilEnd(op: Op, task: Task): Promise<ExitRecord> {
  const kill = (): void => {
    try {
      task.signal(signalNumbers.KILL);
    } catch {
      // It has ended.
    }
  };
  op.signal.addEventListener("abort", kill, { once: true });
  if (op.signal.aborted) kill();
  try {
    return await task.exited;
  } finally {
    op.signal.removeEventListener("abort", kill);
  }
}

/** A runtime that does not let go is made to. */
async function untilReleased(op: Op, { tasks }: Runtime, { spec }: Program, task: Task): Promise<void> {
  const background = backgroundOp(op.log);
  try {
    using bounded = withDeadline(background, deadlines.releaseMs, "a build step giving back what it held");
    await orEnd(bounded, task.released);
  } catch (error) {
    op.log.warn("build step did not end", { id: spec.containerId, error });
    using bounded = withDeadline(background, deadlines.runtimeMs, "end of a build step");
    await tasks.destroy(bounded, spec.containerId, spec.runtime);
  }
}
