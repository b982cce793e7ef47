import { systemdCgroupArgument } from "#core/container/oci-spec/cgroups-path.ts";
import type { ExecSpec, JsonFileLog, RunSpec, TaskIo } from "#core/runtime/contract.ts";
import { hiddenEntries, type RuntimeEnvironment, runtimeName, stateDirectory } from "./runtime-commands.ts";

/** Descriptors that the shim finds at fixed numbers. */
export const shimFds = { listen: 3, rootfs: 4, netns: 5 } as const;

export interface ShimCall {
  readonly mode: "run" | "exec";
  readonly directory: string;
  readonly environment: RuntimeEnvironment;
  readonly spec: RunSpec | ExecSpec;
}

/** The shim's command line, but for what only a container's has. */
export function shimArguments(call: ShimCall): string[] {
  const { spec, environment, directory } = call;
  const list = [environment.shimPath, call.mode, "--dir", directory, "--id", spec.containerId];
  list.push("--listen-fd", String(shimFds.listen), "--state", stateDirectory(environment, spec.runtime));
  list.push("--runtime", spec.runtime.path);
  // crun writes an error of the program's execve to its stderr, in the log's format.
  if (runtimeName(spec.runtime).includes("crun")) list.push("--runtime-log-format", "text");
  for (const argument of spec.runtime.args) list.push("--runtime-arg", argument);
  for (const entry of hiddenEntries(environment)) list.push("--hide", entry);
  return [...list, ...ioArguments(spec.io)];
}

/** Lets the shim remove an ended container's state itself, where it knows the runtime and nothing is to be called. */
export function tidyArguments({ runtime, cgroupsPath, ociSpec }: RunSpec): string[] {
  const bySystemd = runtime.args.includes(systemdCgroupArgument);
  const known = runtimeName(runtime) === "crun" && (ociSpec as { hooks?: object }).hooks === undefined;
  return known && !bySystemd && cgroupsPath.startsWith("/") ? ["--cgroup", cgroupsPath] : [];
}

/** The runtime's, which the program then has: crun 1.8 leaves that of an exec's process aside. */
export function scoreArguments(process: { readonly oomScoreAdj?: number }): string[] {
  return process.oomScoreAdj === undefined ? [] : ["--oom-score-adj", String(process.oomScoreAdj)];
}

function ioArguments(io: TaskIo): string[] {
  const list: string[] = [];
  if (io.tty) list.push("--tty");
  if (io.stdin) list.push("--stdin");
  if (io.stdinOnce) list.push("--stdin-once");
  if (io.size !== undefined) list.push("--rows", String(io.size.rows), "--columns", String(io.size.columns));
  return io.log === undefined ? list : [...list, ...logArguments(io.log)];
}

function logArguments(log: JsonFileLog): string[] {
  const list = ["--log", log.path, "--log-max-size", String(log.maxSizeBytes), "--log-max-files", String(log.maxFiles)];
  if (log.compress) list.push("--log-compress");
  const names = Object.keys(log.attributes).sort();
  if (names.length === 0) return list;
  return [...list, "--log-attributes", goJson(Object.fromEntries(names.map((name) => [name, log.attributes[name]])))];
}

/** JSON as Go's encoder writes it: these characters are escaped too. */
function goJson(value: object): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
