import { logAttributes, parseJsonFileOptions } from "#core/log/json-file-options.ts";
import { parseLocalOptions } from "#core/log/local-options.ts";
import type { JsonFileLog, TaskIo, TerminalSize } from "#core/runtime/contract.ts";
import type { ContainerEntry } from "./container-entry.ts";

/** How the shim is to treat the streams of a container's first process. */
export function taskIoOf(entry: ContainerEntry): Omit<TaskIo, "attached"> {
  const { config } = entry.record;
  const size = consoleSizeOf(entry);
  const log = jsonLogOf(entry);
  return {
    tty: config.Tty === true,
    stdin: config.OpenStdin === true,
    stdinOnce: config.StdinOnce === true,
    ...(size === undefined ? {} : { size }),
    ...(log === undefined ? {} : { log }),
  };
}

function consoleSizeOf(entry: ContainerEntry): TerminalSize | undefined {
  const [rows, columns] = entry.record.hostConfig.ConsoleSize ?? [0, 0];
  return rows > 0 && columns > 0 ? { rows, columns } : undefined;
}

function jsonLogOf(entry: ContainerEntry): JsonFileLog | undefined {
  const { logPath, hostConfig } = entry.record;
  if (logPath === "") return undefined;
  const options = hostConfig.LogConfig?.Config ?? {};
  if (hostConfig.LogConfig.Type === "local") return { path: logPath, ...parseLocalOptions(options), attributes: {} };
  return { path: logPath, ...parseJsonFileOptions(options), attributes: logAttributes(entry.record, options) };
}
