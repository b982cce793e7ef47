import { closeSync, openSync, writeSync } from "node:fs";
import { EngineError, messageOf } from "#base/errors.ts";
import type { Log, Op } from "#base/op.ts";
import type { ServeRegistryOptions } from "#cli/registry/serve-registry.ts";
import { CombinedAccessLog } from "#registry-server/access-log.ts";
import { Authenticator } from "#registry-server/auth/authenticator.ts";
import { Htpasswd } from "#registry-server/auth/htpasswd.ts";
import type { RegistryStorage } from "#registry-server/contract.ts";
import type { Collected, CollectOptions } from "#registry-server/folder/collect.ts";
import { type FolderStorage, openFolderStorage } from "#registry-server/folder/folder-storage.ts";
import { type RegistryServer, startRegistryServer } from "#registry-server/server.ts";
import { Uploads } from "#registry-server/uploads/uploads.ts";
import { readTlsMaterial } from "../tls-material.ts";
import { hostText, isLoopback, type ListenAddress, parseListenAddress } from "./listen-address.ts";
import { openUpstreams, type UpstreamGround } from "./open-upstreams.ts";

const stopGraceMs = 10_000;
const headMs = 30_000;
const expireEveryMs = 10 * 60_000;
/** How long what upstreams gave may be more than was allowed. */
const evictEveryMs = 10_000;

/** What stands before the folder of a registry. */
export interface InFront {
  storage(folder: FolderStorage): RegistryStorage;
  /** What else a collection is to keep. */
  readonly keeping?: Pick<CollectOptions, "isLive">;
}

/** A registry that serves. Disposing of it stops it in order. */
export interface RunningRegistry extends AsyncDisposable {
  readonly url: string;
  /** Removes unused content, unless that is under way. */
  collect(): void;
}

/** Opens a registry's folder and serves it. @throws Error when that cannot be */
export async function openRegistry(op: Op, options: ServeRegistryOptions, front?: InFront): Promise<RunningRegistry> {
  const { log } = op;
  await using opened = new AsyncDisposableStack();
  const address = parseListenAddress(options.listen);
  const tls = tlsOf(options);
  const users = options.htpasswd === "" ? undefined : new Htpasswd(options.htpasswd, log);
  warnOfOpenDoors(log, { address, isTls: tls !== undefined, hasUsers: users !== undefined });
  const folder = opened.use(await openFolderStorage(options.root));
  const uploads = await openUploads(folder, options);
  const upstream = opened.use((await openUpstreams(op, folder, options)) ?? null) ?? undefined;
  const accessLog = opened.use(openAccessLog(options.accessLog));
  const server = listen({
    hostname: address.host,
    port: address.port,
    ...(tls === undefined ? {} : { tls }),
    context: {
      storage: upstream?.storage ?? front?.storage(folder) ?? folder,
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
  opened.defer(() => server.stop(stopGraceMs));
  const upkeep = opened.use(keepInOrder(op, { options, folder, uploads, upstream, front }));
  const rest = opened.move();
  return {
    url: `${tls === undefined ? "http" : "https"}://${hostText(address.host)}:${server.port}`,
    collect: upkeep.collect,
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}

function openUploads(folder: FolderStorage, options: ServeRegistryOptions): Promise<Uploads> {
  return Uploads.open({
    folder: folder.uploadsFolder,
    most: options.maxUploads,
    limitBytes: options.maxBlobBytes,
    idleMs: options.uploadIdleMs,
  });
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

function warnOfOpenDoors(log: Log, { address, isTls, hasUsers }: Doors): void {
  if (isLoopback(address.host)) return;
  if (!hasUsers) log.warn("Everybody who reaches the registry may push to it: --htpasswd names its users");
  else if (!isTls) log.warn("Passwords are sent in the clear: a certificate and its key switch https on");
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
  readonly folder: FolderStorage;
  readonly uploads: Uploads;
  readonly upstream: UpstreamGround | undefined;
  readonly front: InFront | undefined;
}

interface Upkeep extends Disposable {
  collect(): void;
}

/** Keeps the registry in order until it is disposed of. */
function keepInOrder(op: Op, { options, folder, uploads, upstream, front }: Kept): Upkeep {
  const evict = once(op, "letting go of what upstreams gave", async () => {
    tellEvicted(op.log, await upstream?.evictGrown(op));
  });
  const collect = once(op, "collection", async () => {
    tellEvicted(op.log, await upstream?.evict(op));
    const { manifests, blobs, bytes } = await folder.collect(op, {
      graceMs: options.gcGraceMs,
      untagged: options.gcUntagged,
      ...front?.keeping,
    });
    op.log.info("Unused content removed", { manifests, blobs, bytes });
  });
  const expire = once(op, "giving up of uploads", async () => {
    const count = await uploads.expire(op);
    if (count > 0) op.log.info("Unfinished uploads given up", { count });
    await upstream?.expire(options.uploadIdleMs);
  });
  const timers = [setInterval(expire, expireEveryMs), setInterval(evict, evictEveryMs)];
  if (options.gcIntervalMs > 0) timers.push(setInterval(collect, options.gcIntervalMs));
  return {
    collect,
    [Symbol.dispose]() {
      for (const timer of timers) clearInterval(timer);
    },
  };
}

function tellEvicted(log: Log, evicted: Collected | undefined): void {
  if (evicted === undefined || evicted.blobs + evicted.manifests === 0) return;
  log.info("Let go of what upstreams gave", { ...evicted });
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
