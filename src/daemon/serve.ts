import { messageOf } from "#base/errors.ts";
import { backgroundOp, type Op } from "#base/op.ts";
import { type ApiServer, createServer } from "#server/create-server.ts";
import type { ServerIdentity } from "#server/identity.ts";
import type { ServerTls } from "#server/listen.ts";
import { adoptSocket } from "#sys/adopt-socket.ts";
import { closeFd, dupCloexec, writeHead } from "#sys/fd.ts";
import { socketPair } from "#sys/unix-socket.ts";
import { buildkitEntrance } from "./build/buildkit-entrance.ts";
import type { DaemonConfig } from "./config/daemon-config.ts";
import { checkBeforeStart } from "./config/validate.ts";
import { releaseMemoryWhenIdle } from "./idle-memory.ts";
import { raiseLimits } from "./limits.ts";
import { createLog, type DaemonLog } from "./log.ts";
import { ActionTimes } from "./metrics/action-times.ts";
import { type Engine, openEngine } from "./open-engine.ts";
import { writePidfile } from "./pidfile.ts";
import { program } from "./program.ts";
import { Reloader } from "./reloading.ts";
import { serviceManager, takeServiceEnvironment } from "./service-manager.ts";
import { followSignals } from "./signals.ts";
import { type Listeners, openListeners } from "./sockets.ts";

export interface RunCommand {
  /** The command line, for a reload. */
  readonly argv: readonly string[];
  readonly config: DaemonConfig;
  readonly warnings: readonly string[];
}

/** Runs the daemon until it is told to stop. @throws Error in Docker's words when it cannot start */
export async function serve(op: Op, { argv, config, warnings }: RunCommand): Promise<number> {
  const log = createLog({ level: config.logLevel, format: config.logFormat });
  const service = takeServiceEnvironment(process.env);
  const manager = serviceManager(service, log);
  const tls = await tlsMaterial(config);
  checkBeforeStart(config);
  for (const warning of warnings) log.warn(warning);
  log.info("Starting up");
  raiseLimits(log);
  using cleanup = new Cleanup();
  cleanup.add(writePidfile(config.pidfile));
  // Clients that come before the engine is there wait for it, as they do for dockerd.
  const listeners = await openListeners(config, { log, service, ...(tls === undefined ? {} : { tls }) });
  cleanup.add(() => listeners.removeFiles());
  const engine = await openEngine({ ...op, log }, { config, program, openApiUrls: openApiUrls(config) });
  const actions = new ActionTimes();
  const api = startApi(engine, { config, listeners, log, actions });
  if (config.metricsAddress !== "")
    cleanup.add(await orClose(engine, startMetrics({ ...op, log }, config, { engine, actions })));
  const registry = await orClose(engine, startRegistry({ ...op, log }, config, engine));
  for (const address of listeners.addresses) log.info(`API listen on ${address}`);
  const reloader = new Reloader(config, { argv, environment: process.env, log, engine, manager });
  manager.ready();
  cleanup.add(releaseMemoryWhenIdle(log));
  const exitCode = await untilStopped(log, () => reloader.reload());
  manager.stopping();
  await registry?.[Symbol.asyncDispose]();
  await shutDown({ ...op, log }, { engine, api, config: reloader.config });
  return exitCode;
}

/** What the start waits for; when it fails, the engine leaves nothing behind. */
async function orClose<T>(engine: Engine, starting: Promise<T>): Promise<T> {
  try {
    return await starting;
  } catch (error) {
    await engine.close();
    throw error;
  }
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

interface ApiGround {
  readonly config: DaemonConfig;
  readonly listeners: Listeners;
  readonly log: DaemonLog;
  readonly actions: ActionTimes;
}

function startApi(engine: Engine, { config, listeners, log, actions }: ApiGround): ApiServer {
  return createServer({
    backends: { ...engine, buildkit: buildkitEntrance(backgroundOp(log), engine, engine.builder) },
    listeners: listeners.servers,
    info: serverIdentity(config),
    log,
    ...(config.metricsAddress === "" ? {} : { onDone: (name, seconds) => actions.done(name, seconds) }),
    descriptors: { dup: dupCloexec, writeHead, close: closeFd, pair: socketPair, adopt: adoptSocket },
  });
}

function serverIdentity({ experimental, minApiVersion }: DaemonConfig): ServerIdentity {
  return { version: program.version, experimental, ...(minApiVersion === "" ? {} : { minApiVersion }) };
}

/** Serves metrics, whose code is loaded only where they are wanted. */
async function startMetrics(
  op: Op,
  { metricsAddress }: DaemonConfig,
  { engine, actions }: { readonly engine: Engine; readonly actions: ActionTimes },
): Promise<() => void> {
  const { serveMetrics } = await import("./metrics/serve-metrics.ts");
  return serveMetrics(op, metricsAddress, async () => ({
    info: await engine.system.info(op),
    commit: program.gitCommit,
    totals: engine.totals(),
    actions,
  }));
}

/** Serves the engine's images as a registry, whose code is loaded only where it is wanted. */
async function startRegistry(op: Op, config: DaemonConfig, engine: Engine): Promise<AsyncDisposable | undefined> {
  if (config.ownRegistry.listen === "") return undefined;
  const { serveEngineImages } = await import("./registry/serve-engine-images.ts");
  return await serveEngineImages(op, config, engine.images.serving());
}

/** What TLS is spoken with; its code is loaded only where there is some. @throws Error in Docker's words */
async function tlsMaterial({ tls: { files } }: DaemonConfig): Promise<ServerTls | undefined> {
  if (files === undefined) return undefined;
  const { readTlsMaterial } = await import("./tls-material.ts");
  return readTlsMaterial(files);
}

/** Addresses on which everybody who reaches them may use the engine. */
function openApiUrls({ hosts, tls: { files } }: DaemonConfig): string[] {
  if (files?.verify === true) return [];
  const scheme = files === undefined ? "http" : "https";
  return hosts.flatMap((host) => (host.proto === "tcp" ? [`${scheme}://${host.host}:${host.port}`] : []));
}

function untilStopped(log: DaemonLog, reload: () => void): Promise<number> {
  return new Promise((resolve) => {
    followSignals(log, {
      stop: () => resolve(0),
      force: (exitCode) => process.exit(exitCode),
      reload,
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
