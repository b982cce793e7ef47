import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "#base/errors.ts";
import { backgroundOp } from "#base/op.ts";
import { plainCopyRules } from "#core/build/file-operation.ts";
import type { OpenCopy, OpenTree } from "#core/build/file-worker.ts";
import type { TreeSelection } from "#core/build/runners.ts";
import { BuildFileWorkers } from "./build-file-workers.ts";

/** A tree that is written to and a context, in a folder of their own, with Workers on it. */
export class BuildFileGround implements AsyncDisposable {
  readonly path = mkdtempSync(join(tmpdir(), "build-files-"));
  readonly context = join(this.path, "context");
  readonly tree = join(this.path, "tree");
  readonly workers = new BuildFileWorkers(join(this.path, "state"));
  readonly #root: number;

  constructor() {
    for (const folder of [this.context, this.tree]) mkdirSync(folder);
    this.#root = openSync(this.tree, "r");
  }

  get root(): number {
    return this.#root;
  }

  folder(selection: Partial<Extract<OpenTree, { at: "folder" }>["selection"]> = {}): OpenTree {
    const all = { includePatterns: [], excludePatterns: [], followPaths: [] };
    return { at: "folder", path: this.context, selection: { ...all, ...selection } };
  }

  /** Runs a shell in the context. */
  make(script: string): void {
    execFileSync("sh", ["-euc", `umask 022; ${script}`], { cwd: this.context });
  }

  /** COPY of the context. */
  async copy(source: string, destination: string, more: Partial<OpenCopy> = {}, tree = this.folder()): Promise<void> {
    await this.workers.apply(backgroundOp(), {
      root: this.#root,
      trees: [tree],
      actions: [copyOf(source, destination, more)],
    });
  }

  describe(selection: Partial<TreeSelection>, tree = this.folder()): ReturnType<BuildFileWorkers["describe"]> {
    const all = { paths: ["/"], wildcards: true, followSymlinks: true, excludePatterns: [], includePatterns: [] };
    return this.workers.describe(backgroundOp(), tree, { ...all, ...selection });
  }

  /** All below the tree, as `path mode uid:gid type-or-content`. */
  listing(): string[] {
    const format = "%P %m %U:%G %y %l\\n";
    const text = execFileSync("find", [this.tree, "-mindepth", "1", "-printf", format], { encoding: "utf8" });
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.trim())
      .sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.workers[Symbol.asyncDispose]();
    closeSync(this.#root);
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** As the frontend makes it of `COPY source destination`. */
export function copyOf(source: string, destination: string, more: Partial<OpenCopy> = {}): OpenCopy {
  return {
    ...plainCopyRules,
    from: 0,
    source,
    destination,
    wildcards: true,
    allowEmptyWildcard: true,
    followSymlinks: true,
    contentsOnly: true,
    ...more,
  };
}

/** What a promise is rejected with. @throws Error where it is not */
export async function failureOf(promise: Promise<unknown>): Promise<string> {
  const result = await promise.then(() => undefined, messageOf);
  if (result === undefined) throw new Error("it did not fail");
  return result;
}
