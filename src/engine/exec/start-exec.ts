import { isEngineError, messageOf } from "#base/errors.ts";
import { type Op, withDeadline } from "#base/op.ts";
import type { AttachedClient, Task } from "#core/runtime/contract.ts";
import { deadlines } from "../containers/deadlines.ts";
import type { ContainerContext } from "../containers/dependencies.ts";
import { emit } from "../containers/exit.ts";
import { endWithText } from "./end-client.ts";
import type { ExecEntry } from "./exec-entry.ts";
import { prepareExec } from "./prepare-exec.ts";

/** Starts without a client. @throws what the runtime refused */
export async function startDetached(op: Op, context: ContainerContext, exec: ExecEntry): Promise<void> {
  await launchExec(op, context, exec, []);
}

/**
 * Starts for a client, whose fd it takes. The answer's head is out already, so a failure is written into the stream (on
 * its stdout, as Docker does) and the exec's exit code tells what it was.
 */
export async function startAttached(
  op: Op,
  context: ContainerContext,
  exec: ExecEntry,
  client: AttachedClient,
): Promise<void> {
  await launchExec(op, context, exec, [client]).catch((error: unknown) => {
    context.log.debug("exec did not start", { exec: exec.id, error });
  });
}

/** Starts for clients, whose fds it takes. @throws what the runtime refused */
export async function launchExec(
  op: Op,
  context: ContainerContext,
  exec: ExecEntry,
  attached: readonly AttachedClient[],
): Promise<Task> {
  const { container, request } = exec;
  exec.state = "starting";
  emit(context, container, `exec_start: ${exec.commandLine}`, { execID: exec.id });
  try {
    using bounded = withDeadline(op, deadlines.runtimeMs, `start of exec ${exec.id} by its runtime`);
    const process = await prepareExec(bounded, context, exec).catch((error: unknown) => {
      for (const client of attached) endWithText(client, `${messageOf(error)}\r\n`);
      throw error;
    });
    const { size } = exec;
    const task = await context.tasks.exec(bounded, {
      containerId: container.id,
      execId: exec.id,
      runtime: context.runtimeOf(container.record.runtime),
      process,
      io: {
        tty: request.Tty === true,
        stdin: request.AttachStdin === true,
        stdinOnce: true,
        ...(size === undefined ? {} : { size }),
        attached,
      },
    });
    exec.task = task;
    exec.pid = task.pid;
    if (exec.size !== undefined && exec.size !== size) task.resize(exec.size);
    exec.state = "running";
    container.runningExecs.add(exec.id);
    void task.exited.then((exit) => ended(context, exec, exit.exitCode));
    return task;
  } catch (error) {
    const data = isEngineError(error) ? error.data["exitCode"] : undefined;
    exec.exitCode = typeof data === "number" ? data : 126;
    exec.state = "exited";
    throw error;
  }
}

function ended(context: ContainerContext, exec: ExecEntry, exitCode: number): void {
  exec.task = undefined;
  exec.exitCode = exitCode;
  exec.state = "exited";
  exec.container.runningExecs.delete(exec.id);
  emit(context, exec.container, "exec_die", { execID: exec.id, exitCode: String(exitCode) });
}
