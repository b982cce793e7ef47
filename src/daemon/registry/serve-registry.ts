import { EngineError } from "#base/errors.ts";
import type { ServeRegistry, ServeRegistryOptions } from "#cli/registry/serve-registry.ts";
import { armCommitPointsFrom } from "#sys/kill-points.ts";
import { parseLogLevel } from "../config/daemon-config.ts";
import { createLog, type DaemonLog } from "../log.ts";
import { openRegistry } from "./open-registry.ts";
import { followRegistrySignals } from "./signals.ts";

/** `gantry registry serve`: a registry in a folder, until SIGTERM or SIGINT. @throws Error when it cannot start */
export const serveRegistry: ServeRegistry = async (op, options) => {
  armCommitPointsFrom(process.env);
  const log = openLog(options);
  const registry = await openRegistry({ ...op, log }, options);
  log.info(`Registry listens on ${registry.url}`, { root: options.root });
  await followRegistrySignals(log, { collect: registry.collect });
  await registry[Symbol.asyncDispose]();
  log.info("Registry stopped");
  return 0;
};

/** @throws invalid-argument */
function openLog({ logLevel, logFormat }: ServeRegistryOptions): DaemonLog {
  const level = parseLogLevel(logLevel);
  if (level === undefined) throw new EngineError("invalid-argument", `invalid logging level: ${logLevel}`);
  if (logFormat !== "text" && logFormat !== "json")
    throw new EngineError("invalid-argument", `invalid log format: ${logFormat}`);
  return createLog({ level, format: logFormat });
}
