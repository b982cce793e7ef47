import { existsSync } from "node:fs";
import { basename } from "node:path";
import { EngineError } from "#base/errors.ts";
import { type Op, throwIfEnded } from "#base/op.ts";
import type { RuntimeSpec } from "#core/runtime/contract.ts";
import { runToEnd } from "#sys/spawn.ts";

export interface RuntimeEnvironment {
  readonly shimPath: string;
  /** Each runtime keeps its state in a folder of its own in here. */
  readonly stateRoot: string;
  /** Host mounts that the runtime is not to see. */
  readonly hiddenMounts: readonly string[];
}

/** A folder that stands in for hidden mounts where what lies below them cannot be written to. */
export const hiddenPlace = ({ stateRoot }: RuntimeEnvironment): string => `${stateRoot}/.hidden`;

/** What the shim is to hide, as `PATH=PLACE`. */
export function hiddenEntries(environment: RuntimeEnvironment): string[] {
  return environment.hiddenMounts.map((path) => `${path}=${hiddenPlace(environment)}`);
}

/** Where `runtime` keeps its containers' state. */
export function stateDirectory(environment: RuntimeEnvironment, runtime: RuntimeSpec): string {
  return `${environment.stateRoot}/${runtime.name}`;
}

/** Runs a command of the runtime on a container. @throws system with what the runtime said */
export async function runtimeCommand(
  op: Op,
  environment: RuntimeEnvironment,
  call: { readonly runtime: RuntimeSpec; readonly command: readonly string[]; readonly containerId: string },
): Promise<void> {
  throwIfEnded(op);
  const { runtime, command, containerId } = call;
  const hiding =
    environment.hiddenMounts.length === 0 ? [] : [environment.shimPath, "hide", ...hiddenEntries(environment), "--"];
  const root = ["--root", stateDirectory(environment, runtime)];
  const { code, text } = await runToEnd(
    [...hiding, runtime.path, ...runtime.args, ...root, ...command, containerId],
    op.signal,
  );
  throwIfEnded(op);
  if (code !== 0)
    throw new EngineError("system", `OCI runtime ${command[0]} failed: ${text.trim()}`, { code: "runtime.command" });
}

/** Ends a container's processes and removes the runtime's state of it, where there is any. */
export async function deleteState(
  op: Op,
  environment: RuntimeEnvironment,
  call: { readonly runtime: RuntimeSpec; readonly containerId: string },
): Promise<void> {
  const state = `${stateDirectory(environment, call.runtime)}/${call.containerId}`;
  if (!existsSync(state)) return;
  try {
    await runtimeCommand(op, environment, { ...call, command: ["delete", "--force"] });
  } catch (error) {
    // Its shim may have been as quick.
    if (existsSync(state)) throw error;
  }
}

/** The executable's name, as error texts have it. */
export function runtimeName(runtime: RuntimeSpec): string {
  return basename(runtime.path);
}
