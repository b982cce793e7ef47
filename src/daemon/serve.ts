import { messageOf } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import { type ApiServer, createServer } from "#server/create-server.ts";
import { closeFd, dupCloexec, writeHead } from "#sys/fd.ts";
import type { DaemonConfig } from "./config/daemon-config.ts";
import { raiseLimits } from "./limits.ts";
import { createLog, type DaemonLog } from "./log.ts";
import { type Engine, openEngine } from "./open-engine.ts";
import { writePidfile } from "./pidfile.ts";
import { program } from "./program.ts";
import { followSignals } from "./signals.ts";
import { type Listeners, openListeners } from "./sockets.ts";

export interface RunCommand {
  readonly config: DaemonConfig;
  readonly warnings: readonly string[];
}

/** Runs the daemon until it is told to stop. @throws Error in Docker's words when it cannot start */
export async function serve(op: Op, { config, warnings }: RunCommand): Promise<number> {
  const log = createLog({ level: config.logLevel, format: config.logFormat });
  for (const warning of warnings) log.warn(warning);
  log.info("Starting up");
  raiseLimits(log);
  using cleanup = new Cleanup();
  cleanup.add(writePidfile(config.pidfile));
  const engine = await openEngine({ ...op, log }, { config, program, openTcpAddresses: openTcp(config) });
  const listeners = await openListeners(config, { log, environment: process.env });
  cleanup.add(() => listeners.removeFiles());
  const api = startApi(engine, { config, listeners, log });
  for (const address of listeners.addresses) log.info(`API listen on ${address}`);
  const exitCode = await untilStopped(log);
  await shutDown({ ...op, log }, { engine, api, config });
  return exitCode;
}

/** Steps that undo the start, last first; a failing one does not hold up the others. */
class Cleanup implements Disposable {
  readonly #steps: Array<() => void> = [];

  add(step: () => void): void {
    this.#steps.push(step);
  }

  [Symbol.dispose](): void {
    for (const step of this.#steps.reverse()) {
      try {
        step();
      } catch (error) {
        process.stderr.write(`${messageOf(error)}\n`);
      }
    }
  }
}

function startApi(
  engine: Engine,
  { config, listeners, log }: { readonly config: DaemonConfig; readonly listeners: Listeners; readonly log: DaemonLog },
): ApiServer {
  return createServer({
    backends: engine,
    listeners: listeners.servers,
    info: { version: program.version, experimental: config.experimental },
    log,
    descriptors: { dup: dupCloexec, writeHead, close: closeFd },
  });
}

function openTcp(config: DaemonConfig): string[] {
  return config.hosts.flatMap((host) => (host.proto === "tcp" ? [`${host.host}:${host.port}`] : []));
}

function untilStopped(log: DaemonLog): Promise<number> {
  return new Promise((resolve) => {
    followSignals(log, {
      stop: () => resolve(0),
      force: (exitCode) => process.exit(exitCode),
      reload: () => log.info("Reload of the configuration is not supported yet"),
      dump: () => log.info("state", { memory: process.memoryUsage().rss, uptime: process.uptime() }),
    });
  });
}

interface Running {
  readonly engine: Engine;
  readonly api: ApiServer;
  readonly config: DaemonConfig;
}

async function shutDown(op: Op, { engine, api, config }: Running): Promise<void> {
  if (!config.liveRestore) await engine.stopContainers(op);
  await api.close();
  await engine.close();
  op.log.info("Daemon shutdown complete");
}
