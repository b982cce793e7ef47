import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Op } from "#base/op.ts";
import type { Io } from "../../io/io.ts";
import { canRun, executableName } from "../../machine/find-program.ts";
import { systemPluginFolders } from "../../machine/plugin-folders.ts";

/** Where a plugin of Docker's client is, if there is one. */
export function pluginPath(io: Io, name: string): string | undefined {
  const folders = [join(io.engine.configFolder, "cli-plugins"), ...systemPluginFolders(io.env)];
  return folders.map((folder) => join(folder, executableName(`docker-${name}`))).find(canRun);
}

export interface ProgramRun {
  readonly path: string;
  readonly args: readonly string[];
  /** Above those of the process. */
  readonly environment: ReadonlyMap<string, string>;
}

/** Runs a program to its end, with each line of its output; gives its exit code. */
export async function runProgram(
  op: Op,
  io: Io,
  { path, args, environment }: ProgramRun,
  line: (text: string) => void,
): Promise<number> {
  const env = { ...io.env, ...Object.fromEntries(environment) };
  const child = spawn(path, [...args], { stdio: ["ignore", "pipe", "ignore"], env, signal: op.signal });
  const ended = new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
  for await (const text of createInterface({ input: child.stdout })) line(text);
  return await ended;
}
