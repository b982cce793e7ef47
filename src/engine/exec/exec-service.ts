import type { ExecCreateRequest, ExecInspectResponse } from "#api/types.gen.ts";
import { type ExecId, newId } from "#base/ids.ts";
import { type Op, orEnd } from "#base/op.ts";
import { parseDetachKeys } from "#core/container/detach-keys.ts";
import {
  execAlreadyRunning,
  isPausedForExec,
  isRestarting,
  noExecCommand,
  noSuchExec,
  notRunning,
} from "#core/container/errors.ts";
import type { AttachedClient, TerminalSize } from "#core/runtime/contract.ts";
import type { ContainerContext } from "../containers/dependencies.ts";
import { emit } from "../containers/exit.ts";
import { linkedFacts } from "../containers/links.ts";
import { checkUser } from "./check-user.ts";
import { ExecEntry } from "./exec-entry.ts";
import { execView } from "./exec-view.ts";
import { forgetOldExecs } from "./forget.ts";
import { startAttached, startDetached } from "./start-exec.ts";

export interface ExecStartOptions {
  readonly detach: boolean;
  readonly tty: boolean;
  readonly size?: TerminalSize;
}

export interface ExecTarget {
  readonly tty: boolean;
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly detachKeys: Uint8Array;
  startDetached(op: Op): Promise<void>;
  startAttached(op: Op, client: AttachedClient): Promise<void>;
}

/** `docker exec`: further processes in running containers. They live in memory: an engine that starts anew knows none. */
export class ExecService {
  readonly #context: ContainerContext;
  readonly #execs = new Map<string, ExecEntry>();

  constructor(context: ContainerContext) {
    this.#context = context;
  }

  async create(op: Op, containerRef: string, request: ExecCreateRequest): Promise<{ readonly Id: string }> {
    await orEnd(op, Promise.resolve());
    const container = this.#context.table.find(containerRef);
    if (container.awaitsRestart) throw isRestarting(container.id);
    if (!container.running) throw notRunning(container.id);
    if (container.paused) throw isPausedForExec(container.id);
    if ((request.Cmd ?? []).length === 0) throw noExecCommand();
    checkUser(container, request);
    const detachKeys = parseDetachKeys(request.DetachKeys || "ctrl-p,ctrl-q");
    const { environment: linkedEnvironment } = linkedFacts(this.#context, container);
    const exec = new ExecEntry(newId<ExecId>(), container, { request, detachKeys, linkedEnvironment });
    forgetOldExecs(this.#execs);
    this.#execs.set(exec.id, exec);
    emit(this.#context, container, `exec_create: ${exec.commandLine}`, { execID: exec.id });
    return { Id: exec.id };
  }

  startable(id: string, options: ExecStartOptions): ExecTarget {
    const exec = this.#find(id);
    if (exec.state !== "created") throw execAlreadyRunning(exec.id);
    if (!exec.container.running) throw notRunning(exec.container.id);
    if (exec.container.paused) throw isPausedForExec(exec.container.id);
    if (options.size !== undefined) exec.size = options.size;
    const { request } = exec;
    const tty = request.Tty === true;
    return {
      tty,
      stdin: request.AttachStdin === true,
      stdout: request.AttachStdout === true,
      stderr: request.AttachStderr === true,
      detachKeys: tty ? exec.detachKeys : new Uint8Array(0),
      startDetached: (op) => startDetached(op, this.#context, exec),
      startAttached: (op, client) => startAttached(op, this.#context, exec, client),
    };
  }

  async resize(op: Op, id: string, size: TerminalSize): Promise<void> {
    const exec = this.#find(id);
    exec.size = size;
    if (exec.task !== undefined) exec.task.resize(size);
    await orEnd(op, Promise.resolve());
  }

  inspect(id: string): ExecInspectResponse {
    return execView(this.#find(id));
  }

  #find(id: string): ExecEntry {
    const exec = this.#execs.get(id);
    if (exec === undefined || !this.#context.table.has(exec.container)) throw noSuchExec(id);
    return exec;
  }
}
