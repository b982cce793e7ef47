import { spawn } from "node:child_process";
import { constants } from "node:os";
import type { Plugin } from "./discover.ts";

const heard = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs a plugin with the whole command line, on the streams of this process; gives its exit code. What a user types at the
 * terminal reaches it by itself; signals that are sent to this process alone are passed on. `more`: variables that it has
 * besides those of this process.
 */
export async function runPlugin(
  { path }: Pick<Plugin, "path">,
  argv: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<number> {
  const env = { ...more, ...process.env, DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: process.argv0 };
  const child = spawn(path, [...argv], { stdio: "inherit", env });
  const isAtTerminal = process.stdin.isTTY === true;
  const pass = (signal: NodeJS.Signals): void => {
    if (signal !== "SIGINT" || !isAtTerminal) child.kill(signal);
  };
  for (const signal of heard) process.on(signal, pass);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    });
  } finally {
    for (const signal of heard) process.off(signal, pass);
  }
}
