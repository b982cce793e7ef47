import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { ExitRecord, LeftTask, RuntimeSpec } from "#core/runtime/contract.ts";

const removals = 5;

/** What a later daemon must know to clean up behind a task. */
export interface TaskFacts {
  readonly runtime: RuntimeSpec;
  /** Of a container, as in its runtime spec. */
  readonly cgroupsPath?: string;
}

/**
 * The files of one task in the run directory: `<runDir>/<container>` or `<runDir>/<container>.<exec>`, with
 * `shim.sock`, `task.json`, `config.json` or `process.json`, `pid`, `runtime.log` while it runs, and `exit` afterwards.
 */
export class RunFiles {
  readonly directory: string;

  constructor(runDir: string, containerId: string, execId?: string) {
    this.directory = `${runDir}/${containerId}${execId === undefined ? "" : `.${execId}`}`;
  }

  /** Makes the directory anew. */
  create(facts: TaskFacts): void {
    this.remove();
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    this.write("task.json", facts);
  }

  /** Gives the file's path. */
  write(name: "task.json" | "config.json" | "process.json" | "resources.json", content: object): string {
    const path = `${this.directory}/${name}`;
    writeFileSync(path, JSON.stringify(content), { mode: 0o600 });
    return path;
  }

  /** The exit record; undefined when there is none or it cannot be read. */
  readExit(): ExitRecord | undefined {
    const record = this.#read("exit") as
      | { exitCode?: unknown; oomKilled?: unknown; finishedAtNs?: unknown }
      | undefined;
    if (record === undefined || typeof record.exitCode !== "number" || typeof record.finishedAtNs !== "string")
      return undefined;
    return {
      exitCode: record.exitCode,
      oomKilled: record.oomKilled === true,
      finishedAtNs: BigInt(record.finishedAtNs),
    };
  }

  /** What the task was started with. */
  readFacts(): TaskFacts | undefined {
    const facts = this.#read("task.json") as Partial<TaskFacts> | undefined;
    return facts?.runtime === undefined ? undefined : { ...facts, runtime: facts.runtime };
  }

  /** Whether the runtime has started a program here. */
  hasStarted(): boolean {
    return existsSync(`${this.directory}/pid`);
  }

  /** A shim that ends just now may put its exit record there meanwhile; it makes no folder, so it does so once at most. */
  remove(): void {
    for (let attempt = 0; attempt < removals && existsSync(this.directory); attempt++)
      rmSync(this.directory, { recursive: true, force: true });
  }

  #read(name: string): unknown {
    try {
      return JSON.parse(readFileSync(`${this.directory}/${name}`, "utf8"));
    } catch {
      return undefined;
    }
  }
}

/** All tasks that have files in `runDir`. */
export function listTasks(runDir: string): LeftTask[] {
  if (!existsSync(runDir)) return [];
  return readdirSync(runDir).map((name) => {
    const dot = name.indexOf(".");
    return dot === -1 ? { containerId: name } : { containerId: name.slice(0, dot), execId: name.slice(dot + 1) };
  });
}
