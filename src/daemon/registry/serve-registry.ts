import { closeSync, openSync, writeSync } from "node:fs";
import { EngineError, messageOf } from "#base/errors.ts";
import type { Op } from "#base/op.ts";
import type { ServeRegistry, ServeRegistryOptions } from "#cli/registry/serve-registry.ts";
import { CombinedAccessLog } from "#registry-server/access-log.ts";
import { Authenticator } from "#registry-server/auth/authenticator.ts";
import { Htpasswd } from "#registry-server/auth/htpasswd.ts";
import { type FolderStorage, openFolderStorage } from "#registry-server/folder/folder-storage.ts";
import { type RegistryServer, startRegistryServer } from "#registry-server/server.ts";
import { Uploads } from "#registry-server/uploads/uploads.ts";
import { armCommitPointsFrom } from "#sys/kill-points.ts";
import { parseLogLevel } from "../config/daemon-config.ts";
import { createLog, type DaemonLog } from "../log.ts";
import { readTlsMaterial } from "../tls-material.ts";
import { hostText, isLoopback, type ListenAddress, parseListenAddress } from "./listen-address.ts";
import { openUpstreams, type UpstreamGround } from "./open-upstreams.ts";
import { followRegistrySignals } from "./signals.ts";

const stopGraceMs = 10_000;
const headMs = 30_000;
const expireEveryMs = 10 * 60_000;

/** `gantry registry serve`: a registry in a folder, until SIGTERM or SIGINT. @throws Error when it cannot start */
export const serveRegistry: ServeRegistry = async (op, options) => {
  armCommitPointsFrom(process.env);
  const log = openLog(options);
  const address = parseListenAddress(options.listen);
  const tls = tlsOf(options);
  const users = options.htpasswd === "" ? undefined : new Htpasswd(options.htpasswd, log);
  warnOfOpenDoors(log, { address, isTls: tls !== undefined, hasUsers: users !== undefined });
  using storage = await openFolderStorage(options.root);
  const uploads = await Uploads.open({
    folder: storage.uploadsFolder,
    most: options.maxUploads,
    limitBytes: options.maxBlobBytes,
    idleMs: options.uploadIdleMs,
  });
  await using upstream = await openUpstreams({ ...op, log }, storage, options);
  using accessLog = openAccessLog(options.accessLog);
  const server = listen({
    hostname: address.host,
    port: address.port,
    ...(tls === undefined ? {} : { tls }),
    context: {
      storage: upstream?.storage ?? storage,
      uploads,
      rules: { readOnly: options.readOnly, allowDelete: options.allowDelete },
      ...(upstream === undefined ? {} : { namespaces: upstream.upstreams }),
    },
    authenticator: new Authenticator({ users, anonymousRead: options.anonymousRead, isTls: tls !== undefined }),
    log,
    ...(accessLog.log === undefined ? {} : { accessLog: accessLog.log }),
    idleSeconds: options.idleSeconds,
    headMs,
    mostConnections: options.maxConnections,
  });
  log.info(`Registry listens on ${tls === undefined ? "http" : "https"}://${hostText(address.host)}:${server.port}`, {
    root: options.root,
  });
  await untilStopped({ ...op, log }, { options, storage, uploads, upstream });
  await server.stop(stopGraceMs);
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

function tlsOf({ tlsCert, tlsKey }: ServeRegistryOptions): { readonly cert: string; readonly key: string } | undefined {
  if (tlsCert === "") return undefined;
  const { cert, key } = readTlsMaterial({ caPath: "", certPath: tlsCert, keyPath: tlsKey, verify: false });
  return { cert: Buffer.from(cert).toString(), key: Buffer.from(key).toString() };
}

interface Doors {
  readonly address: ListenAddress;
  readonly isTls: boolean;
  readonly hasUsers: boolean;
}

function warnOfOpenDoors(log: DaemonLog, { address, isTls, hasUsers }: Doors): void {
  if (isLoopback(address.host)) return;
  if (!hasUsers) log.warn("Everybody who reaches the registry may push to it: --htpasswd names its users");
  else if (!isTls) log.warn("Passwords are sent in the clear: --tls-cert and --tls-key switch https on");
}

/** @throws unavailable when the address is taken, or cannot be bound */
function listen(options: Parameters<typeof startRegistryServer>[0]): RegistryServer {
  try {
    return startRegistryServer(options);
  } catch (error) {
    const where = `${hostText(options.hostname)}:${options.port}`;
    throw new EngineError("unavailable", `cannot listen on ${where}: ${messageOf(error)}`, { cause: error });
  }
}

interface OpenAccessLog extends Disposable {
  readonly log: CombinedAccessLog | undefined;
}

function openAccessLog(path: string): OpenAccessLog {
  if (path === "") return { log: undefined, [Symbol.dispose]() {} };
  if (path === "-")
    return { log: new CombinedAccessLog((line) => void process.stdout.write(line)), [Symbol.dispose]() {} };
  const fd = openSync(path, "a", 0o640);
  return { log: new CombinedAccessLog((line) => writeSync(fd, line)), [Symbol.dispose]: () => closeSync(fd) };
}

interface Kept {
  readonly options: ServeRegistryOptions;
  readonly storage: FolderStorage;
  readonly uploads: Uploads;
  readonly upstream: UpstreamGround | undefined;
}

/** Keeps the registry in order until the process is told to end. */
async function untilStopped(op: Op, { options, storage, uploads, upstream }: Kept): Promise<void> {
  const collect = once(op, "collection", async () => {
    const { manifests, blobs, bytes } = await storage.collect(op, {
      graceMs: options.gcGraceMs,
      untagged: options.gcUntagged,
    });
    op.log.info("Unused content removed", { manifests, blobs, bytes });
  });
  const expire = once(op, "giving up of uploads", async () => {
    const count = await uploads.expire(op);
    if (count > 0) op.log.info("Unfinished uploads given up", { count });
    await upstream?.expire(options.uploadIdleMs);
  });
  const timers = [setInterval(expire, expireEveryMs)];
  if (options.gcIntervalMs > 0) timers.push(setInterval(collect, options.gcIntervalMs));
  await followRegistrySignals(op.log, { collect });
  for (const timer of timers) clearInterval(timer);
}

/** Runs `work` unless it still runs; a failure is logged, and the next time is another try. */
function once(op: Op, what: string, work: () => Promise<void>): () => void {
  let running = false;
  return () => {
    if (running) return;
    running = true;
    work()
      .catch((error: unknown) => op.log.error(`${what} failed`, { error: messageOf(error) }))
      .finally(() => {
        running = false;
      });
  };
}
