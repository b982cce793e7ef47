import { mkdirSync } from "node:fs";
import { EngineError } from "#base/errors.ts";
import { endedError, type Op, throwIfEnded } from "#base/op.ts";
import { Undo } from "#base/undo.ts";
import type { AttachedClient, ExecSpec, Fd, RunSpec } from "#core/runtime/contract.ts";
import { spawnWithFds } from "#sys/spawn.ts";
import { closeFd, listenUnix, openDirectory } from "#sys/unix-socket.ts";
import type { RunFiles, TaskFacts } from "./run-files.ts";
import { hiddenPlace, type RuntimeEnvironment, stateDirectory } from "./runtime-commands.ts";
import { runtimeFailure } from "./runtime-failure.ts";
import { handOver, ShimLink, shimSocketName } from "./shim-link.ts";
import { type Beginning, ShimTask, type ShimTaskOptions } from "./shim-task.ts";

export interface Start {
  readonly mode: "run" | "exec";
  readonly environment: RuntimeEnvironment;
  readonly spec: RunSpec | ExecSpec;
  readonly command: string;
  readonly files: RunFiles;
  readonly facts: TaskFacts;
  readonly arguments: readonly string[];
  /** Descriptors for the shim's numbers 4 and on. Borrowed. */
  readonly fds: ReadonlyArray<Fd | undefined>;
  /** Writes what the runtime reads, once the shim's pid is known. */
  readonly writeBundle: (shimPid: number) => void;
  readonly taskOptions: ShimTaskOptions;
}

const attachDeadlineMs = 5000;
const cancelTimeoutMs = 5000;

/** Starts a shim and has it start the program. Takes the clients. @throws RuntimeFailure · canceled; nothing is left then */
export async function startTask(op: Op, start: Start): Promise<ShimTask> {
  const clients = [...start.spec.io.attached];
  const undo = new Undo();
  undo.add(() => start.files.remove());
  undo.add(() => closeClients(clients));
  try {
    throwIfEnded(op);
    start.files.create(start.facts);
    for (const folder of [stateDirectory(start.environment, start.spec.runtime), hiddenPlace(start.environment)])
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    const task = new ShimTask(start.taskOptions);
    const link = await openLink(start, task);
    undo.add(() => link.end());
    for (let client = clients.shift(); client !== undefined; client = clients.shift())
      handOver(start.files.directory, client);
    await begin(op, start, { task, link });
    return task;
  } catch (error) {
    await undo.run();
    throw error;
  }
}

async function openLink(start: Start, task: ShimTask): Promise<ShimLink> {
  const directory = openDirectory(start.files.directory);
  let listening: Fd | undefined;
  try {
    listening = listenUnix(directory, shimSocketName);
    const shim = spawnWithFds(start.arguments, [listening, ...start.fds]);
    start.writeBundle(shim.pid);
    const link = await ShimLink.connect(start.files.directory, task);
    task.use(link);
    return link;
  } finally {
    closeFd(directory);
    if (listening !== undefined) closeFd(listening);
  }
}

async function begin(op: Op, start: Start, { task, link }: { task: ShimTask; link: ShimLink }): Promise<void> {
  const cancel = () => link.send({ name: "cancel" });
  op.signal.addEventListener("abort", cancel, { once: true });
  if (op.signal.aborted) cancel();
  else link.send({ name: "start", attaches: start.spec.io.attached.length, deadlineMs: attachDeadlineMs });
  const beginning = await begunOrStuck(op, task);
  op.signal.removeEventListener("abort", cancel);
  if (beginning.started) return;
  await start.taskOptions.salvage();
  if (op.signal.aborted) throw endedError(op);
  const error = failureOf(start, beginning.log);
  if (start.mode === "exec") link.send({ name: "lastWords", rest: `${error.message}\r\n` });
  throw error;
}

/** A runtime that does not even end when it is killed is given up some time after the op has ended. */
async function begunOrStuck(op: Op, task: ShimTask): Promise<Beginning> {
  const stuck = Promise.withResolvers<Beginning>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const giveUp = () => {
    timer = setTimeout(() => stuck.resolve({ started: false, log: undefined }), cancelTimeoutMs);
  };
  op.signal.addEventListener("abort", giveUp, { once: true });
  if (op.signal.aborted) giveUp();
  const beginning = await Promise.race([task.begun, stuck.promise]);
  op.signal.removeEventListener("abort", giveUp);
  clearTimeout(timer);
  return beginning;
}

function failureOf(start: Start, log: string | undefined): EngineError {
  if (log !== undefined) return runtimeFailure(log, { action: start.mode, command: start.command });
  const message = "failed to create task for container: failed to create shim task: the shim ended: unknown";
  return new EngineError("unknown", message, { code: "runtime.failure", data: { cause: "other", exitCode: 128 } });
}

function closeClients(clients: readonly AttachedClient[]): void {
  for (const client of clients) closeFd(client.fd);
}
