import type { ExecCreateRequest } from "#api/types.gen.ts";
import type { ExecId } from "#base/ids.ts";
import type { Task, TerminalSize } from "#core/runtime/contract.ts";
import type { ContainerEntry } from "../containers/container-entry.ts";

/** One exec: asked for, then running, then ended. Nothing of it is saved. */
export class ExecEntry {
  readonly id: ExecId;
  readonly container: ContainerEntry;
  readonly request: ExecCreateRequest;
  /** What containers that this one links to are known by. */
  readonly linkedEnvironment: readonly string[];
  state: "created" | "starting" | "running" | "exited" = "created";
  task: Task | undefined;
  exitCode: number | undefined;
  pid = 0;
  size: TerminalSize | undefined;
  detachKeys: Uint8Array;

  constructor(
    id: ExecId,
    container: ContainerEntry,
    options: Pick<ExecEntry, "request" | "detachKeys" | "linkedEnvironment">,
  ) {
    this.id = id;
    this.container = container;
    this.request = options.request;
    this.linkedEnvironment = options.linkedEnvironment;
    this.detachKeys = options.detachKeys;
    const [rows, columns] = options.request.ConsoleSize ?? [0, 0];
    if (rows > 0 && columns > 0) this.size = { rows, columns };
  }

  /** As events have it: the program, a space, and its arguments. */
  get commandLine(): string {
    const [program = "", ...rest] = this.request.Cmd ?? [];
    return `${program} ${rest.join(" ")}`;
  }
}
