import type { RuntimeSpec } from "#core/runtime/contract.ts";
import type { Runtime } from "./value-syntax.ts";

/** A runtime by name; `path` is an executable, looked for in PATH where it is a bare name. */
export interface ConfiguredRuntime extends RuntimeSpec {
  /** What is run where `path` is not there. */
  readonly otherwise?: string;
  /** There without `--add-runtime`. */
  readonly isStock?: boolean;
}

/** Docker's names mean the fastest runtime that is there (ADR 0022). */
const stockRuntimes: readonly ConfiguredRuntime[] = [
  { name: "crun", path: "crun", args: [], isStock: true },
  ...["runc", "io.containerd.runc.v2"].map((name) => ({
    name,
    path: "crun",
    otherwise: "runc",
    args: [],
    isStock: true,
  })),
];

/** All runtimes that a container may name: the stock ones, then those of `--add-runtime` and the file's `runtimes`. */
export function configuredRuntimes(given: Readonly<Record<string, Runtime>>): readonly ConfiguredRuntime[] {
  const added = Object.entries(given).map(([name, { path = "", runtimeArgs = [] }]) => ({
    name,
    path,
    args: runtimeArgs,
  }));
  return [...stockRuntimes, ...added];
}
